import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { failure } from "../core/problem.ts";
import type { Forge } from "../ports.ts";

export interface ForgeOptions {
  /** `owner/name`. */
  repository: string;
  /** Without one, public repositories alone, and 60 requests an hour. */
  token?: string;
  /** GITHUB_API_URL; `https://api.github.com` by default. */
  apiUrl?: string;
  /** Milliseconds that stand for one second of waiting between attempts. */
  second?: number;
}

/** Milliseconds after which one request is given up; it is tried again. */
const requestLimit = 30_000;
/** Seconds that a run waits for GitHub's rate limit. */
const patience = 60;
/** Attempts after the first: 1 s, 4 s and 9 s after one another. */
const retries = 3;

const GitHubClient = Octokit.plugin(retry, throttling);

/**
 * GitHub's REST API. Requests that fail for a passing reason are made again, at most three times.
 * Loads Octokit, so that callers import this file only once they need it.
 */
export async function createForge({ repository, token, apiUrl, second = 1000 }: ForgeOptions): Promise<Forge> {
  const [owner = "", repo = ""] = repository.split("/");
  const waits = (retryAfter: number, _options: object, _octokit: object, count: number) => count < 1 && retryAfter <= patience;
  const client = new GitHubClient({
    ...(token === undefined ? {} : { auth: token }),
    baseUrl: apiUrl ?? "https://api.github.com",
    userAgent: "tagstream",
    log: silent,
    request: { fetch: await limitedFetch() },
    retry: { retries, retryAfterBaseValue: second, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] }, // 429 is the other plugin's
    throttle: { onRateLimit: waits, onSecondaryRateLimit: waits, retryAfterBaseValue: second },
  });
  return {
    async tip(branch) {
      try {
        const { data } = await client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
        if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(data.object?.sha ?? "")) return data.object.sha;
      } catch (error) {
        throw explain(error, `the tip of ${branch} in ${repository}`, "contents: read");
      }
      throw failure("github-failed", `GitHub's answer names no commit for the tip of ${branch} in ${repository}. Run again.`);
    },
  };
}

/** Octokit's own warnings would land in the middle of the log; what matters of them is thrown. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** fetch with a time limit for each request, through the proxy that the environment names. */
async function limitedFetch(): Promise<typeof fetch> {
  const proxied = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"].some((name) => process.env[name]);
  // @actions/github knows how (and `no_proxy`); loaded only then, since it brings an HTTP client of its own along.
  const through = (proxied && (await import("@actions/github/lib/utils")).defaults.request?.fetch) || fetch;
  return (url, init) => through(url, { ...init, signal: AbortSignal.timeout(requestLimit) });
}

/** What Octokit throws: a RequestError, by shape, since several versions of its class may be bundled. */
interface RequestError extends Error {
  status: number;
  response?: { headers?: Record<string, string | number | undefined> };
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

/** The Failure for a request that was refused or failed, in the end; `what` was asked for, and `permission` is what that takes. */
function explain(error: unknown, what: string, permission: string): Error {
  if (!isRequestError(error)) return error instanceof Error ? error : new Error(String(error));
  const { status, response, message } = error;
  const headers = response?.headers ?? {};
  if (!response) {
    return failure(
      "github-unreachable",
      `GitHub could not be asked for ${what}: ${message}. See the network, its proxy, and GITHUB_API_URL.`,
    );
  }
  if (status === 401)
    return failure("github-denied", `GitHub does not accept the token. Give the action one that is valid, as \`token\`.`);
  if (status === 429 || (status === 403 && (headers["x-ratelimit-remaining"] === "0" || /rate limit/i.test(message)))) {
    return failure(
      "github-rate-limit",
      `GitHub's limit of requests is used up${untilWhen(headers)}, so that ${what} could not be asked for. Run again then.`,
    );
  }
  if (status === 403) {
    return failure(
      "github-denied",
      `GitHub refused ${what}: the token lacks \`${permission}\`. Add it to the job's \`permissions\`.`,
    );
  }
  if (status === 404) {
    return failure(
      "github-not-found",
      `GitHub does not know ${what}. See that it exists; if it does, the token may not see it: add \`${permission}\` to the job's \`permissions\`.`,
    );
  }
  return failure("github-failed", `GitHub answered ${status} when asked for ${what}: ${message}`);
}

function untilWhen(headers: Record<string, string | number | undefined>): string {
  const reset = Number(headers["x-ratelimit-reset"]);
  return Number.isFinite(reset) && reset > 0 ? ` until ${new Date(reset * 1000).toISOString().slice(11, 16)} UTC` : "";
}

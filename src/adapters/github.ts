import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../core/problem.ts";
import type { Forge } from "../ports.ts";
import { keepComment } from "./github/comment.ts";
import { explain } from "./github/explain.ts";

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

const commitId = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
const pullRequestSchema = v.object({
  state: v.picklist(["open", "closed"]),
  merged: v.boolean(),
  head: v.object({ sha: commitId }),
});

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
    throttle: { id: `${apiUrl} ${repository}`, onRateLimit: waits, onSecondaryRateLimit: waits, retryAfterBaseValue: second },
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
    async pullRequest(number) {
      const what = `pull request #${number} of ${repository}`;
      const { data } = await client.rest.pulls.get({ owner, repo, pull_number: number }).catch((error: unknown) => {
        throw explain(error, what, "pull-requests: read");
      });
      const { success, output } = v.safeParse(pullRequestSchema, data);
      if (!success) throw failure("github-failed", `GitHub's answer for ${what} lacks its state or its head. Run again.`);
      return { open: output.state === "open", merged: output.merged, head: output.head.sha };
    },
    comment: (number, marker, text) => keepComment(client, { owner, repo, number, marker }, text),
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

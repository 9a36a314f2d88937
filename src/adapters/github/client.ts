import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { failure } from "../../core/lib/problems/problem.ts";
import { fetchFor } from "../http/proxied-fetch.ts";

export interface ClientOptions {
  /** The key that limits requests: requests of one repository or package wait for each other. */
  id: string;
  /** Without one: only public repositories, and 60 requests an hour. */
  token?: string;
  /** GITHUB_API_URL; `https://api.github.com` by default. */
  apiUrl?: string;
  /** Milliseconds per second of waiting between attempts. */
  second?: number;
}

/** Milliseconds until one request is aborted and retried. */
const requestLimit = 30_000;
/** Seconds that a run waits for GitHub's rate limit. */
const patience = 60;
/** Attempts after the first, after 1 s, 4 s and 9 s. */
const retries = 3;

const GitHubClient = Octokit.plugin(retry, throttling);
export type GitHubClient = InstanceType<typeof GitHubClient>;

/**
 * GitHub's REST API, with at most three retries of requests that fail for a passing reason.
 * @throws Failure `github-denied` for a text that can be no token: `fetch` would quote it in its error
 */
export async function createGitHubClient({ id, token, apiUrl, second = 1000 }: ClientOptions): Promise<GitHubClient> {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    const message = "The token has a space, a line break or another character that no token of GitHub has. Store it again.";
    throw failure("github-denied", message);
  }
  const baseUrl = apiUrl ?? "https://api.github.com";
  const waits = (retryAfter: number, _options: object, _octokit: object, count: number) => count < 1 && retryAfter <= patience;
  return new GitHubClient({
    ...(token === undefined ? {} : { auth: token }),
    baseUrl,
    userAgent: "tagstream",
    log: silent,
    request: { fetch: await limitedFetch(baseUrl) },
    retry: { retries, retryAfterBaseValue: second, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] }, // the throttling plug-in handles 429
    throttle: { id: `${apiUrl} ${id}`, onRateLimit: waits, onSecondaryRateLimit: waits, retryAfterBaseValue: second },
  });
}

/**
 * Octokit's own warnings would land in the middle of the log; callers get what matters as errors.
 */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** fetch with a time limit for each request, through the environment's proxy. */
async function limitedFetch(baseUrl: string): Promise<typeof fetch> {
  const through = await fetchFor(baseUrl);
  return (url, init) => through(url, { ...init, signal: AbortSignal.timeout(requestLimit) });
}

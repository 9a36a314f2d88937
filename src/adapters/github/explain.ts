import { failure } from "../../core/lib/problems/problem.ts";
import { retryAfter, waitWords } from "../http/retry-after.ts";

type Headers = Readonly<Record<string, string | number | undefined>>;

/** Octokit's RequestError, by shape, since a bundle may hold several versions of the class. */
interface RequestError extends Error {
  status: number;
  response?: { headers?: Headers };
}

/** Whether GitHub answered with this status. */
export function answered(error: unknown, ...statuses: number[]): error is RequestError {
  return isRequestError(error) && error.response !== undefined && statuses.includes(error.status);
}

/** Whether the request may have taken effect: GitHub failed, or did not answer. */
export function isLost(error: unknown): boolean {
  return isRequestError(error) && (error.response === undefined || error.status >= 500);
}

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

/** Whether a later retry may succeed: the rate limit is used up, or GitHub has a fault. */
export function mayPass(error: RequestError): boolean {
  return error.status >= 500 || isRateLimited(error);
}

function isRateLimited({ status, response, message }: RequestError): boolean {
  const usedUp = response?.headers?.["x-ratelimit-remaining"] === "0";
  const asksToWait = response?.headers?.["retry-after"] !== undefined;
  return status === 429 || (status === 403 && (usedUp || asksToWait || /rate limit|abuse detection/i.test(message)));
}

/**
 * The Failure for a request that was refused or failed in the end; `what` names the request, and
 * `permission` what it takes.
 * @param refused the reason for a 403, unless a permission of the job is missing
 */
export function explain(
  error: unknown,
  what: string,
  permission: string,
  refused = `the token lacks \`${permission}\`. Add it to the job's \`permissions\``,
): Error {
  // Octokit's pagination, for an answer that is not a list: a proxy's page, say.
  if (error instanceof TypeError)
    return failure("github-failed", `The request for ${what} reached a server that is not GitHub's API. Check GITHUB_API_URL.`);
  if (!isRequestError(error)) return error instanceof Error ? error : new Error(String(error));
  const { status, response, message } = error;
  const headers = response?.headers ?? {};
  if (!response) {
    return failure(
      "github-unreachable",
      `Could not reach GitHub for ${what}: ${message}. Check the network, the proxy, and GITHUB_API_URL.`,
    );
  }
  if (status === 401)
    return failure("github-denied", `GitHub does not accept the token. Set the input \`token\` to a valid one.`);
  if (isRateLimited(error)) return limitReached(what, headers);
  // An archived repository, or a locked conversation: a permission would not help.
  if (status === 403 && /\b(locked|archived)\b/i.test(message)) {
    return failure("github-denied", `GitHub refused ${what}: ${message.slice(0, 300)}`);
  }
  if (status === 403) return failure("github-denied", `GitHub refused ${what}: ${refused}.`);
  if (status === 404) {
    return failure(
      "github-not-found",
      `GitHub cannot find ${what}. Check that it exists. If it does, the token cannot see it: add \`${permission}\` to the job's \`permissions\`.`,
    );
  }
  const wait = status >= 500 ? askedWait(headers) : undefined;
  const next = wait === undefined ? "" : ` It asks clients to wait ${wait}: run again then.`;
  return failure("github-failed", `GitHub answered ${status} to the request for ${what}: ${message}${next}`);
}

/** The Failure for a rate limit that lasts longer than a run waits. */
export function limitReached(what: string, headers: Headers): Error {
  const wait = askedWait(headers);
  const [until, then] = wait === undefined ? ["", "in some minutes"] : [` ${wait}`, "then"];
  return failure(
    "github-rate-limit",
    `GitHub's rate limit is used up${until}. Tagstream could not request ${what}. Run again ${then}.`,
  );
}

/** GitHub's requested wait: `retry-after`, or the reset of a used-up primary limit. */
function askedWait(headers: Headers): string | undefined {
  const now = new Date();
  const reset = Number(headers["x-ratelimit-reset"]);
  const isUsedUp = headers["x-ratelimit-remaining"] === undefined || String(headers["x-ratelimit-remaining"]) === "0";
  const anew = isUsedUp && reset > 0 ? Math.max(0, reset * 1000 - now.getTime()) : undefined;
  const delay = retryAfter(headers["retry-after"], now) ?? anew;
  return delay === undefined || delay === 0 ? undefined : waitWords(delay, now);
}

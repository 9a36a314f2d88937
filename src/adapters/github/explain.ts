import { failure } from "../../core/lib/problem.ts";
import { retryAfter, waitWords } from "../http/retry-after.ts";

type Headers = Readonly<Record<string, string | number | undefined>>;

/** What Octokit throws: a RequestError, by shape, since several versions of its class may be bundled. */
interface RequestError extends Error {
  status: number;
  response?: { headers?: Headers };
}

/** Whether GitHub answered with this status, rather than that nothing answered. */
export function answered(error: unknown, ...statuses: number[]): error is RequestError {
  return isRequestError(error) && error.response !== undefined && statuses.includes(error.status);
}

/** Whether what was asked for may have been done all the same: nothing answered, or GitHub failed. */
export function isLost(error: unknown): boolean {
  return isRequestError(error) && (error.response === undefined || error.status >= 500);
}

export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

/** Whether another try, later, may be answered otherwise: a limit of requests is used up, or GitHub is not well. */
export function mayPass(error: RequestError): boolean {
  return error.status >= 500 || isRateLimited(error);
}

function isRateLimited({ status, response, message }: RequestError): boolean {
  const usedUp = response?.headers?.["x-ratelimit-remaining"] === "0";
  const asksToWait = response?.headers?.["retry-after"] !== undefined;
  return status === 429 || (status === 403 && (usedUp || asksToWait || /rate limit|abuse detection/i.test(message)));
}

/**
 * The Failure for a request that was refused or failed, in the end; `what` was asked for, and `permission` is what that takes.
 * @param refused why it is refused with the status 403, where that is no permission of the job's
 */
export function explain(
  error: unknown,
  what: string,
  permission: string,
  refused = `the token lacks \`${permission}\`. Add it to the job's \`permissions\``,
): Error {
  // Octokit's pagination, of an answer that is no list: of a proxy's page, say.
  if (error instanceof TypeError)
    return failure("github-failed", `What answered when GitHub was asked for ${what} is not GitHub's API. See GITHUB_API_URL.`);
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
  if (isRateLimited(error)) return limitReached(what, headers);
  // An archived repository, a locked conversation: no permission would help.
  if (status === 403 && /\b(locked|archived)\b/i.test(message)) {
    return failure("github-denied", `GitHub refused ${what}: ${message.slice(0, 300)}`);
  }
  if (status === 403) return failure("github-denied", `GitHub refused ${what}: ${refused}.`);
  if (status === 404) {
    return failure(
      "github-not-found",
      `GitHub does not know ${what}. See that it exists; if it does, the token may not see it: add \`${permission}\` to the job's \`permissions\`.`,
    );
  }
  const wait = status >= 500 ? askedWait(headers) : undefined;
  const next = wait === undefined ? "" : ` It asks clients to wait ${wait}: run again then.`;
  return failure("github-failed", `GitHub answered ${status} when asked for ${what}: ${message}${next}`);
}

/** The Failure for a limit of requests that is used up for longer than a run waits. */
export function limitReached(what: string, headers: Headers): Error {
  const wait = askedWait(headers);
  const [until, then] = wait === undefined ? ["", "in some minutes"] : [` ${wait}`, "then"];
  return failure(
    "github-rate-limit",
    `GitHub's rate limit is used up${until}: Tagstream could not ask for ${what}. Run again ${then}.`,
  );
}

/** How long GitHub asks to wait: `retry-after` of its secondary limits or, where the primary limit is used up, when that begins anew. */
function askedWait(headers: Headers): string | undefined {
  const now = new Date();
  const reset = Number(headers["x-ratelimit-reset"]);
  const isUsedUp = headers["x-ratelimit-remaining"] === undefined || String(headers["x-ratelimit-remaining"]) === "0";
  const anew = isUsedUp && reset > 0 ? Math.max(0, reset * 1000 - now.getTime()) : undefined;
  const delay = retryAfter(headers["retry-after"], now) ?? anew;
  return delay === undefined || delay === 0 ? undefined : waitWords(delay, now);
}

import type { IncomingHttpHeaders } from "node:http";
import { vendors } from "../../../core/registries/index.ts";
import { retryAfter } from "../../http/retry-after.ts";
import { errorCode } from "./error-code.ts";

/** Statuses that pass: too many requests, and a server, or one behind it, that is not well. */
const passing = new Set([429, 500, 502, 503, 504]);

/** What Node says when a connection broke or never stood, and another one may not. */
const broken = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"]);
/** Nobody there: mostly a wrong name, or a machine without network, so that it is said soon. */
export const unreached = new Set(["ECONNREFUSED", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"]);

const maximumAttempts = 7;
const maximumAttemptsUnreached = 4;
/** Milliseconds, attempts and waits together, within which the last attempt begins: with its own time limit, 2 minutes in all. */
const budget = 85_000;

const waitUntilHeaders = vendors.flatMap(({ waitUntilHeader }) => waitUntilHeader ?? []);

/**
 * Milliseconds for which the registry asks clients to wait, by `Retry-After` or by a vendor's header with a Unix time.
 * Undefined when it does not ask, or not in a way that can be read.
 */
export function askedDelay(headers: IncomingHttpHeaders, now: Date): number | undefined {
  const unix = waitUntilHeaders.map((name) => String(headers[name] ?? "").trim()).find((time) => /^\d{9,11}$/.test(time));
  const until = unix === undefined ? undefined : Math.max(0, Number(unix) * 1000 - now.getTime());
  return retryAfter(headers["retry-after"], now) ?? until;
}

/** Milliseconds before the attempt after the `failed`-th: doubling from half a second to 16 s, of which a random part of half is left out. */
export function backoff(failed: number, random: number): number {
  return Math.min(16_000, 500 * 2 ** (failed - 1)) * (1 - random / 2);
}

export interface RetryOptions {
  /** Multiplies every wait: 1, and less in tests. */
  scale?: number;
  /** How often to call where nobody answers: 1 where the caller can do without an answer, and a person waits. */
  attemptsUnreached?: number;
}

/**
 * Tries until it works, or trying again is of no use: a call that may be repeated, on an answer or a broken connection that
 * may pass, within two minutes in all. Gives the last answer, or throws the last error. On 429 nothing was done, so that any call
 * whose body is still there may be repeated.
 */
export async function retrying<T extends { status: number; headers: IncomingHttpHeaders }>(
  attempt: () => Promise<T>,
  repeatable: boolean,
  { scale = 1, attemptsUnreached = maximumAttemptsUnreached }: RetryOptions = {},
): Promise<T> {
  let spent = 0; // unscaled: what the waits would have been
  for (let failed = 1; ; failed++) {
    const started = performance.now();
    const outcome = await attempt().then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    spent += performance.now() - started;
    const wait = repeatable && failed < maximumAttempts ? waitAfter(outcome, failed, attemptsUnreached) : undefined;
    if (wait === undefined || spent + wait > budget) {
      if ("error" in outcome) throw outcome.error;
      return outcome.answer;
    }
    spent += wait;
    await new Promise((resolve) => setTimeout(resolve, wait * scale));
  }
}

function waitAfter(
  outcome: { answer: { status: number; headers: IncomingHttpHeaders } } | { error: unknown },
  failed: number,
  attemptsUnreached: number,
): number | undefined {
  const own = backoff(failed, Math.random());
  if ("error" in outcome) {
    const code = errorCode(outcome.error);
    return broken.has(code) || (unreached.has(code) && failed < attemptsUnreached) ? own : undefined;
  }
  if (!passing.has(outcome.answer.status)) return undefined;
  return Math.max(own, askedDelay(outcome.answer.headers, new Date()) ?? 0);
}

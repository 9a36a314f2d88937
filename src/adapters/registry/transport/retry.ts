import type { IncomingHttpHeaders } from "node:http";
import { vendors } from "../../../core/registries/index.ts";
import { retryAfter } from "../../http/retry-after.ts";
import { errorCode } from "./error-code.ts";

/** Passing statuses: too many requests, and faults of a server or of one behind it. */
const passing = new Set([429, 500, 502, 503, 504]);

/** Node's codes for a broken or failed connection; a retry may succeed. */
const broken = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"]);
/** No host answers: mostly a wrong name, or a machine without network. Report it soon. */
export const unreached = new Set(["ECONNREFUSED", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"]);

const maximumAttempts = 7;
const maximumAttemptsUnreached = 4;
/**
 * Milliseconds of attempts and waits, after which no attempt begins. About two minutes in all, with
 * the last attempt's own limit.
 */
const budget = 85_000;

const waitUntilHeaders = vendors.flatMap(({ waitUntilHeader }) => waitUntilHeader ?? []);

/**
 * Milliseconds that the registry asks clients to wait, from `Retry-After` or a vendor's header with
 * a Unix time. Undefined without a readable one.
 */
export function askedDelay(headers: IncomingHttpHeaders, now: Date): number | undefined {
  const unix = waitUntilHeaders.map((name) => String(headers[name] ?? "").trim()).find((time) => /^\d{9,11}$/.test(time));
  const until = unix === undefined ? undefined : Math.max(0, Number(unix) * 1000 - now.getTime());
  return retryAfter(headers["retry-after"], now) ?? until;
}

/**
 * Milliseconds before the attempt after the `failed`-th: doubles from half a second to 16 s, minus
 * a random part of half.
 */
export function backoff(failed: number, random: number): number {
  return Math.min(16_000, 500 * 2 ** (failed - 1)) * (1 - random / 2);
}

export interface RetryOptions {
  /** Multiplies every wait: 1, and less in tests. */
  scale?: number;
  /**
   * How often to call an unreachable host: 1 if the caller can do without an answer and a person
   * waits.
   */
  attemptsUnreached?: number;
}

/**
 * Retries while that can help: a repeatable call, with a passing answer or a broken connection,
 * within about two minutes. Gives the last answer, or throws the last error. A 429 did nothing, so
 * it allows repeating any call that still has its body.
 */
export async function retrying<T extends { status: number; headers: IncomingHttpHeaders }>(
  attempt: () => Promise<T>,
  repeatable: boolean,
  { scale = 1, attemptsUnreached = maximumAttemptsUnreached }: RetryOptions = {},
): Promise<T> {
  let spent = 0; // Unscaled: the waits outside of tests.
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

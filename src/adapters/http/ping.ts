import { setTimeout as sleep } from "node:timers/promises";
import { fetchFor } from "./proxied-fetch.ts";

const attempts = 3;
/** Milliseconds until one attempt is given up. */
const timeLimit = 10_000;

/**
 * Tells an outside monitor how a run ended: POST to its address, or to `/fail` below it
 * (healthchecks.io/docs/http_api). Returns why that failed, without the address, which is a secret;
 * undefined if it did not. It never throws.
 * @param pace milliseconds: of one attempt, and per second of waiting between two
 */
export async function ping(
  address: string,
  red: boolean,
  pace: { limit?: number; second?: number } = {},
): Promise<string | undefined> {
  const { limit = timeLimit, second = 1000 } = pace;
  const url = addressOf(address, red);
  if (url === undefined) return "it is not an address of http or https";
  let fault = "";
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep(second * (attempt - 1));
    fault = await post(url, limit);
    if (fault === "") return undefined;
  }
  return `${fault}, ${attempts} times`;
}

function addressOf(address: string, red: boolean): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  if (red) url.pathname = `${url.pathname.replace(/\/$/, "")}/fail`;
  return url.href;
}

/** Errors of `fetch` may quote the address, so only their kind is told. Empty if it succeeded. */
async function post(url: string, limit: number): Promise<string> {
  try {
    const send = await fetchFor(url);
    const response = await send(url, { method: "POST", signal: AbortSignal.timeout(limit) });
    await response.body?.cancel();
    return response.ok ? "" : `it answered ${response.status}`;
  } catch (error) {
    const isSlow = typeof error === "object" && error !== null && "name" in error && error.name === "TimeoutError";
    return isSlow ? `it did not answer in ${limit / 1000} s` : "it could not be reached";
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { fetchFor } from "./proxied-fetch.ts";

const attempts = 3;
/** Milliseconds until one attempt is given up. */
const timeLimit = 10_000;

/** Where a ping goes. */
interface Target {
  url: string;
  headers: Record<string, string>;
}

/**
 * Tells an outside monitor how a run ended: POST to its address, or to `/fail` below it
 * (healthchecks.io/docs/http_api). Follows no redirect: a page of a login would look like a monitor
 * that heard, and another host would get the secret. Returns why that failed, without the address, which is a secret;
 * undefined if it did not. It never throws.
 * @param pace milliseconds: of one attempt, and per second of waiting between two
 */
export async function ping(
  address: string,
  red: boolean,
  pace: { limit?: number; second?: number } = {},
): Promise<string | undefined> {
  const { limit = timeLimit, second = 1000 } = pace;
  const target = targetOf(address, red);
  if (!target) return "it is not an address of http or https";
  let fault = "";
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep(second * (attempt - 1));
    fault = await post(target, limit);
    if (fault === "") return undefined;
  }
  return `${fault}, ${attempts} times`;
}

/** A user and a password in the address become a header: `fetch` refuses them there. */
function targetOf(address: string, red: boolean): Target | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const login = `${decoded(url.username)}:${decoded(url.password)}`;
  const headers: Target["headers"] = login === ":" ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
  url.username = "";
  url.password = "";
  if (red) url.pathname = `${url.pathname.replace(/\/$/, "")}/fail`;
  return { url: url.href, headers };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Errors of `fetch` may quote the address, so only their kind is told. Empty if it succeeded. */
async function post({ url, headers }: Target, limit: number): Promise<string> {
  try {
    const send = await fetchFor(url);
    const signal = AbortSignal.timeout(limit);
    const response = await send(url, { method: "POST", headers, redirect: "manual", signal });
    await response.body?.cancel();
    if (response.status >= 300 && response.status < 400)
      return `it answered ${response.status}, a redirect, which Tagstream does not follow: store the address that it leads to`;
    return response.ok ? "" : `it answered ${response.status}`;
  } catch (error) {
    const isSlow = typeof error === "object" && error !== null && "name" in error && error.name === "TimeoutError";
    return isSlow ? `it did not answer in ${limit / 1000} s` : "it could not be reached";
  }
}

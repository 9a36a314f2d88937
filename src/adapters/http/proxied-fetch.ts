import { usesProxy } from "./proxy.ts";

/** `fetch`, through the environment's proxy if requests to this address go through one. */
export async function fetchFor(address: string): Promise<typeof fetch> {
  const proxied = URL.canParse(address) && usesProxy(new URL(address));
  // @actions/github knows how. Loaded only on demand, since it brings its own HTTP client.
  return (proxied && (await import("@actions/github/lib/utils")).defaults.request?.fetch) || fetch;
}

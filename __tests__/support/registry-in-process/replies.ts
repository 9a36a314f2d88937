import type { Reply } from "../registry-server.ts";

/** An error in the form of the OCI distribution specification. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const body = JSON.stringify({ errors: [{ code, message: code.toLowerCase().replaceAll("_", " "), detail: null }] });
  return { status, headers: { "content-type": "application/json", ...headers }, body };
}

/** A status without a body. */
export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "content-length": "0", ...headers } };
}

/** What is not a path of the registry's API. */
export const notFound: Reply = { status: 404, headers: { "content-type": "text/plain" }, body: "404 page not found\n" };

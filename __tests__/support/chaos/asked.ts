import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** One request to a registry. */
export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Of a manifest: its repository, and the tag or the digest; otherwise empty. */
  repository: string;
  reference: string;
}

export async function readAsked(request: IncomingMessage): Promise<Asked> {
  const { method = "", url = "", headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const [, repository = "", reference = ""] = /^\/v2\/(.+)\/manifests\/([^/?]+)/.exec(url) ?? [];
  return { method, url, headers, body: Buffer.concat(chunks), repository, reference };
}

/** Whether it changes something: a put, or the beginning of an upload. */
export function isEffect({ method, url }: Asked): boolean {
  return (method === "PUT" || method === "POST" || method === "PATCH") && url.includes("/v2/");
}

export function isOfTag({ reference }: Asked): boolean {
  return reference !== "" && !reference.startsWith("sha256:");
}

export function isOfTimestampTag(asked: Asked): boolean {
  return isOfTag(asked) && /-\d{8}-\d{4}(-\d\d)?$/.test(asked.reference);
}

export function isListing({ url }: Asked): boolean {
  return url.includes("/tags/list");
}

/** A registry may be late with a moving tag, and with a listing: that a timestamp tag is taken, it has to know. */
export function mayBeStale(asked: Asked): boolean {
  const reads = asked.method === "GET" || asked.method === "HEAD";
  return reads && (isListing(asked) || (isOfTag(asked) && !isOfTimestampTag(asked)));
}

import type { Readable } from "node:stream";
import type { Digest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk } from "../transport/answer.ts";
import { uploadUrl } from "./push-access.ts";

/**
 * Bytes: proxies in front of registries accept this much, and memory can hold one per blob in
 * flight.
 */
const chunkSize = 8 * 1024 * 1024;
/** Bytes: hold no more than this, whatever the registry demands. */
const maxChunkSize = 64 * 1024 * 1024;

/**
 * Continues an upload in chunks (OCI distribution specification, "Pushing a blob in chunks"): for
 * registries, or proxies in front of them, that refuse a whole blob as too large (413). Obeys
 * `OCI-Chunk-Min-Length`.
 * @returns the first unsuccessful answer, or that of the last request
 */
export async function uploadInChunks(
  session: RegistrySession,
  address: RepositoryAddress,
  blob: { digest: Digest },
  begun: Answer,
  body: Readable,
): Promise<Answer> {
  const least = Number(begun.headers["oci-chunk-min-length"] ?? 0);
  const size = Math.min(maxChunkSize, Math.max(chunkSize, Number.isSafeInteger(least) ? least : 0));
  let [answer, start] = [begun, 0];
  for await (const chunk of chunksOf(body, size)) {
    const end = start + chunk.length - 1;
    answer = await session.once(address, {
      method: "PATCH",
      path: uploadUrl(address, answer),
      access: "pull,push",
      headers: { "content-type": "application/octet-stream", "content-range": `${start}-${end}` },
      body: chunk,
    });
    if (!isOk(answer)) return answer;
    const held = /^(?:bytes=)?0-(\d+)$/.exec(String(answer.headers["range"] ?? ""))?.[1];
    if (held !== undefined && Number(held) !== end) {
      throw failure(
        "registry-invalid",
        `${address.registry} took ${Number(held) + 1} of ${end + 1} bytes of ${blob.digest}. Run again. If it fails again, check the proxy in front of the registry.`,
      );
    }
    start = end + 1;
  }
  const url = uploadUrl(address, answer);
  url.searchParams.set("digest", blob.digest);
  return session.once(address, {
    method: "PUT",
    path: url,
    access: "pull,push",
    headers: { "content-length": "0" },
    patience: 10,
  });
}

/** A stream's bytes in pieces of one size, except the last; holds one piece at a time. */
async function* chunksOf(body: Readable, size: number): AsyncGenerator<Uint8Array> {
  let [parts, length]: [Uint8Array[], number] = [[], 0];
  for await (const part of body as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    while (length >= size) {
      const whole = Buffer.concat(parts);
      yield whole.subarray(0, size);
      parts = [whole.subarray(size)];
      length -= size;
    }
  }
  if (length > 0) yield Buffer.concat(parts);
}

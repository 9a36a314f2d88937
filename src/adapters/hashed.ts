import { createHash } from "node:crypto";
import type { Digest } from "../core/lib/digest.ts";

/**
 * Passes bytes on, and returns their digest after the last of them.
 * @param limit bytes; throws `tooLong` beyond it
 */
export async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  tooLong: Error,
): AsyncGenerator<Uint8Array, Digest> {
  const hash = createHash("sha256");
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) throw tooLong;
    hash.update(chunk);
    yield chunk;
  }
  return `sha256:${hash.digest("hex")}`;
}

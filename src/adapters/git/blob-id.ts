import { createHash, type Hash } from "node:crypto";

/** How a repository hashes: an id of it says so. */
export function algorithmOf(id: string): "sha1" | "sha256" {
  return id.length === 64 ? "sha256" : "sha1";
}

/** Begins the id that git gives a file's bytes. @param size how many bytes follow */
export function beginBlobId(algorithm: string, size: number): Hash {
  return createHash(algorithm).update(`blob ${size}\0`);
}

/** The id that git gives a file's bytes. @param like an id of the same repository */
export function blobId(bytes: Uint8Array, like: string): string {
  return beginBlobId(algorithmOf(like), bytes.length).update(bytes).digest("hex");
}

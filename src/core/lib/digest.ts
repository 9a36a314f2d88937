/**
 * The digest of a manifest or a blob, as in the OCI image specification ("descriptor", section
 * "Digests"). Tagstream accepts only sha256, which every registry and BuildKit use. With one
 * algorithm, equal digests are equal texts.
 */
export type Digest = `sha256:${string}`;

const pattern = /^sha256:[a-f0-9]{64}$/;

/** Whether a text is a digest that Tagstream accepts. */
export function isDigest(text: string): text is Digest {
  return pattern.test(text);
}

/** `sha256:4be1c0ff`: enough of a digest for a person to compare. */
export function shortDigest(digest: Digest): string {
  return digest.slice(0, "sha256:".length + 8);
}

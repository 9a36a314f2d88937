/**
 * The digest of a manifest or a blob, as in the OCI image specification ("descriptor", section "Digests").
 * Only sha256 is accepted: every registry and BuildKit use it, and one algorithm keeps equality a comparison of text.
 */
export type Digest = `sha256:${string}`;

const pattern = /^sha256:[a-f0-9]{64}$/;

/** Whether a text is a digest as we accept it. */
export function isDigest(text: string): text is Digest {
  return pattern.test(text);
}

/** `sha256:4be1c0ff` of a digest: enough for a person to compare, as `ux.md`'s tables show it. */
export function shortDigest(digest: Digest): string {
  return digest.slice(0, "sha256:".length + 8);
}

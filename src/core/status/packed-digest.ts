import { type Digest, isDigest } from "../lib/digest.ts";

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Map(Array.from(digits, (digit, value) => [digit, value]));
const prefix = "sha256:";
const digestLength = prefix.length + 64;

/** The length of a packed digest. */
export const packedDigestLength = 43;

/** Splits a text that ends with a digest; undefined for any other text. */
export function splitDigest(text: string): { before: string; digest: Digest } | undefined {
  const digest = text.slice(-digestLength);
  return isDigest(digest) ? { before: text.slice(0, -digestLength), digest } : undefined;
}

/** The 32 bytes of a digest in base64url: nothing compresses them any further. */
export function packDigest(digest: Digest): string {
  const hex = digest.slice(prefix.length);
  let packed = "";
  // Three hexadecimal digits are 12 bits, which are two digits in base64. The last digit has two
  // bits to fill.
  for (let at = 0; at < 63; at += 3) {
    const bits = Number.parseInt(hex.slice(at, at + 3), 16);
    packed += digits.charAt(bits >> 6) + digits.charAt(bits & 63);
  }
  return packed + digits.charAt(Number.parseInt(hex.slice(63), 16) << 2);
}

/** The digest that was packed; undefined if `packDigest` writes no such text. */
export function unpackDigest(packed: string): string | undefined {
  const bits = Array.from(packed, (digit) => values.get(digit) ?? -1);
  const last = bits.at(-1);
  if (bits.length !== packedDigestLength || last === undefined || bits.includes(-1) || last % 4 !== 0) return undefined;
  let hex = "";
  for (let at = 0; at < packedDigestLength - 1; at += 2)
    hex += (((bits[at] ?? 0) << 6) | (bits[at + 1] ?? 0)).toString(16).padStart(3, "0");
  return `${prefix}${hex}${(last >> 2).toString(16)}`;
}

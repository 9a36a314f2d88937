/** Tokens with a shape that only their issuer uses. */
const tokenShapes = [
  "gh[pousr]_[A-Za-z0-9]{10,}",
  "github_pat_[A-Za-z0-9_]{10,}",
  "glpat-[A-Za-z0-9_-]{10,}",
  "dckr_(?:pat|oat)_[A-Za-z0-9_-]{10,}",
  "(?:AKIA|ASIA)[A-Z0-9]{12,}",
  "xox[abeoprs]-[A-Za-z0-9-]{10,}",
  "npm_[A-Za-z0-9]{30,}",
  "AIza[A-Za-z0-9_-]{30,}",
  "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}",
  "-----BEGIN [A-Z ]*PRIVATE KEY-----",
].join("|");

/**
 * `user:password@host` in a URL or before a domain. Not `name:tag@sha256:…` or `user:$PASSWORD@`.
 */
const userInfo =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a character class
  "(?<=://)[^\\s/@:]*:(?![${])[^\\s/@]+@(?!sha(?:256|512):)|(?<![^\\s\"'=])[\\w.+-]+:(?![${])[^\\s/:@]+@(?:[\\w-]+\\.)+[A-Za-z]{2,}";

/** A token at the beginning of a word. */
export const tokenPattern = new RegExp(`(?<![A-Za-z0-9])(?:${tokenShapes})`, "g");
/** A token, or a password in an address. */
export const credentialPattern = new RegExp(`(?<![A-Za-z0-9])(?:${tokenShapes})|${userInfo}`, "g");

/** For messages: a token anywhere. */
const redactedPattern = new RegExp(`${tokenShapes}|${userInfo}`, "g");

/**
 * A message without anything that looks like a credential: errors must not spread secrets from
 * files.
 */
export function redact(text: string): string {
  return text.replaceAll(redactedPattern, "[removed]");
}

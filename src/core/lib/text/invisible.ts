/**
 * Characters that look like nothing or a space: byte order mark, no-break space, zero width space.
 */
const invisible = /[\u00A0\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]/;

export function hasInvisible(text: string): boolean {
  return invisible.test(text);
}

/** The end of a message that quotes the text. */
export function invisibleHint(text: string): string {
  const code = (invisible.exec(text)?.[0].charCodeAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `: it contains an invisible character (U+${code}). Type it again`;
}

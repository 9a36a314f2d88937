/** What the hidden end of a pull request's text says. */
export interface Marker {
  fingerprint: string;
  /** Tagstream closed it: no person declined it. */
  withdrawn: boolean;
}

/** GitHub takes at most 65,536 characters. */
const maxLength = 65_000;
const pattern = /<!-- tagstream-pins (\S+?)( withdrawn)? -->/g;

/** The last marker of a text; undefined without one. */
export function readMarker(body: string): Marker | undefined {
  const [, text, withdrawn] = [...body.matchAll(pattern)].at(-1) ?? [];
  return text === undefined ? undefined : { fingerprint: decode(text), withdrawn: withdrawn !== undefined };
}

/** The text with this marker instead of any other one. */
export function withMarker(body: string, { fingerprint, withdrawn }: Marker): string {
  const text = body.replaceAll(pattern, "").trimEnd();
  const shown = text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
  return `${shown}\n\n<!-- tagstream-pins ${encodeURIComponent(fingerprint)}${withdrawn ? " withdrawn" : ""} -->`;
}

/** A person may have broken it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

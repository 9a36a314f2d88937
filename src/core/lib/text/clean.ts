// Escape sequences per ECMA-48: CSI (colours, cursor), OSC (titles, links), and the two-character
// ones.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds them
const escapes = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|\u001b[@-_]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds them
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Characters that change the visible order of text (CVE-2021-42574). */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text without escape sequences, changes of direction, and control characters but tab and line
 * feed.
 */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(escapes, "").replace(controls, "").replace(directions, "");
}

/** The same for our own terminal: with colours, which end with the text. */
export function cleanWithColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds them
  const parts = text.split(/(\u001b\[[0-9;]*m)/);
  return parts.length === 1
    ? clean(text)
    : `${parts.map((part, index) => (index % 2 === 1 ? part : clean(part))).join("")}\u001b[0m`;
}

/** The same on one line. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** The text cut to at most so many characters, with `…` at the cut. */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

// Escape sequences per ECMA-48: CSI (colours, cursor), OSC (titles, links), and the two-character ones.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const escapes = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|\u001b[@-_]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** They make text read in another order than it is (CVE-2021-42574). */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text without escape sequences, control characters (but tab and line feed) and changes of direction: as a person should read it. */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(escapes, "").replace(controls, "").replace(directions, "");
}

/** The same for a terminal of ours: with its colours, which end where it ends. */
export function cleanWithColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const parts = text.split(/(\u001b\[[0-9;]*m)/);
  return parts.length === 1
    ? clean(text)
    : `${parts.map((part, index) => (index % 2 === 1 ? part : clean(part))).join("")}\u001b[0m`;
}

/** The same on one line. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

/** At most so many characters, with `…` where something is missing. */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

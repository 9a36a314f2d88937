import { noteValues } from "./docker/findings.ts";
import { resolveOrigins } from "./origins.ts";
import { type Shell, writtenText } from "./shell.ts";
import { joinPieces, knownText, knownValue, shownText, splitText, type Text } from "./text.ts";

/** Where `GITHUB_OUTPUT` and `GITHUB_ENV` are for a script. */
export const outputPath = "/github/output";
export const envPath = "/github/env";

/** What a script sets to a text that only a run knows. */
export interface UnknownVariable {
  kind: "output" | "env";
  name: string;
  /** The text with the source of what is unknown: `v$(make version)`. */
  text: string;
}

/** What a script wrote into the file of its outputs, or into that of variables for later steps. */
export function readStepFile(
  shell: Shell,
  kind: UnknownVariable["kind"],
): { known: Record<string, string>; unknown: UnknownVariable[] } {
  const written = writtenText(shell.files.get(kind === "output" ? outputPath : envPath));
  const texts = new Map<string, Text>();
  const lines = splitText(written, /\n/).map(joinPieces);
  for (let index = 0; index < lines.length; ) {
    const read = readEntry(lines, index);
    if (read.name !== "") texts.set(read.name, resolveOrigins(shell, read.value));
    index = read.next;
  }
  const known: Record<string, string> = {};
  const unknown: UnknownVariable[] = [];
  for (const [name, text] of texts) {
    const value = knownValue(text);
    if (value === undefined) unknown.push({ kind, name, text: shownText(text) });
    else known[name] = value;
    noteValues(shell, name, text);
  }
  return { known, unknown };
}

interface Entry {
  /** Empty for a line that is no entry. */
  name: string;
  value: Text;
  next: number;
}

/** `name=value`, or `name<<END`, the value's lines, and `END`. */
function readEntry(lines: readonly Text[], index: number): Entry {
  const [head, ...rest] = lines[index] ?? [];
  const start = head?.known === true ? head.text : "";
  const name = /^([\w-]+)=/.exec(start)?.[1];
  if (head !== undefined && name !== undefined) {
    return { name, value: [{ ...head, text: start.slice(name.length + 1) }, ...rest], next: index + 1 };
  }
  const [, block = "", end = ""] = /^([\w-]+)<<(.+)$/.exec(rest.length === 0 ? start : "") ?? [];
  if (block === "") return { name: "", value: [], next: index + 1 };
  const close = lines.findIndex((line, at) => at > index && knownValue(line) === end);
  const last = close === -1 ? lines.length : close;
  const value = lines.slice(index + 1, last).flatMap((line, at) => (at === 0 ? line : [...knownText("\n"), ...line]));
  return { name: block, value, next: last + 1 };
}

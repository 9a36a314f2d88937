import { startWords } from "../lib/text/exit-status.ts";

/** Limits for the output of a failed build in a message: lines, and characters in total. */
const maxLines = 40;
const maxCharacters = 4000;

/**
 * The error in the output of `docker buildx bake --progress plain`: the failing step with its last
 * lines, which buildx repeats between rules of dashes, the place in the Dockerfile, and the
 * `ERROR:` line. Without those, the last lines of the output.
 */
export function bakeFault(output: string): string {
  const lines = output.split(/\r?\n/).map((line) => line.trimEnd());
  const report = lines.findLastIndex((line, at) => /^-{6,}$/.test(line) && (lines[at + 1] ?? "").startsWith(" > "));
  const errors = lines.filter((line) => /^(ERROR|error): /i.test(line));
  const chosen =
    report >= 0 ? lines.slice(report + 1) : errors.length > 0 ? errors : lines.filter((line) => line !== "").slice(-10);
  const useful = chosen.filter((line) => line !== "" && !/^View build details: /.test(line) && !/^-{4,}$/.test(line));
  const details = lastPart(useful.slice(-maxLines).join("\n"), maxCharacters) || "it printed nothing";
  const why = startWords(details);
  return why === undefined ? details : `${details}\nMeaning: ${why}.`;
}

/**
 * The end of a text with a limited length, from the start of a line if possible; `…` marks the cut.
 */
export function lastPart(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(text.length - most);
  const line = cut.indexOf("\n");
  return `…\n${line >= 0 && line < most - 1 ? cut.slice(line + 1) : cut}`;
}

import { clean } from "./clean.ts";

/**
 * The lines of a text from outside (a build, a test, a registry), so that GitHub's runner shows
 * them and obeys none.
 *
 * The runner obeys a line that contains `##[`, or that begins with `::` after white space and other
 * characters that its culture's comparison ignores (actions/runner, `ActionCommand.cs`). It also
 * ends a line at a lone carriage return. A visible space breaks both; an invisible character would
 * not. `::stop-commands::` would also stop our own groups, and show its token in the log.
 */
export function inertLines(text: string): string[] {
  return clean(text).split("\n").map(inert);
}

/** Characters before the first `::` that such a comparison may ignore: no letter, digit or sign. */
const command = /^((?:[^\p{L}\p{N}\p{P}\p{S}]|\p{Default_Ignorable_Code_Point})*):(?:\p{Default_Ignorable_Code_Point}|\p{M})*:/u;

function inert(line: string): string {
  const shown = line.length > longest ? `${line.slice(0, longest)} … (${line.length} characters)` : line;
  return shown.replace(command, "$1: :").replaceAll("##[", "## [");
}

/** Longer lines are no text for people, and slow down GitHub's log viewer. */
const longest = 16 * 1024;

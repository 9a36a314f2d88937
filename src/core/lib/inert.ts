import { clean } from "./clean.ts";

/**
 * The lines of a text that came from outside (a build, a test, a registry), so that GitHub's runner shows them and obeys none.
 *
 * The runner takes a line for a command when it begins with `::`, white space and what its culture's comparison ignores left aside, and
 * wherever it has `##[` (actions/runner, `ActionCommand.cs`). It ends a line at a lone carriage return too. Hence a visible space, and no
 * invisible character, breaks both; `::stop-commands::` would stop our own groups as well, and show its token in the log.
 */
export function inertLines(text: string): string[] {
  return clean(text).split("\n").map(inert);
}

/** Everything before the first `::` that a comparison by culture may ignore: neither letter, digit, mark of punctuation nor symbol. */
const command = /^((?:[^\p{L}\p{N}\p{P}\p{S}]|\p{Default_Ignorable_Code_Point})*):(?:\p{Default_Ignorable_Code_Point}|\p{M})*:/u;

function inert(line: string): string {
  const shown = line.length > longest ? `${line.slice(0, longest)} … (${line.length} characters)` : line;
  return shown.replace(command, "$1: :").replaceAll("##[", "## [");
}

/** No line that a person reads is longer, and GitHub's log viewer is slow with those that are. */
const longest = 16 * 1024;

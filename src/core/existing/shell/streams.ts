import { expandText } from "./expansion.ts";
import { writtenPath } from "./files.ts";
import type { Shell } from "./shell.ts";
import type { Redirect } from "./syntax.ts";
import type { Text } from "./text.ts";

/** What a command reads, and whether something reads what it prints. */
export interface Streams {
  stdin: Text | undefined;
  captured: boolean;
}

/** What a command left behind. */
export interface Run {
  /** Undefined if that depends on what only a run knows. */
  status: boolean | undefined;
  /** The status is a success only because most commands succeed. */
  isAssumed?: boolean;
  output: Text;
}

export const emptyRun: Run = { status: true, output: [] };

/** Writes an output into the files of its redirections; what is left to print. */
export function writeOutput(shell: Shell, redirects: readonly Redirect[], output: Text): Text {
  const writes = redirects.filter(({ operator }) => operator.startsWith(">"));
  for (const { operator, target } of writes) writeFile(shell, expandText(shell, target), output, operator === ">>");
  return writes.length > 0 ? [] : output;
}

/** Writes a file of the script. */
export function writeFile(shell: Shell, target: Text, output: Text, append: boolean): void {
  const path = writtenPath(shell, target);
  if (path === undefined || path === "/dev/null") return;
  const before = append ? shell.files.get(path) : undefined;
  shell.files.set(path, before === undefined ? { text: output } : { before, text: output });
}

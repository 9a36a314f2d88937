import type { Shell } from "../shell.ts";
import type { Text } from "../text.ts";

/** A call of a command. */
export interface Call {
  shell: Shell;
  name: string;
  args: readonly Text[];
  /** What it reads from its standard input; undefined if nothing is given. */
  stdin: Text | undefined;
}

/** A command whose output this reader knows; undefined if not for this call. */
export type OutputCommand = (call: Call) => Text | undefined;

/** Options of a short command: letters that take a value, and the rest. */
export interface ShortOptions {
  flags: ReadonlySet<string>;
  values: Readonly<Record<string, string>>;
  operands: readonly Text[];
}

import { oneLine } from "../lib/text/clean.ts";

/** Where a person types a command: the workflow with its form, or the command line. */
export interface CommandPlace {
  /** The file of the workflow; by default `rollback.yml`. */
  workflow?: string | undefined;
  commandLine: boolean;
}

/** A command that rolls units back, for people to copy. */
export function rollbackCommand(
  { only, to, reason, noHold }: { only: string; to?: string; reason: string; noHold?: boolean },
  { workflow = "rollback.yml", commandLine }: CommandPlace,
): string {
  return commandLine
    ? `tagstream rollback --only ${quoted(only)}${to === undefined ? "" : ` --to ${to}`} --reason ${quoted(reason)}${noHold ? " --no-hold" : ""}`
    : `gh workflow run ${workflow} -f command=rollback -f only=${quoted(only)}${to === undefined ? "" : ` -f to=${to}`} -f reason=${quoted(reason)} -f dry-run=false`;
}

/** Quotes text for a shell. Removes quotes and line ends, so that text cannot end the quotation. */
function quoted(text: string): string {
  return `'${oneLine(text).replaceAll("'", "")}'`;
}

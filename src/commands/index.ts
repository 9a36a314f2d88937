import { buildCommand } from "./build.ts";
import { checkCommand } from "./check.ts";
import type { Command } from "./command.ts";
import { historyCommand } from "./history.ts";
import { holdCommand } from "./hold.ts";
import { planCommand } from "./plan.ts";
import { publishCommand } from "./publish.ts";
import { resumeCommand } from "./resume.ts";
import { rollbackCommand } from "./rollback.ts";
import { runCommand } from "./run.ts";

/** Every command, in the order of the help and the reference. */
export const commands: readonly Command[] = [
  runCommand,
  planCommand,
  buildCommand,
  publishCommand,
  rollbackCommand,
  holdCommand,
  resumeCommand,
  historyCommand,
  checkCommand,
];

/** Finds a command by name. */
export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name);
}

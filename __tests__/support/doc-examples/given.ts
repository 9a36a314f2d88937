import { type Arguments, inputText, offered, parseArguments } from "../../../src/arguments.ts";
import { optionsOf } from "../../../src/commands/command-options.ts";
import { commands } from "../../../src/commands/index.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { type InputName, inputs } from "../../../src/ports/inputs.ts";
import { readRequest } from "../../../src/request.ts";
import { expiryOf } from "../../../src/steps/plan/plan-rollback.ts";

/** What is wrong with a call of the command line, by its own reader of arguments and of inputs. */
export function commandLineFaults(words: readonly string[]): string[] {
  let given: Arguments;
  try {
    given = parseArguments(words[0] === "help" ? [...words.slice(1), "--help"] : [...words]);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const command = offered(given.positionals[0] ?? inputs.command.default);
  if (!command)
    return given.values["help"] === true || given.values["version"] === true ? [] : [`no command ${given.positionals[0]}`];
  const taken = new Set(["help", "version", ...optionsOf(command).map(({ name }) => name)]);
  const foreign = Object.keys(given.values).filter((name) => !taken.has(name));
  if (foreign.length > 0) return foreign.map((name) => `\`${command.name}\` has no option --${name}`);
  if (given.values["help"] === true || given.values["version"] === true) return [];
  return requestFaults((name) => inputText(name, given), { local: given.values["local"] === true });
}

/** The day on which examples are read. */
const now = new Date("2026-11-23T06:17:00Z");

/** What is wrong with the inputs of a step with the action, by its own reader. */
export function stepFaults(given: Readonly<Record<string, string>>): string[] {
  const name = given["command"] ?? inputs.command.default;
  const command = commands.find((one) => one.name === name && one.onlyAt !== "command line");
  if (!command) return [`the action has no command ${name}`];
  const taken: readonly string[] = [...always, ...(command.needs ?? []), ...(command.takes ?? [])];
  const foreign = Object.keys(given).filter((input) => !taken.includes(input));
  return [...foreign.map((input) => `\`${name}\` has no input ${input}`), ...requestFaults((input) => given[input] ?? "")];
}

/** Inputs that every command takes in the action. */
const always: readonly InputName[] = ["command", "path", "config", "token", "dry-run"];

function requestFaults(input: (name: InputName) => string, terminal?: { local: boolean }): string[] {
  try {
    const { command, only, expires, verdict, undo } = readRequest(input, terminal);
    expiryOf(expires, now);
    return [
      ...only.filter((glob) => !/^[^:\s]+(?::[^:\s]+)?$/.test(glob)).map((glob) => `only: ${glob} selects no unit`),
      ...(command === "verify" && !verdict && !undo ? ["`verify` has neither a verdict nor undo"] : []),
    ];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

import type { Command } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { type InputName, inputNamed } from "../../src/ports/inputs.ts";
import { type OutputName, outputs } from "../../src/ports/outputs.ts";
import { table } from "./table.ts";

/** What each command does and takes, as a table. */
export function commandsTable(): string {
  const rows = commands.map(
    ({ name, summary, argument, needs = [], takes = [], options = [], engine, writes, local, ...more }) => [
      code(name),
      [sentence(summary), more.details ?? "", ...(more.onlyAt ? [`Only the ${more.onlyAt} has it.`] : [])].join(" "),
      [...(argument ? [argument.name] : []), ...needs].map(code).join(", "),
      [...takes.map(code), ...[...options, ...(local ? ["local"] : [])].map((option) => code(`--${option}`))].join(", "),
      engine ? "yes" : "",
      writes === "nothing" ? "" : writes,
    ],
  );
  return table(["Command", "What it does", "Needs", "Also takes", "Builder", "Writes to registries"], rows);
}

/** What the job's token needs, by command, as a table. */
export function permissionsTable(): string {
  const rights = ["contents", "packages", "pull-requests", "issues", "actions"] as const;
  const rows = commands
    .filter(({ onlyAt }) => onlyAt !== "command line")
    .map(({ name, permissions, permissionsFor }) => [
      code(name),
      ...rights.map((right) => permissions[right] ?? ""),
      permissionsFor,
    ]);
  return table(["Command", ...rights.map(code), "Why"], rows);
}

/** The description of the input `command`: what it is, and each command that the action offers. */
export function commandsSentence(description: string): string {
  const offered = commands.filter(({ onlyAt }) => onlyAt !== "command line");
  const each = offered.map(({ name, summary, details }) => {
    return `${code(name)}: ${summary}.${details === undefined ? "" : ` ${details}`}`;
  });
  const byHand = offered.filter((command) => command.byHand).map(({ name }) => code(name));
  return [description, ...each, `People start ${listOf(byHand)} by hand.`].join(" ");
}

/** The description of an input, with the commands that use it. */
export function inputDescription(name: InputName, all: readonly Command[]): string {
  const needing = namesOf(all.filter(({ needs = [] }) => needs.some((input) => input === name)));
  const taking = namesOf(all.filter(({ takes = [] }) => takes.includes(name)));
  const usage = [
    ...(needing.length > 0 ? [`Needed by ${commandWords(needing)}.`] : []),
    ...(taking.length > 0 ? [`${needing.length > 0 ? "Also used" : "Used"} by ${commandWords(taking)}.`] : []),
  ];
  return [inputNamed(name).description, ...usage].join(" ");
}

/** The description of an output, with the commands that set it. */
export function outputDescription(name: OutputName): string {
  const setting = namesOf(commands.filter(({ outputs: own = [] }) => own.includes(name)));
  return `${outputs[name]} Set by ${commandWords(setting)}.`;
}

function namesOf(some: readonly Command[]): string[] {
  return some.filter(({ onlyAt }) => onlyAt !== "command line").map(({ name }) => code(name));
}

function commandWords(names: readonly string[]): string {
  return `the ${names.length === 1 ? "command" : "commands"} ${listOf(names)}`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function code(text: string): string {
  return `\`${text}\``;
}

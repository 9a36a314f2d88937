import { parseArgs } from "node:util";
import type { Command } from "./commands/command.ts";
import { commands } from "./commands/index.ts";
import type { EventDeclaration } from "./core/events/declaration.ts";
import { events } from "./core/events/index.ts";
import { isRefName } from "./core/events/payload.ts";
import { nearest } from "./core/lib/text/nearest.ts";
import { type InputName, type InputOption, inputNamed, inputNames } from "./ports/inputs.ts";
import { type OptionName, options } from "./ports/options.ts";

type Values = Readonly<Record<string, unknown>>;

/** What a person typed: options, and the words between them. */
export interface Arguments {
  values: Values;
  positionals: string[];
}

/**
 * Reads the arguments of the command line. `readRequest` checks the values of inputs.
 * @throws TypeError for wrong usage
 */
export function parseArguments(args: string[]): Arguments {
  const parsed = parseOptions(args);
  checkEvent(parsed.values);
  checkWords(parsed);
  return parsed;
}

/** Node's parser explains an unknown option with what nobody means: an argument that begins with `-`. */
function parseOptions(args: string[]): Arguments {
  const known = parserOptions();
  try {
    return parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    const [, option] = /Unknown option '(--?[^']+)'/.exec(String(error)) ?? [];
    if (option === undefined) throw error;
    const guess = nearest(option.replace(/^-+/, ""), [...Object.keys(known), "help", "version"]);
    throw new TypeError(`Unknown option ${option}.${guess === undefined ? "" : ` Did you mean --${guess}?`}`);
  }
}

/** @throws TypeError for more than a command and its argument, or for an argument that it does not take */
function checkWords({ values, positionals }: Arguments): void {
  const [name = "", given, ...rest] = positionals;
  const argument = offered(name)?.argument;
  if (!argument) {
    if (given !== undefined) throw new TypeError(`One command at a time: ${positionals.join(" ")}`);
    return;
  }
  if (rest.length > 0) throw new TypeError(`\`${name}\` takes one ${argument.name}: ${positionals.slice(1).join(" ")}`);
  if (given === undefined ? values["help"] === true : argument.values.includes(given)) return;
  const found = given === undefined ? `\`${name}\` needs a ${argument.name}` : `\`${name}\` has no ${argument.name} "${given}"`;
  throw new TypeError(`${found}. Use one of ${argument.values.join(", ")}.`);
}

/** A command that the command line has. */
export function offered(name: string | undefined): Command | undefined {
  return commands.find((one) => one.name === name && one.onlyAt !== "action");
}

/** All options, those of inputs and the command line's own, in the form of Node's parser. */
function parserOptions() {
  const ofInputs = inputNames.flatMap((name): [string, InputOption][] => {
    const { option } = inputNamed(name);
    return option ? [[name, option]] : [];
  });
  const own = Object.entries(options) as [OptionName, InputOption][];
  return Object.fromEntries(
    [...ofInputs, ...own].map(([name, { short, value, multiple = false }]) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple, ...(short ? { short } : {}) },
    ]),
  );
}

/** @throws TypeError for an event without a plan, or a git tag that does not fit the event */
function checkEvent(values: Values): void {
  const { event, "git-tag": gitTag, branch } = values;
  const offline = events.filter((one) => one.offline);
  const asked = offline.find(({ name }) => name === (event ?? "push"));
  if (typeof event === "string" && !asked) {
    throw new TypeError(`Unknown event "${event}". Use one of ${offline.map(({ name }) => name).join(", ")}.`);
  }
  if (branch !== undefined) checkBranch(branch, gitTag, asked);
  if (typeof gitTag !== "string") return;
  if (!asked?.offline?.gitTag) {
    throw new TypeError(`A git tag comes with a push, not with the event "${event}": omit --event or --git-tag.`);
  }
  if (!isRefName(gitTag)) {
    throw new TypeError(`"${gitTag}" is not a valid git tag: --git-tag takes a name such as v1.4.2.`);
  }
}

/** @throws TypeError for a branch that does not fit the event, or is no name */
function checkBranch(branch: unknown, gitTag: unknown, asked: EventDeclaration | undefined): void {
  if (gitTag !== undefined) throw new TypeError("A push has a branch or a git tag: omit --branch or --git-tag.");
  if (!asked?.offline?.branch) {
    const names = events.filter(({ offline }) => offline?.branch).map(({ name }) => name);
    throw new TypeError(`--branch goes with the events ${names.join(" and ")}: omit --event or --branch.`);
  }
  if (typeof branch === "string" && isRefName(branch)) return;
  throw new TypeError(`"${branch}" is not a valid branch: --branch takes a name such as 3.22-stable.`);
}

/** An input's text; empty for an absent option. */
export function inputText(name: InputName, { values, positionals }: Arguments): string {
  if (name === "command") return positionals[0] ?? "";
  if (name === "token") return process.env["GITHUB_TOKEN"] ?? ""; // never an option: every user of a machine sees arguments
  const value = values[name];
  return Array.isArray(value) ? value.join("\n") : textOf(value);
}

/** `true` for a switch; empty for an absent option. */
export function textOf(value: unknown): string {
  return typeof value === "string" || value === true ? String(value) : "";
}

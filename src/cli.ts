#!/usr/bin/env node
import { parseArgs } from "node:util";
import { promptFor } from "./adapters/terminal/prompt.ts";
import { createTerminalReporter, styleFor } from "./adapters/terminal/reporter-terminal.ts";
import type { Command } from "./commands/command.ts";
import { commands } from "./commands/index.ts";
import type { EventDeclaration } from "./core/events/declaration.ts";
import { events } from "./core/events/index.ts";
import { isRefName } from "./core/events/payload.ts";
import { nearest } from "./core/lib/text/nearest.ts";
import { commandHelp, helpText } from "./help.ts";
import { main } from "./main.ts";
import type { Entrypoint } from "./ports/entrypoint.ts";
import { type InputName, type InputOption, inputNamed, inputNames } from "./ports/inputs.ts";
import { type OptionName, options } from "./ports/options.ts";
import { version } from "./version.ts";

type Values = Readonly<Record<string, unknown>>;

interface Parsed {
  values: Values;
  positionals: string[];
}

/** @throws TypeError for wrong usage */
function parse(args: string[]): Parsed {
  const parsed = parseOptions(args);
  checkEvent(parsed.values);
  checkWords(parsed);
  return parsed;
}

/** Node's parser explains an unknown option with what nobody means: an argument that begins with `-`. */
function parseOptions(args: string[]): Parsed {
  const known = parserOptions();
  try {
    return parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    const [, option] = /^Unknown option '(--?[^']+)'/.exec(error instanceof Error ? error.message : "") ?? [];
    if (option === undefined) throw error;
    const guess = nearest(option.replace(/^-+/, ""), [...Object.keys(known), "help", "version"]);
    throw new TypeError(`Unknown option ${option}.${guess === undefined ? "" : ` Did you mean --${guess}?`}`);
  }
}

/** @throws TypeError for more than a command and its argument, or for an argument that it does not take */
function checkWords({ values, positionals }: Parsed): void {
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
function offered(name: string | undefined): Command | undefined {
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

async function start(args: string[]): Promise<number> {
  let parsed: Parsed;
  try {
    parsed = parse(args[0] === "help" ? [...args.slice(1), "--help"] : args);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n\`tagstream --help\` lists the commands, \`tagstream COMMAND --help\` the options of one.\n`,
    );
    return 2;
  }
  const { values, positionals } = parsed;
  if (values["help"] === true || values["version"] === true) {
    process.stdout.write(values["help"] === true ? helpFor(positionals[0]) : `${version}\n`);
    return 0;
  }
  const [name, argument = ""] = positionals;
  const printed = await offered(name)?.print?.(argument, commands);
  if (printed !== undefined) {
    process.stdout.write(printed);
    return 0;
  }
  return main({
    input: (name) => inputText(name, values, positionals),
    reporter: createTerminalReporter(),
    environment: process.env,
    folder: process.cwd(),
    terminal: terminalOf(values),
  });
}

/** The help of a command; of all, if there is no such command. */
function helpFor(name: string | undefined): string {
  const command = offered(name);
  return command ? commandHelp(command) : helpText(commands);
}

function inputText(name: InputName, values: Values, positionals: readonly string[]): string {
  if (name === "command") return positionals[0] ?? "";
  if (name === "token") return process.env["GITHUB_TOKEN"] ?? ""; // never an option: every user of a machine sees arguments
  const value = values[name];
  return Array.isArray(value) ? value.join("\n") : textOf(value);
}

/** `true` for a switch; empty for an absent option. */
function textOf(value: unknown): string {
  return typeof value === "string" || value === true ? String(value) : "";
}

function terminalOf(values: Values): NonNullable<Entrypoint["terminal"]> {
  const gitTag = textOf(values["git-tag"]);
  const branch = textOf(values["branch"]);
  const prompt = promptFor({ input: process.stdin, output: process.stderr });
  return {
    event: textOf(values["event"]) || (gitTag === "" && branch === "" ? options.event.default : "push"),
    ...(gitTag === "" ? {} : { gitTag }),
    ...(branch === "" ? {} : { branch }),
    local: values["local"] === true,
    noHold: values["no-hold"] === true,
    json: values["json"] === true,
    allTags: values["tags"] === true,
    packages: values["packages"] === true,
    ...(values["write"] === true ? { write: true } : {}),
    ...(values["in"] === undefined ? {} : { in: textOf(values["in"]) }),
    ...(Array.isArray(values["files"]) ? { files: values["files"].flatMap((globs) => globsIn(String(globs))) } : {}),
    ...(values["yes"] === true ? { yes: true } : {}),
    ...(values["check"] === true ? { check: true } : {}),
    ...(values["overwrite"] === true ? { overwrite: true } : {}),
    ...(values["uses"] === undefined ? {} : { uses: textOf(values["uses"]) }),
    ...(prompt ? { prompt } : {}),
    style: styleFor(process.stdout),
    print: (output) => process.stdout.write(output),
  };
}

/** Globs with commas between them. A comma in braces is part of its glob: `{a,b}.yaml`. */
function globsIn(text: string): string[] {
  const globs = text.split(/,(?![^{}]*\})/).map((glob) => glob.trim());
  return globs.filter((glob) => glob !== "");
}

/**
 * A reader may close the pipe (`| head`). The run goes on: a publication must not stop half-way.
 * Any other failure to write the result is an error.
 */
function minded(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || unwritten) return;
  unwritten = true;
  process.exitCode = 1;
  process.stderr.write(`Could not write to standard output: ${error.message}\n`);
}
let unwritten = false;
process.stdout.on("error", minded);
process.stderr.on("error", () => {});

// A program that ends early, while it still waits for something, must not look green.
process.exitCode = 1;
start(process.argv.slice(2)).then((status) => {
  process.exitCode = unwritten && status === 0 ? 1 : status;
});

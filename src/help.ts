import type { Command } from "./commands/command.ts";
import { inputOption, optionsOf } from "./commands/command-options.ts";
import { type InputName, type InputOption, inputNamed, inputNames, inputs } from "./ports/inputs.ts";
import { type OptionDeclaration, type OptionName, options } from "./ports/options.ts";
import { version } from "./version.ts";

const nameColumns = 10;
const usageColumn = 64;
const optionColumn = 22;
const maxColumns = 100;

/** The options that commands share; the help of a command has its own ones, too. */
const shared: readonly InputName[] = ["path", "config", "only", "dry-run"];

/** The help of the command line, on one screen, from the tables of commands, inputs and options. */
export function helpText(commands: readonly Command[]): string {
  const offered = commands.filter(({ onlyAt }) => onlyAt !== "action");
  return `tagstream ${version}: fresh container images in streams, published as they were tested

  tagstream [command] [options]

${offered.flatMap(commandLines).join("\n")}

${shared.map((name) => inputLine(name)).join("\n")}
${optionLine("json", options.json)}
  --help, --version

\`tagstream COMMAND --help\` lists all options of a command.
${endings}
`;
}

/** The help of one command: what it does, and its options. */
export function commandHelp(command: Command): string {
  const { name, summary, details } = command;
  const usage = [name, ...required(command), "[options]"].join(" ");
  const taken = optionsOf(command).map(({ name: option, ...declared }) => optionLine(option, declared));
  const lines = [...argumentLines(command), ...taken];
  return `tagstream ${name}: ${summary}
${details === undefined ? "" : `\n${wrapped(details)}\n`}
  tagstream ${usage}

${lines.join("\n")}

${endings}
`;
}

const endings = "Exit status: 0 done, 1 something failed, 2 wrong usage. Only results go to standard output.";

/** All options, for the documentation. */
export function allOptions(): string {
  const ofInputs = inputNames.flatMap((name) => (optionOf(name) ? [inputLine(name)] : []));
  const own = Object.entries(options) as [OptionName, OptionDeclaration][];
  return [...ofInputs, ...own.flatMap(([name, option]) => (option.help === "" ? [] : [optionLine(name, option)]))].join("\n");
}

/** What a command requires, as its usage has it: `SHELL`, `--plan FILE`. */
function required({ argument, needs = [] }: Command): string[] {
  return [...(argument ? [argument.name] : []), ...needs.map((input) => leftOf(input, optionOf(input) ?? { help: "" }))];
}

function argumentLines({ argument }: Command): string[] {
  return argument ? [`  ${argument.name}`.padEnd(optionColumn) + argument.values.join(", ")] : [];
}

function commandLines(command: Command): string[] {
  const { name, summary, local } = command;
  const usage = required(command).join(" ");
  const words = name === inputs.command.default ? `${summary} (the default)` : summary;
  return [
    `  ${name.padEnd(nameColumns)} ${words.padEnd(usageColumn - nameColumns - 4)} ${usage}`.trimEnd(),
    ...(local ? [`  ${name} --local  ${local.summary}`] : []),
  ];
}

/** A line for an input that is an option, with its default. */
function inputLine(name: InputName): string {
  return optionLine(name, inputOption(name) ?? { help: "" });
}

function optionLine(name: string, option: InputOption & { default?: string }): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const left = `  ${short}${leftOf(name, option)}`;
  return `${left.padEnd(optionColumn)}${option.help}${option.default === undefined ? "" : ` (${option.default})`}`;
}

/** `--plan FILE` */
function leftOf(name: string, { value }: Pick<InputOption, "value" | "help">): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function optionOf(name: InputName): InputOption | undefined {
  return inputNamed(name).option;
}

/** Sentences in lines of at most 100 columns, without their Markdown. */
function wrapped(sentences: string): string {
  const lines: string[] = [];
  for (const word of sentences.replaceAll("`", "").split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > maxColumns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

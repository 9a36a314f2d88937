import type { Command } from "./commands/command.ts";
import { type InputName, type InputOption, inputNamed, inputNames, inputs } from "./ports/inputs.ts";
import { type OptionDeclaration, type OptionName, options } from "./ports/options.ts";
import { version } from "./version.ts";

const usageColumn = 64;
const optionColumn = 22;
const maxColumns = 100;

/** The options that commands share; the help of a command has its own ones, too. */
const shared: readonly InputName[] = ["path", "config", "only", "dry-run"];
/** What every command takes, whatever it declares. */
const always: readonly InputName[] = ["path", "config", "dry-run"];

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
  const { name, summary, details, needs = [], takes = [], options: own = [], local } = command;
  const usage = [name, ...needs.map((input) => leftOf(input, optionOf(input) ?? { help: "" })), "[options]"].join(" ");
  const taken = inputNames.filter((input) => [...always, ...needs, ...takes].includes(input));
  const lines = [
    ...taken.flatMap((input) => (optionOf(input) ? [inputLine(input)] : [])),
    ...own.map((option) => optionLine(option, options[option])),
    ...(local ? [optionLine("local", { help: local.summary })] : []),
  ];
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

function commandLines({ name, summary, needs = [], local }: Command): string[] {
  const usage = needs.map((input) => leftOf(input, optionOf(input) ?? { help: "" })).join(" ");
  const words = name === inputs.command.default ? `${summary} (the default)` : summary;
  return [
    `  ${name.padEnd(9)} ${words.padEnd(usageColumn - 13)} ${usage}`.trimEnd(),
    ...(local ? [`  ${`${name} --local`.padEnd(9)}  ${local.summary}`] : []),
  ];
}

/** A line for an input that is an option, with its default. */
function inputLine(name: InputName): string {
  const option = optionOf(name) ?? { help: "" };
  return optionLine(name, { ...option, ...defaultOf(option.value === undefined ? undefined : inputNamed(name).default) });
}

function defaultOf(text: string | undefined): { default?: string } {
  return text === undefined ? {} : { default: text };
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

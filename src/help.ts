import type { Command } from "./commands/command.ts";
import { type InputOption, inputNamed, inputNames, inputs } from "./ports/inputs.ts";
import { type OptionDeclaration, type OptionName, options } from "./ports/options.ts";
import { version } from "./version.ts";

const usageColumn = 64;
const optionColumn = 20;

/** The help of the command line, from the tables of commands, inputs and options. */
export function helpText(commands: readonly Command[]): string {
  const offered = commands.filter(({ onlyAt }) => onlyAt !== "action");
  return `tagstream ${version}: fresh container images in streams, published as they were tested

  tagstream [command] [options]

${offered.flatMap(commandLines).join("\n")}

${optionLines(offered).join("\n")}
  --help, --version

Exit status: 0 done, 1 something failed, 2 wrong usage. Only results go to standard output.
`;
}

function commandLines({ name, summary, needs = [], local }: Command): string[] {
  const usage = needs.map((input) => leftOf(input, optionOf(input) ?? { help: "" })).join(" ");
  const words = name === inputs.command.default ? `${summary} (the default)` : summary;
  return [
    `  ${name.padEnd(9)} ${words.padEnd(usageColumn - 13)} ${usage}`.trimEnd(),
    ...(local ? [`  ${`${name} --local`.padEnd(9)}  ${local.summary}`] : []),
  ];
}

function optionLines(commands: readonly Command[]): string[] {
  const ofInputs = inputNames.flatMap((name) => {
    const option = optionOf(name);
    return option ? [optionLine(name, option, option.value === undefined ? undefined : inputNamed(name).default)] : [];
  });
  const own = Object.entries(options) as [OptionName, OptionDeclaration][];
  const ofOptions = own.filter(([name, { help }]) => help !== "" && name !== "local");
  return [...ofInputs, ...ofOptions.map(([name, option]) => optionLine(name, option, option.default ?? usersOf(name, commands)))];
}

function optionLine(name: string, option: InputOption, note: string | undefined): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const left = `  ${short}${leftOf(name, option)}`;
  return `${left.padEnd(optionColumn)}${option.help}${note === undefined ? "" : ` (${note})`}`;
}

/** `--plan FILE` */
function leftOf(name: string, { value }: Pick<InputOption, "value" | "help">): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function optionOf(name: (typeof inputNames)[number]): InputOption | undefined {
  return inputNamed(name).option;
}

/** The commands that take a command-line option, if more than one does. */
function usersOf(name: OptionName, commands: readonly Command[]): string | undefined {
  const users = commands.filter(({ options: own = [] }) => own.includes(name)).map((command) => command.name);
  return users.length < 2 ? undefined : users.join(", ");
}

import type { Command } from "../../src/commands/command.ts";
import { type CommandOption, inputOption, optionsOf } from "../../src/commands/command-options.ts";
import { commands } from "../../src/commands/index.ts";
import { inputNames, inputs } from "../../src/ports/inputs.ts";
import { options } from "../../src/ports/options.ts";
import { bold, entry, italic, paragraph, verbatim } from "./roff.ts";

/** Where the page is, from the repository's root. */
export const manualFile = "man/tagstream.1";

const offered = commands.filter(({ onlyAt }) => onlyAt !== "action");

/** The manual page `tagstream(1)`, from the tables of commands, inputs and options. */
export function manualPage(): string {
  return `${[
    '.\\" Generated: npm run docs',
    '.TH TAGSTREAM 1 "" Tagstream',
    section("NAME", "tagstream \\- fresh container images in streams, published as they were tested"),
    section("SYNOPSIS", `.B tagstream\n[${italic("command")}] [${italic("options")}]`),
    section("DESCRIPTION", ...description.map(paragraph)),
    section("COMMANDS", ...offered.map(commandEntry)),
    section("OPTIONS", ...allOptions().map(optionEntry), switches),
    section("ENVIRONMENT", ...environment.map(([name, text]) => entry(bold(name), text))),
    section("FILES", entry(bold(inputs.config.default), "The configuration, in the repository.")),
    section("EXIT STATUS", ...statuses.map(([status, text]) => entry(bold(status), text))),
    section("EXAMPLES", ...examples.flatMap(([text, line]) => [paragraph(text), verbatim(line)])),
    section("SEE ALSO", ".BR git (1),\n.BR docker (1),\n.BR docker\\-buildx (1)"),
  ].join("\n")}\n`;
}

const description = [
  "Tagstream rebuilds container images on a schedule, tests each build on every platform, and publishes exactly the bytes that passed. Each image has streams: a tag that moves, and a timestamp tag for each build, which never moves.",
  "It works on the checkout in the current folder. The repository on GitHub is that of the remote `origin`; logins to registries are those of `docker login`. Results go to standard output; progress, notes and errors go to standard error.",
];

const switches = [
  entry(`${bold("-h")}, ${bold("--help")}`, "Show the help; with a command, its options."),
  entry(bold("--version"), "Show the version."),
].join("\n");

const environment: readonly [name: string, text: string][] = [
  [
    "GITHUB_TOKEN",
    "The token for GitHub's API: to read and change holds, verdicts and pull requests. It is no option, because every user of a machine sees arguments.",
  ],
  ["DOCKER_CONFIG", "The folder of Docker's configuration, with the logins to registries."],
  ["BUILDX_BUILDER", "The builder, if not Docker's current one."],
  ["HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "Proxies, also in lower case."],
  ["NO_COLOR", "If it is set, nothing is in colour."],
];

const statuses: readonly [status: string, text: string][] = [
  ["0", "Done."],
  ["1", "Something failed."],
  ["2", "Wrong usage."],
];

const examples: readonly [text: string, line: string][] = [
  ["What the scheduled run would do:", "tagstream plan"],
  ["What a git tag on this commit would do:", "tagstream plan --git-tag v1.4.2"],
  ["Build and test the checkout for this machine; push nothing:", "tagstream build --local"],
  ["Roll a stream back to its previous image:", 'tagstream rollback --only squid:release --reason "crashes at start"'],
  ["Complete commands and options in bash, in ~/.bashrc:", 'eval "$(tagstream completion bash)"'],
  ["In zsh, in ~/.zshrc after compinit:", "source <(tagstream completion zsh)"],
  ["In fish:", "tagstream completion fish > ~/.config/fish/completions/tagstream.fish"],
];

function section(title: string, ...parts: string[]): string {
  // A paragraph right after a heading has no request of its own: roff would warn.
  return [`.SH ${title.includes(" ") ? `"${title}"` : title}`, parts.join("\n").replace(/^\.PP\n(?!\.)/, "")].join("\n");
}

function commandEntry(command: Command): string {
  const { name, summary, details, argument, needs = [], local } = command;
  const required = needs.flatMap((input) => inputOption(input) ?? []).map(form);
  const term = [bold(name), ...(argument ? [italic(argument.name)] : []), ...required, `[${italic("options")}]`].join(" ");
  const isDefault = name === inputs.command.default ? ["It is the default."] : [];
  const taken = optionsOf(command).map((option) => `\`--${option.name}\``);
  return [
    entry(
      term,
      `${sentence(summary)}${details === undefined ? "" : ` ${details}`}`,
      ...isDefault,
      ...(local ? [`With \`--local\`: ${local.summary}.`] : []),
      ...(argument ? [`${argument.name} is ${argument.values.join(", ")}.`] : []),
      ...(taken.length > 0 ? [`Options: ${taken.join(", ")}.`] : []),
    ),
  ].join("\n");
}

interface Taken {
  option: CommandOption;
  by: string[];
}

/** Each option once, in the order of the tables. */
function allOptions(): Taken[] {
  const names = [...inputNames, ...Object.keys(options)];
  return names.flatMap((name) => {
    const taking = offered.flatMap((command) => {
      const option = optionsOf(command).find((one) => one.name === name);
      return option ? [{ option, command: command.name }] : [];
    });
    const [first] = taking;
    return first ? [{ option: first.option, by: taking.map(({ command }) => command) }] : [];
  });
}

function optionEntry({ option, by }: Taken): string {
  const isShared = by.length >= offered.length - 1;
  return entry(
    `${option.short === undefined ? "" : `${bold(`-${option.short}`)}, `}${form(option)}`,
    `${sentence(option.help)}${option.default === undefined ? "" : ` Default: ${option.default}`}`,
    ...(isShared ? [] : [`Commands: ${by.map((name) => `\`${name}\``).join(", ")}.`]),
  );
}

/** `--plan FILE` */
function form({ name, value }: CommandOption): string {
  return value === undefined ? bold(`--${name}`) : `${bold(`--${name}`)} ${italic(value)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.…]$/.test(text) ? "" : "."}`;
}

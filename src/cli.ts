#!/usr/bin/env node
import { promptFor } from "./adapters/terminal/prompt.ts";
import { createTerminalReporter, styleFor } from "./adapters/terminal/reporter-terminal.ts";
import { type Arguments, inputText, offered, parseArguments, textOf } from "./arguments.ts";
import { commands } from "./commands/index.ts";
import { commandHelp, helpText } from "./help.ts";
import { main } from "./main.ts";
import type { Entrypoint } from "./ports/entrypoint.ts";
import { options } from "./ports/options.ts";
import { version } from "./version.ts";

async function start(args: string[]): Promise<number> {
  let parsed: Arguments;
  try {
    parsed = parseArguments(args[0] === "help" ? [...args.slice(1), "--help"] : args);
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
    input: (name) => inputText(name, parsed),
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

function terminalOf(values: Arguments["values"]): NonNullable<Entrypoint["terminal"]> {
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

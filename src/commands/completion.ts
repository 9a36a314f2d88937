import { events } from "../core/events/index.ts";
import { verdictWords } from "../core/verdicts/verdict.ts";
import { inputs } from "../ports/inputs.ts";
import { bashScript } from "../render/completion/bash.ts";
import type { Completion, CompletionValue } from "../render/completion/completion.ts";
import { fishScript } from "../render/completion/fish.ts";
import { zshScript } from "../render/completion/zsh.ts";
import type { Command } from "./command.ts";
import { type CommandOption, optionsOf } from "./command-options.ts";
import type { shells } from "./shells.ts";

const scripts: Readonly<Record<(typeof shells)[number], (completion: Completion) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Options whose value is one of a few words. */
const words: Readonly<Record<string, readonly string[]>> = {
  event: events.filter(({ offline }) => offline).map(({ name }) => name),
  verdict: verdictWords,
};

/** The script that completes the command line in a shell: bash, zsh or fish. */
export async function completionScript(shell: string, all: readonly Command[]): Promise<string> {
  const [, script] = Object.entries(scripts).find(([name]) => name === shell) ?? [];
  if (!script) throw new TypeError(`no completion for the shell "${shell}" after its check`);
  return script(completionOf(all));
}

/** What there is to complete, from the table of commands. */
function completionOf(all: readonly Command[]): Completion {
  const offered = all.filter(({ onlyAt }) => onlyAt !== "action");
  return {
    program: "tagstream",
    initial: inputs.command.default,
    commands: offered.map((command) => ({
      name: command.name,
      summary: command.summary,
      argument: command.argument?.values ?? [],
      options: optionsOf(command).map((option) => ({
        name: option.name,
        ...(option.short === undefined ? {} : { short: option.short }),
        help: option.help,
        multiple: option.multiple ?? false,
        ...completedValue(option),
      })),
    })),
  };
}

function completedValue({ name, value }: CommandOption): { value?: CompletionValue } {
  if (value === undefined) return {};
  const chosen = words[name];
  if (chosen) return { value: { label: value, kind: "words", words: chosen } };
  const kind = value === "FILE" ? "files" : value === "FOLDER" ? "folders" : "text";
  return { value: { label: value, kind, words: [] } };
}

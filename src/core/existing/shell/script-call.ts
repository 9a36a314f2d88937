import { fileOf } from "./files.ts";
import type { Shell } from "./shell.ts";
import { knownValue, type Text } from "./text.ts";

/** A script that a command runs. */
export interface ScriptCall {
  text: string;
  args: readonly Text[];
  /** `source`: it changes the variables of the caller. */
  isSourced: boolean;
}

const maximumLength = 300_000;

/** A script of the repository that the command runs, or one in an argument: `bash -c "…"`. */
export function scriptCallOf(shell: Shell, words: readonly Text[]): ScriptCall | undefined {
  const name = knownValue(words[0] ?? []) ?? "";
  const isShell = /^(?:\/(?:usr\/)?bin\/)?(bash|sh|zsh|dash)$/.test(name);
  const isSourced = name === "source" || name === ".";
  if (!isShell && !isSourced) return name.includes("/") ? programOf(shell, words) : undefined;
  const rest = words.slice(1);
  const at = rest.findIndex((word) => !/^[-+]/.test(knownValue(word) ?? ""));
  const [file = [], ...args] = at === -1 ? [] : rest.slice(at);
  const isArgument = isShell && rest.slice(0, Math.max(at, 0)).some((word) => /^-\w*c$/.test(knownValue(word) ?? ""));
  const text = isArgument ? knownValue(file) : contentOf(shell, file);
  return text === undefined ? undefined : { text, args: isArgument ? args.slice(1) : args, isSourced };
}

/** A program that is a script of the shell, by its name or its first line. */
function programOf(shell: Shell, [file = [], ...args]: readonly Text[]): ScriptCall | undefined {
  const text = contentOf(shell, file);
  if (text === undefined) return undefined;
  const isScript = /\.(sh|bash)$/.test(knownValue(file) ?? "") || /^#!.*\b(sh|bash|dash|zsh)\b/.test(text);
  return isScript ? { text, args, isSourced: false } : undefined;
}

function contentOf(shell: Shell, file: Text): string | undefined {
  const text = fileOf(shell, file);
  const content = text === undefined ? undefined : knownValue(text);
  return content === undefined || content.length > maximumLength ? undefined : content;
}

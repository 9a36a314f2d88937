import { pathOf } from "./files.ts";
import { readLine } from "./read-line.ts";
import type { Shell } from "./shell.ts";
import { knownValue, shownText, type Text, unknownText } from "./text.ts";

/** A command of the shell itself; its status. */
type Builtin = (shell: Shell, args: readonly Text[], stdin: Text | undefined) => boolean | undefined;

const nothing: Builtin = () => true;

const stop: Builtin = (shell) => {
  shell.stopped = true;
  return true;
};

/** Commands that change the shell, or only what nothing here depends on. They print nothing. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ":": nothing,
  cd: changeFolder,
  exit: stop,
  false: () => false,
  mkdir: nothing,
  popd: changeBack,
  pushd: changeFolder,
  read: (shell, args, stdin) => {
    readLine(shell, args, stdin ?? unknownText("read"));
    return true;
  },
  set: nothing,
  shift: (shell, args) => {
    shell.positional = shell.positional?.slice(Number(knownValue(args[0] ?? []) || 1));
    return true;
  },
  shopt: nothing,
  sleep: nothing,
  trap: nothing,
  true: nothing,
  unset: (shell, args) => {
    for (const arg of args) shell.variables.delete(shownText(arg));
    return true;
  },
};

function changeFolder(shell: Shell, args: readonly Text[]): boolean {
  const target = args.filter((arg) => !/^-./.test(knownValue(arg) ?? "")).at(-1);
  const previous = shell.folder;
  if (knownValue(target ?? []) === "-") shell.folder = shell.previousFolder;
  else shell.folder = target === undefined ? undefined : pathOf(shell, target);
  shell.previousFolder = previous;
  return true;
}

function changeBack(shell: Shell): boolean {
  shell.folder = shell.previousFolder;
  return true;
}

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./git.ts";

export type Shell = "bash" | "zsh" | "fish";

/** Whether this machine has a program. */
export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/** A folder with what the values of options may name: files and folders, one with a blank and a star in its name. */
export function shellFolder(): string {
  const folder = makeFolder();
  for (const name of ["records", "re cords*"]) mkdirSync(path.join(folder, name));
  for (const name of ["record.json", "plan.json"]) writeFileSync(path.join(folder, name), "");
  return folder;
}

/**
 * What a shell offers for a line that ends at the cursor, as the script says: the candidates, sorted.
 * @param script what `tagstream completion SHELL` prints
 */
export function candidates(shell: Shell, script: string, line: string, folder = shellFolder()): string[] {
  const file = path.join(makeFolder(), "script");
  writeFileSync(file, script);
  const [program, ...args] = { bash: asBash, zsh: asZsh, fish: asFish }[shell](file, line);
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8", env: environment(folder) });
  if (status !== 0 || stderr !== "") throw new Error(`${shell} failed with status ${status}: ${stderr}${stdout}`);
  const lines = stdout.split(/\r?\n/).map((text) => text.split("\t")[0]?.replace(/\/$/, "") ?? "");
  return [...new Set(lines.filter((text) => text !== ""))].toSorted();
}

/** What a shell says of a script that it does not run. */
export function checkSyntax(shell: Shell, script: string): { status: number | null; stdout: string; stderr: string } {
  const file = path.join(makeFolder(), "script");
  writeFileSync(file, script);
  const { status, stdout, stderr } = spawnSync(shell, [shell === "fish" ? "--no-execute" : "-n", file], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Without the user's own settings. */
function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: home, TERM: "dumb", LC_ALL: "C.UTF-8" };
}

type Argv = [program: string, ...args: string[]];

/** Bash has `=` as a word of its own. */
function asBash(file: string, line: string): Argv {
  const words = line.split(" ").flatMap((word) => word.split(/(=)/).filter((part, index) => part !== "" || index === 0));
  const inArray = words.map((word) => `'${word}'`).join(" ");
  const text = `source '${file}'; COMP_WORDS=(${inArray}); COMP_CWORD=${words.length - 1}; _tagstream; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return ["bash", "--norc", "-c", text];
}

function asFish(file: string, line: string): Argv {
  return ["fish", "--no-config", "-c", `source '${file}'; complete -C '${line}'`];
}

/** In a terminal of its own, since zsh completes nowhere else. What it would add is printed instead. */
function asZsh(file: string, line: string): Argv {
  const inside = [
    "PROMPT=",
    "autoload -Uz compinit && compinit -D -u",
    `source '${file}'`,
    'capture() { compadd() { local -a offered; builtin compadd -O offered "$@"; print -rl -- $offered >>$TAGSTREAM_OUT; builtin compadd "$@" }; _main_complete; exit }',
    "zle -C capture complete-word capture",
    "bindkey '^I' capture",
    "print ready",
  ];
  const out = `${file}.out`;
  const ready = `${file}.rc`;
  writeFileSync(ready, `export TAGSTREAM_OUT='${out}'\n${inside.join("\n")}\n`);
  const text = [
    "zmodload zsh/zpty",
    "zpty shell zsh -f -i",
    `zpty -w shell 'source ${ready}'`,
    "zpty -r -m shell seen '*ready*'",
    `zpty -n -w shell ${JSON.stringify(line)}$'\\t'`,
    "zpty -r -m shell seen '*never*'",
    `[[ -e '${out}' ]] && cat '${out}'`,
    "true",
  ];
  return ["zsh", "-f", "-c", text.join("\n")];
}

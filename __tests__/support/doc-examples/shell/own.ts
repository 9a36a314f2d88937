import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../workflow-files.ts";
import type { Program } from "./program.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
const testFiles = readdirSync(path.join(root, "__tests__"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `__tests__/${file}`);

/** A script of this repository, with options that it reads, for files that exist. */
export const script: Program = {
  is: (name) => /^(?:\.\/)?script\//.test(name),
  faults(words, name) {
    if (!existsSync(path.join(root, name))) return [`there is no ${name}`];
    return [...optionFaults(name, read(name), words), ...fileFaults(words), ...subcommandFaults(name, words)];
  },
};

/** npm: scripts of `package.json`, and what release managers use. */
export const npm: Program = {
  is: (name) => name === "npm",
  faults(words) {
    const [verb = "", ...rest] = words;
    if (verb === "test") return [...(rest[0] === "--" ? [] : ["options of a script follow `--`"]), ...fileFaults(rest)];
    if (verb === "run") return runFaults(rest);
    return ["ci", "deprecate", "dist-tag"].includes(verb) ? [] : [`no example of \`npm ${verb}\` is known`];
  },
};

function runFaults([name = "", ...rest]: readonly string[]): string[] {
  const [, file] = /node (?:tools\/run\.mjs )?(\S+\.m?[jt]s)/.exec(scripts[name] ?? "") ?? [];
  if (scripts[name] === undefined) return [`there is no npm script ${name}`];
  if (rest.length === 0) return [];
  if (rest[0] !== "--") return [`npm run ${name}: its options follow \`--\``];
  return file === undefined ? [] : optionFaults(name, read(file), rest.slice(1));
}

/** Options that a program's text does not have, as `--cases` or as the key of Node's parser. */
function optionFaults(name: string, text: string, words: readonly string[]): string[] {
  const options = words.filter((word) => /^--./.test(word));
  return options.filter((option) => !hasOption(text, option)).map((option) => `${name} has no option ${option}`);
}

function hasOption(text: string, option: string): boolean {
  const name = option.slice(2);
  return new RegExp(`(?:${option}\\b|^\\s*(?:options: \\{ )?(?:.*\\}, )?"?${name}"?: \\{)`, "m").test(text);
}

/** Jest takes the beginnings of names of test files. */
function fileFaults(words: readonly string[]): string[] {
  const named = words.filter((word) => word.startsWith("__tests__/"));
  return named.filter((word) => !testFiles.some((file) => file.startsWith(word))).map((word) => `${word} has no test`);
}

/** `script/engine env`: a word that the script's `case` has. */
function subcommandFaults(name: string, words: readonly string[]): string[] {
  const [verb = ""] = words;
  if (name !== "script/engine" || new RegExp(`^\\s*(?:[\\w-]+ ?\\| ?)*${verb}\\b.*\\)`, "m").test(read(name))) return [];
  return [`${name} has no ${verb}`];
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { codes } from "../src/core/lib/error-codes.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { configurationTables } from "./readme-configuration.ts";
import { table } from "./readme-table.ts";

interface Metadata {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

/** Which codes stand together, by what they begin with. A new beginning lands in the last group until it is given a place. */
const groups: readonly (readonly [title: string, beginnings: readonly string[]])[] = [
  ["Configuration and inputs", ["config", "context", "file", "input", "only"]],
  ["Event, git and GitHub", ["event", "git", "github"]],
  ["Plans and records", ["plan", "record"]],
  ["Builder and build", ["build", "builder", "platform"]],
  ["Tests", ["test"]],
  ["Registries and publication", ["publish", "registry"]],
  ["Everything else", []],
];

/**
 * What the README has from elsewhere, as Markdown by name: inputs and outputs of `action.yml`, the configuration's schema, the error codes, and
 * the command line's help as the bundle prints it.
 * @param root the repository's folder
 */
export function generatedParts(root: string): Map<string, string> {
  const { inputs, outputs } = parse(readFileSync(path.join(root, "action.yml"), "utf8")) as Metadata;
  const [configuration] = jsonSchemas();
  return new Map([
    ["inputs", inputsTable(inputs)],
    ["outputs", table(["Name", "Description"], rowsOf(outputs))],
    ...configurationTables(JSON.parse(configuration?.text ?? "{}")),
    ["errors", errorGroups(codes)],
    ["help", helpBlock(execFileSync(process.execPath, [path.join(root, "dist/cli.cjs"), "--help"], { encoding: "utf8" }))],
  ]);
}

const markers = /(<!-- begin generated: ([a-z-]+) -->\n)[\s\S]*?(<!-- end generated -->)/g;

/** The text with every generated part put in anew. Throws for a part that nobody makes, and for one that the text has no place for. */
export function fillIn(text: string, parts: ReadonlyMap<string, string>): string {
  const missing = new Set(parts.keys());
  const filled = text.replace(markers, (_, begin: string, name: string, end: string) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`nothing is generated under the name "${name}"`);
    missing.delete(name);
    return `${begin}\n${part}\n\n${end}`;
  });
  if (missing.size > 0) throw new Error(`there is no place for ${[...missing].join(", ")}`);
  return filled;
}

function inputsTable(inputs: Metadata["inputs"]): string {
  const rows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.default === undefined ? "" : `\`${input.default}\``,
    input.description,
  ]);
  return table(["Name", "Default", "Description"], rows);
}

function rowsOf(outputs: Metadata["outputs"]): string[][] {
  return Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
}

/** A folded table for each group of codes, in alphabetical order. */
export function errorGroups(all: Readonly<Record<string, string>>): string {
  const known = new Set(groups.flatMap(([, beginnings]) => beginnings));
  const belongs = (code: string, beginnings: readonly string[]): boolean => {
    const beginning = code.split("-")[0] ?? "";
    return beginnings.length === 0 ? !known.has(beginning) : beginnings.includes(beginning);
  };
  return groups
    .map(([title, beginnings]) => {
      const rows = Object.entries(all)
        .filter(([code]) => belongs(code, beginnings))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, text]) => [`\`${code}\``, text]);
      return { title, rows };
    })
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => `<details><summary>${title}</summary>\n\n${table(["Code", "Meaning"], rows)}\n\n</details>`)
    .join("\n\n");
}

/** Without its first line, which has the version: a release would otherwise make the README stale. */
function helpBlock(help: string): string {
  return `\`\`\`text\n${help.replace(/^.*\n+/, "").trimEnd()}\n\`\`\``;
}

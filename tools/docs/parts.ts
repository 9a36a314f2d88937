import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { codes } from "../../src/core/lib/problems/error-codes.ts";
import { volatilePaths } from "../../src/core/unchanged/volatile-paths.ts";
import { allOptions } from "../../src/help.ts";
import { jsonSchemas } from "../json-schemas.ts";
import { commandsTable, permissionsTable } from "./commands.ts";
import { configurationTables } from "./configuration.ts";
import { errorEntries } from "./errors.ts";
import { abilitiesTable, eventsTable } from "./events.ts";
import { table } from "./table.ts";

interface Metadata {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

/**
 * The generated parts of the documentation, Markdown by name: inputs and outputs of `action.yml`,
 * the tables of commands and events, the configuration's schema, the error codes, the command
 * line's help as the bundle prints it, and the lists of decisions and recipes.
 * @param root the repository's folder
 */
export function generatedParts(root: string): Map<string, string> {
  const { inputs, outputs } = parse(readFileSync(path.join(root, "action.yml"), "utf8")) as Metadata;
  const [configuration] = jsonSchemas();
  return new Map([
    ["inputs", inputsTable(inputs)],
    ["outputs", table(["Name", "Description"], rowsOf(outputs))],
    ["commands", commandsTable()],
    ["permissions", permissionsTable()],
    ["events", eventsTable()],
    ["abilities", abilitiesTable()],
    ...configurationTables(JSON.parse(configuration?.text ?? "{}")),
    [
      "volatile-paths",
      table(
        ["Path", "What is there"],
        volatilePaths.map(({ path: at, why }) => [`\`${at}\``, why]),
      ),
    ],
    ["errors", errorEntries(codes)],
    ["options", `\`\`\`text\n${allOptions()}\n\`\`\``],
    ["help", helpBlock(execFileSync(process.execPath, [path.join(root, "dist/cli.cjs"), "--help"], { encoding: "utf8" }))],
    ["decisions", titlesIn(path.join(root, "docs/decisions"), /^\d{4}-.*\.md$/)],
    ["recipes", titlesIn(path.join(root, "docs/contributing"), /^add-.*\.md$/)],
  ]);
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

/**
 * The help without its first line: a release changes the version there, and would make the page
 * stale.
 */
function helpBlock(help: string): string {
  return `\`\`\`text\n${help.replace(/^.*\n+/, "").trimEnd()}\n\`\`\``;
}

/** A list of links to the files of a folder, each by its title. */
function titlesIn(folder: string, names: RegExp): string {
  const files = readdirSync(folder).filter((file) => names.test(file));
  return files
    .sort()
    .map((file) => `- [${/^# (.*)$/m.exec(readFileSync(path.join(folder, file), "utf8"))?.[1] ?? file}](${file})`)
    .join("\n");
}

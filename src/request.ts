import type { Command } from "./commands/command.ts";
import { commands } from "./commands/index.ts";
import { parseWorkflowFile } from "./core/freshness/workflow.ts";
import { Failure, type Problem } from "./core/lib/problems/problem.ts";
import { listed, nearest } from "./core/lib/text/nearest.ts";
import { parseTarget, type RollbackTarget } from "./core/rollback/rollback.ts";
import { type VerdictWord, verdictWords } from "./core/verdicts/verdict.ts";
import { type InputName, inputNamed } from "./ports/inputs.ts";
import type { Request } from "./ports/request.ts";
import type { Terminal } from "./ports/session.ts";

/** What a command line says that decides which inputs a command needs. */
export type AskingTerminal = Pick<Terminal, "local"> & Partial<Pick<Terminal, "json">>;

/**
 * Reads and checks all inputs.
 * @param input an input's text, empty when it was not given
 * @param terminal absent in the action
 * @throws Failure `input-invalid`, with all problems at once
 */
export function readRequest(input: (name: InputName) => string, terminal?: AskingTerminal): Request {
  return readRequestOf(commands, input, terminal);
}

/** The same, for a table of commands. */
export function readRequestOf(table: readonly Command[], input: (name: InputName) => string, terminal?: AskingTerminal): Request {
  const problems: Problem[] = [];
  const invalid = (message: string): void => {
    problems.push({ code: "input-invalid", message, severity: "error" });
  };
  const text = (name: InputName): string => input(name).trim() || (inputNamed(name).default ?? "");
  const optional = (name: "path" | "token" | "plan" | "job" | "records" | "output"): Record<string, string> => {
    const value = input(name).trim();
    return value === "" ? {} : { [name]: value };
  };
  const flag = (name: "dry-run" | "changed-only" | "undo" | "accept"): boolean =>
    readBoolean(input(name), () => invalid(`${name}: "${input(name)}" is neither true nor false.`));
  const target = (name: "from" | "to"): { [key in typeof name]?: RollbackTarget } => {
    const value = input(name).trim();
    if (value === "") return {};
    const read = parseTarget(value);
    if (!read) invalid(`${name}: "${value}" is neither \`previous\`, nor a timestamp (20261116-0617), nor a digest (sha256:…).`);
    return read ? { [name]: read } : {};
  };
  const workflow = parseWorkflowFile(text("workflow"));
  const request: Request = {
    command: text("command"),
    config: text("config"),
    ...optional("path"),
    ...optional("token"),
    ...optional("plan"),
    ...optional("job"),
    ...optional("records"),
    ...optional("output"),
    ...(workflow ? { workflow } : {}),
    only: readList(input("only")),
    ...target("from"),
    ...target("to"),
    reason: text("reason"),
    expires: text("expires"),
    dryRun: flag("dry-run"),
    ...(flag("changed-only") ? { changedOnly: true } : {}),
    ...(flag("undo") ? { undo: true } : {}),
    ...(flag("accept") ? { accept: true } : {}),
    ...verdictOf(text("verdict"), invalid),
  };
  const command = commandOf(table, request, terminal, invalid);
  if (workflow === undefined && text("workflow") !== "")
    invalid(
      `workflow: "${text("workflow")}" is neither a file name (rebuild.yml) nor one of a repository (octo-org/images/rebuild.yml).`,
    );
  if (request.reason.length > longestReason)
    invalid(`reason: it has ${request.reason.length} characters; at most ${longestReason} are allowed.`);
  for (const problem of command ? missingInputs(command, request, terminal) : []) invalid(problem);
  if (problems.length > 0) throw new Failure(problems);
  return request;
}

function verdictOf(text: string, invalid: (message: string) => void): { verdict?: VerdictWord } {
  const verdict = verdictWords.find((word) => word === text);
  if (verdict === undefined && text !== "") invalid(`verdict: "${text}" is neither ${listed(verdictWords, "nor")}.`);
  return verdict ? { verdict } : {};
}

/** The reason goes into tables, and into an issue, whose size GitHub limits. */
const longestReason = 1000;

/** The requested command, if this entrypoint offers it. */
function commandOf(
  table: readonly Command[],
  { command: name }: Request,
  terminal: Pick<Terminal, "local"> | undefined,
  invalid: (message: string) => void,
): Command | undefined {
  const elsewhere = terminal ? "action" : "command line";
  const offered = table.filter(({ onlyAt }) => onlyAt !== elsewhere);
  const command = offered.find((one) => one.name === name);
  if (terminal?.local && !command?.local) {
    const names = offered.flatMap(({ name: own, local }) => (local ? [`\`${own}\``] : []));
    invalid(`\`--local\` belongs to the command ${names.join(" or ")}.`);
  }
  if (!command) invalid(unknownCommand(name, offered));
  return command;
}

function unknownCommand(name: string, offered: readonly Command[]): string {
  const names = offered.map((one) => one.name);
  const guess = nearest(name, names);
  return `Unknown command "${name}". ${guess === undefined ? `Use one of ${names.join(", ")}.` : `Did you mean "${guess}"?`}`;
}

function missingInputs(
  { name, needs = [], needsOrJson, explainMissing }: Command,
  request: Request,
  terminal: AskingTerminal | undefined,
): string[] {
  if (terminal?.local || (needsOrJson && terminal?.json)) return [];
  const missing = needs.filter((input) => String(request[input] ?? "") === "");
  return missing.map((input) => {
    const because = explainMissing?.(input, request);
    const hint = `${inputNamed(input).hint}${because === undefined ? "" : `. ${because}`}`;
    return `The command "${name}" needs the input \`${input}\`: ${hint}.`;
  });
}

/** Newline or comma separated; `#` begins a comment, as in docker's actions. */
function readList(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .flatMap((line) => line.split(","))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** YAML 1.2's booleans, as `@actions/core` reads them. */
function readBoolean(text: string, invalid: () => void): boolean {
  const value = text.trim();
  if (["true", "True", "TRUE"].includes(value)) return true;
  if (!["", "false", "False", "FALSE"].includes(value)) invalid();
  return false;
}

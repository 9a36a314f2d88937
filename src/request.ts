import { defaultConfiguration } from "./core/config/scope-label.ts";
import { Failure, type Problem } from "./core/lib/problem.ts";
import { parseTarget } from "./core/rollback/rollback.ts";
import { type Command, commands, type Request } from "./ports/request.ts";

/** The action's inputs, in the order of `action.yml`; the command line has each as an option of the same name. */
export const inputNames = [
  "command",
  "path",
  "config",
  "token",
  "plan",
  "job",
  "records",
  "only",
  "to",
  "reason",
  "expires",
  "dry-run",
] as const;
export type InputName = (typeof inputNames)[number];

/**
 * Reads and checks all inputs.
 * @param input an input's text, empty when it was not given
 * @param local for this machine alone, which takes no plan
 * @throws Failure `input-invalid`, all of them at once
 */
export function readRequest(input: (name: InputName) => string, local = false): Request {
  const problems: Problem[] = [];
  const invalid = (message: string): void => {
    problems.push({ code: "input-invalid", message, severity: "error" });
  };
  const text = input("command").trim() || "run";
  const command = commands.find((name) => name === text);
  if (local && command !== "build") invalid("`--local` belongs to the command `build`.");
  if (!command) invalid(`There is no command "${text}": use one of ${commands.join(", ")}.`);
  const optional = (name: "path" | "token" | "plan" | "job" | "records"): Record<string, string> => {
    const value = input(name).trim();
    return value === "" ? {} : { [name]: value };
  };
  const to = parseTarget(input("to").trim() || "previous");
  const request: Request = {
    command: command ?? "run",
    config: input("config").trim() || defaultConfiguration,
    ...optional("path"),
    ...optional("token"),
    ...optional("plan"),
    ...optional("job"),
    ...optional("records"),
    only: readList(input("only")),
    to: to ?? { kind: "previous" },
    reason: input("reason").trim(),
    expires: input("expires").trim() || "7d",
    dryRun: readBoolean(input("dry-run"), () => invalid(`dry-run: "${input("dry-run")}" is neither true nor false.`)),
  };
  if (to === undefined)
    invalid(`to: "${input("to").trim()}" is neither \`previous\`, nor a timestamp (20261116-0617), nor a digest (sha256:…).`);
  if (request.reason.length > longestReason)
    invalid(`reason: it has ${request.reason.length} characters, and at most ${longestReason} are shown where it is looked for.`);
  for (const name of local ? [] : missingInputs(request))
    invalid(`The command "${request.command}" needs the input \`${name}\`: ${hintOf(name, request)}.`);
  if (problems.length > 0) throw new Failure(problems);
  return request;
}

/** It is part of an issue, which GitHub limits, and of tables. */
const longestReason = 1000;

const hints = {
  plan: "the path of the plan that the command `plan` wrote",
  job: "the matrix entry to build, `matrix.job`",
  records: "the folder with the records that the build jobs wrote",
  only: "the units it is about, `squid:release` or globs; `*` for all",
  reason: "why, for those who find the streams held",
} as const;

/** Whoever gave the plan has a matrix, whose entry came to nothing. */
function hintOf(name: keyof typeof hints, { plan }: Request): string {
  return name === "job" && plan !== undefined ? `${hints.job}. ${emptyMatrix}` : hints[name];
}

const emptyMatrix = [
  "It is empty if the plan has nothing to build, or if the plan job's output `matrix` does not arrive.",
  `Give the build job \`if: \${{ needs.plan.outputs.matrix != '{"include":[]}' }}\`,`,
  `and the plan's job \`outputs: { matrix: \${{ steps.plan.outputs.matrix }} }\``,
].join(" ");

const needed: Partial<Record<Command, (keyof typeof hints)[]>> = {
  build: ["plan", "job"],
  publish: ["plan", "records"],
  rollback: ["only", "reason"],
  hold: ["only", "reason"],
  resume: ["only"],
};

function missingInputs(request: Request): (keyof typeof hints)[] {
  return (needed[request.command] ?? []).filter((name) => request[name] === undefined || request[name].length === 0);
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

import { eventOf } from "../event.ts";
import { noteFault } from "./docker/findings.ts";
import { runCommand } from "./interpreter.ts";
import { resolveOrigins } from "./origins.ts";
import { parseScript } from "./parser.ts";
import { type Findings, forkShell, type ScriptContext, type Shell, type Variable } from "./shell.ts";
import { envPath, outputPath, readStepFile, type UnknownVariable } from "./step-files.ts";
import type { Command } from "./syntax.ts";
import { knownText, type Text, trimNewlines, unknownText } from "./text.ts";

export type { ScriptContext } from "./shell.ts";

/** What a script does with images, and what it gives to later steps. */
export interface ScriptResult extends Findings {
  /** Outputs with known values. */
  outputs: Record<string, string>;
  /** Variables for later steps, with known values. */
  env: Record<string, string>;
  /** Outputs and variables that the script sets to what only a run knows: the source of each, and its line. */
  unknown: UnknownVariable[];
}

const maximumLength = 1_000_000;
const maximumCommands = 20_000;

/** Reads a `run:` script: what it builds, names, pushes and sets, with the sample's values. It runs nothing. */
export function runScript(script: string, context: ScriptContext): ScriptResult {
  const findings: Findings = { builds: [], tags: [], pushes: [], bake: [], logins: [], values: [], notUnderstood: [] };
  const shell = startShell(context, findings);
  if (script.length > maximumLength) {
    noteFault(shell, [], "the script has more than 1,000,000 characters");
    return { ...findings, outputs: {}, env: {}, unknown: [] };
  }
  const { commands, faultLine } = parseScript(script);
  runCommand(shell, { kind: "list", commands }, { stdin: undefined, captured: false });
  if (shell.budget.left <= 0) noteFault(shell, [], "the script runs more commands than Tagstream reads");
  if (faultLine !== undefined) noteRest(shell, script, faultLine);
  const outputs = readStepFile(shell, "output");
  const env = readStepFile(shell, "env");
  return { ...findings, outputs: outputs.known, env: env.known, unknown: [...outputs.unknown, ...env.unknown] };
}

function startShell(context: ScriptContext, findings: Findings): Shell {
  const shell: Shell = {
    context,
    variables: new Map(),
    functions: new Map(),
    files: new Map(),
    positional: undefined,
    folder: context.folder === "" ? "." : context.folder,
    previousFolder: undefined,
    stopped: false,
    line: 0,
    isLineFixed: false,
    depth: 0,
    findings,
    budget: { left: maximumCommands },
    substitute,
  };
  for (const [name, value] of Object.entries({ ...defaultVariables(context), ...context.env })) {
    shell.variables.set(name, variableOf(value));
  }
  const relative = { GITHUB_OUTPUT: outputPath, GITHUB_ENV: envPath, GITHUB_STEP_SUMMARY: "/github/summary" };
  for (const [name, value] of Object.entries(relative)) shell.variables.set(name, variableOf(value));
  shell.variables.set("HOME", { items: [unknownText("$HOME")], isArray: false, exported: false });
  return shell;
}

/** Expressions of GitHub that are left have no value here. */
function variableOf(value: string): Variable {
  const pieces = value.split(/(\$\{\{[\s\S]*?\}\})/).filter((piece) => piece !== "");
  const text: Text = pieces.flatMap((piece) => (piece.startsWith("${{") ? unknownText(piece) : knownText(piece)));
  return { items: [text], isArray: false, exported: true };
}

/** The variables that GitHub sets, as far as the sample knows them. */
function defaultVariables({ sample, occasion }: ScriptContext): Record<string, string> {
  const { name, ref } = eventOf(occasion, sample);
  const [owner = "", repository = ""] = sample.repository.split("/");
  const isPull = occasion.on === "pull request";
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: name,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ""),
    GITHUB_REF_TYPE: occasion.on === "git tag" ? "tag" : "branch",
    GITHUB_BASE_REF: isPull ? sample.defaultBranch : "",
    GITHUB_REPOSITORY: sample.repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: sample.sha,
    GITHUB_WORKSPACE: `/home/runner/work/${repository}/${repository}`,
  };
}

/** What commands print, for a substitution. They run in a shell of their own, but for what they find. */
function substitute(shell: Shell, body: Command): Text {
  if (shell.depth >= 20) return unknownText("…");
  const fork = forkShell(shell);
  fork.depth += 1;
  const { output } = runCommand(fork, body, { stdin: undefined, captured: true });
  return resolveOrigins(shell, trimNewlines(output));
}

/** The rest of a script that has no reading matters only if it publishes. */
function noteRest(shell: Shell, script: string, line: number): void {
  const lines = script.split("\n").slice(line);
  const at = lines.findIndex((text) => /\b(docker|podman|buildah|GITHUB_OUTPUT|GITHUB_ENV)\b/.test(text));
  if (at === -1) return;
  shell.line = line;
  noteFault(
    shell,
    [knownText(lines[0]?.trim() ?? "")],
    "Tagstream does not read this form of shell, and commands for images follow",
  );
}

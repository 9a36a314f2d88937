import { assign, restore, runDeclaration } from "./assignments.ts";
import { builtins } from "./builtins.ts";
import { outputCommands } from "./commands/index.ts";
import { evaluateTest, testOperators } from "./conditions.ts";
import { noteFault } from "./docker/findings.ts";
import { runContainerTool } from "./docker/index.ts";
import { expandText, expandWords } from "./expansion.ts";
import { fileOf } from "./files.ts";
import { parseScript } from "./parser.ts";
import { type ScriptCall, scriptCallOf } from "./script-call.ts";
import { forkShell, type Shell } from "./shell.ts";
import { outputPath } from "./step-files.ts";
import { emptyRun, type Run, type Streams, writeFile, writeOutput } from "./streams.ts";
import type { Command, SimpleCommand } from "./syntax.ts";
import { joinPieces, knownText, knownValue, shownText, splitText, type Text, unknownText } from "./text.ts";
import { xargsCalls } from "./xargs-calls.ts";

type RunCommand = (shell: Shell, command: Command, streams: Streams) => Run;

const maximumDepth = 20;

/** Runs a command with its words. */
export function runSimple(shell: Shell, command: SimpleCommand, streams: Streams, run: RunCommand): Run {
  if (shell.budget.left <= 0) {
    shell.stopped = true;
    return emptyRun;
  }
  shell.budget.left -= 1;
  if (!shell.isLineFixed) shell.line = command.line;
  if (runDeclaration(shell, command)) return emptyRun;
  const words = expandWords(shell, command.words);
  if (words.length === 0) {
    for (const assignment of command.assignments) assign(shell, assignment, false);
    writeOutput(shell, command.redirects, []);
    // `$(<file)` is the text of the file.
    const isRead = streams.captured && command.redirects.length > 0;
    return isRead ? { ...emptyRun, output: inputOf(shell, command, undefined) ?? unknownText("<") } : emptyRun;
  }
  const kept = command.assignments.map(({ name }) => [name, shell.variables.get(name)] as const);
  for (const assignment of command.assignments) assign(shell, assignment, true);
  const stdin = inputOf(shell, command, streams.stdin);
  const isWritten = command.redirects.some(({ operator }) => operator.startsWith(">"));
  const result = runWords(shell, stripPrefix(words), { stdin, captured: streams.captured || isWritten }, run);
  for (const [name, variable] of kept) restore(shell, name, variable);
  const left = writeOutput(shell, command.redirects, result.output);
  if (streams.captured) return { ...result, output: left };
  readWorkflowCommands(shell, left);
  return { ...result, output: [] };
}

function inputOf(shell: Shell, { redirects }: SimpleCommand, stdin: Text | undefined): Text | undefined {
  const redirect = redirects.findLast(({ operator }) => operator.startsWith("<"));
  if (redirect === undefined) return stdin;
  const text = expandText(shell, redirect.target);
  return redirect.operator === "<" ? fileOf(shell, text) : text;
}

/** `sudo -E docker …` runs `docker …`. */
function stripPrefix(words: readonly Text[]): readonly Text[] {
  const rest = [...words];
  while (/^(sudo|command|exec|time|nohup|env|retry)$/.test(knownValue(rest[0] ?? []) ?? "")) {
    rest.shift();
    while (/^(-\w+|--[\w-]+|\w+=.*)$/s.test(knownValue(rest[0] ?? []) ?? "") && rest.length > 1) rest.shift();
  }
  return rest.length === 0 ? words : rest;
}

function runWords(shell: Shell, words: readonly Text[], streams: Streams, run: RunCommand): Run {
  const [first = [], ...args] = words;
  const name = knownValue(first) ?? "";
  if (name === "[" || name === "test") return { ...emptyRun, status: runTest(shell, args) };
  if (name === "tee") return runTee(shell, args, streams);
  for (const call of xargsCalls(words, streams.stdin)) runContainerTool(shell, call, undefined);
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin !== undefined) return { ...emptyRun, status: builtin(shell, args, streams.stdin) };
  const body = shell.functions.get(name);
  if (body !== undefined) return runBody(shell, body, args, streams, run);
  const script = scriptCallOf(shell, words);
  if (script !== undefined) return runScriptFile(shell, words, script, streams, run);
  if (runContainerTool(shell, words, streams.stdin)) return { status: true, isAssumed: true, output: unknownOutput(words) };
  const command = Object.hasOwn(outputCommands, name) ? outputCommands[name] : undefined;
  const output = command?.({ shell, name, args, stdin: streams.stdin });
  const isAssumed = !/^(echo|printf|cat)$/.test(name);
  return { status: true, isAssumed, output: output ?? unknownOutput(words) };
}

function unknownOutput(words: readonly Text[]): Text {
  return unknownText(words.map(shownText).join(" "));
}

function runTest(shell: Shell, args: readonly Text[]): boolean | undefined {
  const words = args.filter((arg, index) => index < args.length - 1 || knownValue(arg) !== "]");
  return evaluateTest(
    shell,
    words.map((text) => {
      const word = knownValue(text) ?? "";
      return testOperators.has(word) || /^-[a-zA-Z]$/.test(word) ? { operator: word, text } : { text };
    }),
  );
}

function runTee(shell: Shell, args: readonly Text[], { stdin = [] }: Streams): Run {
  const append = args.some((arg) => /^(-\w*a\w*|--append)$/.test(knownValue(arg) ?? ""));
  for (const arg of args.filter((text) => !/^-/.test(knownValue(text) ?? ""))) writeFile(shell, arg, stdin, append);
  return { ...emptyRun, output: stdin };
}

function runBody(shell: Shell, body: Command, args: readonly Text[], streams: Streams, run: RunCommand): Run {
  if (shell.depth >= maximumDepth) return { status: undefined, output: unknownText("…") };
  const { positional } = shell;
  shell.positional = args;
  shell.depth += 1;
  const result = run(shell, body, streams);
  shell.depth -= 1;
  shell.positional = positional;
  return result;
}

function runScriptFile(shell: Shell, words: readonly Text[], call: ScriptCall, streams: Streams, run: RunCommand): Run {
  const { commands, faultLine } = parseScript(call.text);
  const inner = call.isSourced ? shell : forkShell(shell);
  const { isLineFixed } = shell;
  inner.isLineFixed = true;
  const result = runBody(inner, { kind: "list", commands }, call.args, streams, run);
  shell.isLineFixed = isLineFixed;
  shell.files = inner.files;
  if (faultLine !== undefined && /\b(docker|podman|buildah)\b/.test(call.text)) {
    noteFault(shell, words, `line ${faultLine + 1} of that script has a form that Tagstream does not read`);
  }
  return call.isSourced ? result : { ...result, status: true, isAssumed: true };
}

/** The old way to set an output: `::set-output name=…::…`. */
function readWorkflowCommands(shell: Shell, output: Text): void {
  for (const line of splitText(output, /\n/).map(joinPieces)) {
    const [first, ...rest] = line;
    const [all, name] = /^::set-output name=([\w-]+)::/.exec(first?.known === true ? first.text : "") ?? [];
    if (first === undefined || all === undefined || name === undefined) continue;
    const value = [{ ...first, text: `${name}=${first.text.slice(all.length)}` }, ...rest];
    writeFile(shell, knownText(outputPath), [...value, ...knownText("\n")], true);
  }
}

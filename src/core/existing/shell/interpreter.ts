import { evaluateTest, testOperators } from "./conditions.ts";
import { expandPattern, expandText, expandWords } from "./expansion.ts";
import { fileOf } from "./files.ts";
import { globPattern } from "./glob.ts";
import { readLine } from "./read-line.ts";
import { forkShell, mergeShells, type Shell } from "./shell.ts";
import { runSimple } from "./simple.ts";
import { emptyRun, type Run, type Streams, writeOutput } from "./streams.ts";
import type { Command, Redirect, Word } from "./syntax.ts";
import { knownValue, splitText, type Text, unknownText } from "./text.ts";

/** Runs a command as far as its effects are known without a run. */
export function runCommand(shell: Shell, command: Command, streams: Streams): Run {
  if (shell.stopped) return emptyRun;
  switch (command.kind) {
    case "simple":
      return runSimple(shell, command, streams, runCommand);
    case "list":
      return runList(shell, command.commands, streams);
    case "pipeline":
      return runPipeline(shell, command.commands, streams);
    case "not":
      return negate(runCommand(shell, command.command, streams));
    case "and":
    case "or":
      return runAndOr(shell, command, streams);
    case "test":
      return { ...emptyRun, status: runTest(shell, command.words) };
    case "if":
      return runIf(shell, command, streams);
    case "for":
      return runFor(shell, command, streams);
    case "while":
      return runWhile(shell, command, streams);
    case "case":
      return runCase(shell, command, streams);
    case "function":
      shell.functions.set(command.name, command.body);
      return emptyRun;
    case "group":
      return runGroup(shell, command, streams);
    case "arithmetic":
      return { ...emptyRun, status: undefined };
  }
}

function runList(shell: Shell, commands: readonly Command[], streams: Streams): Run {
  let last: Run = emptyRun;
  const output: Text[number][] = [];
  for (const command of commands) {
    last = runCommand(shell, command, streams);
    for (const segment of last.output) output.push(segment);
    if (shell.stopped) break;
  }
  return { ...last, output };
}

function runPipeline(shell: Shell, commands: readonly Command[], streams: Streams): Run {
  let { stdin } = streams;
  let last: Run = emptyRun;
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    last = runCommand(shell, command, { stdin, captured: isLast ? streams.captured : true });
    stdin = last.output;
  }
  return last;
}

function negate(run: Run): Run {
  return { ...run, status: run.status === undefined || run.isAssumed === true ? undefined : !run.status };
}

function runAndOr(shell: Shell, { kind, left, right }: Extract<Command, { kind: "and" | "or" }>, streams: Streams): Run {
  const first = runCommand(shell, left, streams);
  const wanted = kind === "and";
  if (first.status === !wanted) return first;
  if (first.status === wanted) {
    const second = runCommand(shell, right, streams);
    return { ...second, output: [...first.output, ...second.output] };
  }
  const taken = forkShell(shell);
  const second = runCommand(taken, right, streams);
  mergeShells(shell, taken, forkShell(shell));
  return { status: undefined, output: [...first.output, ...(second.output.length > 0 ? unknownText("…") : [])] };
}

function runTest(shell: Shell, words: readonly (Word | string)[]): boolean | undefined {
  const read = words.map((word) => {
    if (typeof word === "string") return { operator: word, text: [] };
    const text = expandText(shell, word);
    const [only] = word.parts;
    const bare = word.parts.length === 1 && only?.kind === "text" && !only.quoted ? only.text : "";
    if (testOperators.has(bare) || /^-[a-zA-Z]$/.test(bare)) return { operator: bare, text };
    const pattern = expandPattern(shell, word.parts);
    return pattern === undefined ? { text } : { text: textOfPattern(word, text), pattern };
  });
  return evaluateTest(shell, read);
}

/** On the right of `==`, a star is a pattern and no file. */
function textOfPattern(word: Word, text: Text): Text {
  const isPlain = word.parts.every((part) => part.kind === "text");
  return isPlain ? text.map((segment) => ({ ...segment, known: true })) : text;
}

/** The status of a condition. A command that this reader does not know may fail. */
function conditionOf(shell: Shell, condition: Command): boolean | undefined {
  const run = runCommand(shell, condition, { stdin: undefined, captured: true });
  return run.isAssumed === true ? undefined : run.status;
}

function runIf(shell: Shell, { branches, otherwise }: Extract<Command, { kind: "if" }>, streams: Streams): Run {
  const [branch, ...others] = branches;
  if (branch === undefined) return otherwise === undefined ? emptyRun : runCommand(shell, otherwise, streams);
  const rest: Command = { kind: "if", branches: others, ...(otherwise === undefined ? {} : { otherwise }) };
  const status = conditionOf(shell, branch.condition);
  if (status !== undefined) return status ? runCommand(shell, branch.body, streams) : runIf(shell, rest, streams);
  return runEither(
    shell,
    (fork) => runCommand(fork, branch.body, streams),
    (fork) => runIf(fork, rest, streams),
  );
}

/** Runs two branches of which one would run. */
function runEither(shell: Shell, one: (fork: Shell) => Run, other: (fork: Shell) => Run): Run {
  const left = forkShell(shell);
  const right = forkShell(shell);
  const first = one(left);
  const second = other(right);
  mergeShells(shell, left, right);
  const isSame = knownValue(first.output) !== undefined && knownValue(first.output) === knownValue(second.output);
  const isEmpty = first.output.length === 0 && second.output.length === 0;
  return { status: undefined, isAssumed: true, output: isSame || isEmpty ? first.output : unknownText("if …") };
}

function runFor(shell: Shell, { name, words, body }: Extract<Command, { kind: "for" }>, streams: Streams): Run {
  const items = name === "" ? [unknownText("(( … ))")] : expandWords(shell, words);
  return runEach(shell, items.slice(0, 500), streams, body, (item) => {
    if (name !== "") shell.variables.set(name, { items: [item], isArray: false, exported: false });
  });
}

function runEach(shell: Shell, items: readonly Text[], streams: Streams, body: Command, prepare: (item: Text) => void): Run {
  const output: Text[number][] = [];
  for (const item of items) {
    prepare(item);
    for (const segment of runCommand(shell, body, streams).output) output.push(segment);
    if (shell.stopped) break;
  }
  return { ...emptyRun, output };
}

/** `while read`: once a line. Any other loop runs once, and what it changes is unknown. */
function runWhile(shell: Shell, { condition, body, redirects }: Extract<Command, { kind: "while" }>, streams: Streams): Run {
  const input = inputOf(shell, redirects, streams.stdin);
  const [read] = condition.kind === "list" ? condition.commands : [condition];
  const words = read?.kind === "simple" ? expandWords(shell, read.words) : [];
  if (knownValue(words[0] ?? []) === "read" && input !== undefined && knownValue(input) !== undefined) {
    const lines = splitText(input, /\n/).filter((line, index, all) => line.length > 0 || index < all.length - 1);
    return runEach(shell, lines.slice(0, 500), streams, body, (line) => readLine(shell, words.slice(1), line));
  }
  if (conditionOf(shell, condition) === false) return emptyRun;
  if (knownValue(words[0] ?? []) === "read") readLine(shell, words.slice(1), unknownText("read"));
  return runEither(
    shell,
    (fork) => runCommand(fork, body, streams),
    () => emptyRun,
  );
}

function inputOf(shell: Shell, redirects: readonly Redirect[], stdin: Text | undefined): Text | undefined {
  const redirect = redirects.findLast(({ operator }) => operator.startsWith("<"));
  if (redirect === undefined) return stdin;
  const text = expandText(shell, redirect.target);
  return redirect.operator === "<" ? fileOf(shell, text) : text;
}

function runCase(shell: Shell, { word, arms }: Extract<Command, { kind: "case" }>, streams: Streams): Run {
  const value = knownValue(expandText(shell, word));
  for (const [index, { patterns, body }] of arms.entries()) {
    const globs = patterns.map(({ parts }) => expandPattern(shell, parts));
    if (value === undefined || globs.includes(undefined)) {
      const rest: Command = { kind: "case", word, arms: arms.slice(index + 1) };
      return runEither(
        shell,
        (fork) => runCommand(fork, body, streams),
        (fork) => runCase(fork, rest, streams),
      );
    }
    if (globs.some((glob) => globPattern(glob ?? "")?.test(value) === true)) return runCommand(shell, body, streams);
  }
  return emptyRun;
}

function runGroup(shell: Shell, { subshell, body, redirects }: Extract<Command, { kind: "group" }>, streams: Streams): Run {
  const inner = subshell ? forkShell(shell) : shell;
  const isWritten = redirects.some(({ operator }) => operator.startsWith(">"));
  const stdin = inputOf(shell, redirects, streams.stdin);
  const run = runCommand(inner, body, { stdin, captured: isWritten || streams.captured });
  if (subshell) shell.files = inner.files;
  return { ...run, output: writeOutput(shell, redirects, run.output) };
}

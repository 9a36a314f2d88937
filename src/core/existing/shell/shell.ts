import type { BakeQuestion } from "../bake-question.ts";
import type { Occasion, Recipe } from "../model.ts";
import type { Sample } from "../sample.ts";
import type { Command } from "./syntax.ts";
import { knownValue, shownText, type Text, unknownText } from "./text.ts";

/** What a script may read. */
export interface ScriptContext {
  /** Variables of the step. A text with an expression left, `${{ … }}`, is unknown. */
  env: Readonly<Record<string, string>>;
  /** The text of a file, by its path from the repository's root. */
  textOf(path: string): string | undefined;
  /** The working directory, from the repository's root; `.` for the root. */
  folder: string;
  sample: Sample;
  occasion: Occasion;
}

/** A name of an image with its registry, and a tag. */
export interface ImageReference {
  repository: string;
  /** Empty for a digest that only a run has. */
  tag: string;
}

export interface ScriptBuild {
  recipe: Recipe;
  tags: ImageReference[];
  pushes: boolean;
  line: number;
}

export interface ScriptBake extends BakeQuestion {
  pushes: boolean;
  line: number;
}

export interface ScriptLogin {
  registry: string;
  username: string;
  password: string;
  line: number;
}

/** A text that comes from a file, with the variable or the output that has it. */
export interface ScriptValue {
  name: string;
  file: string;
  match?: string;
  text: string;
  line: number;
}

/** What no step can carry over, with the reason as a clause. */
export interface ScriptFault {
  line: number;
  text: string;
  why: string;
}

/** What a script does with images. Lines are from 0. */
export interface Findings {
  builds: ScriptBuild[];
  /** Another name of an image: `docker tag`, or a copy between registries. */
  tags: { from: ImageReference; to: ImageReference; line: number }[];
  /** The tag `*` stands for all tags that earlier steps gave (`--all-tags`). */
  pushes: (ImageReference & { line: number })[];
  bake: ScriptBake[];
  logins: ScriptLogin[];
  values: ScriptValue[];
  notUnderstood: ScriptFault[];
}

/** A variable: one text, or those of an array. */
export interface Variable {
  items: readonly Text[];
  isArray: boolean;
  exported: boolean;
}

/** What a script wrote into a file: the last piece, behind those before it. */
export interface WrittenText {
  before?: WrittenText;
  text: Text;
}

/** The whole text of a file that a script wrote. */
export function writtenText(written: WrittenText | undefined): Text {
  const pieces: Text[] = [];
  for (let at = written; at !== undefined; at = at.before) pieces.push(at.text);
  return pieces.reverse().flat();
}

/** A shell during a run. Branches whose condition is unknown run in forks of it. */
export interface Shell {
  readonly context: ScriptContext;
  variables: Map<string, Variable>;
  functions: Map<string, Command>;
  /** Files that the script writes, by path from the root; its outputs and variables for later steps, too. */
  files: Map<string, WrittenText>;
  /** Arguments of the function or the script that runs. */
  positional: readonly Text[] | undefined;
  /** From the repository's root; undefined if it is unknown. */
  folder: string | undefined;
  /** For `cd -`. */
  previousFolder: string | undefined;
  stopped: boolean;
  /** Line of the command that runs; that of the outermost script. */
  line: number;
  /** Set while a script runs that the outermost one calls. */
  isLineFixed: boolean;
  /** How deep calls of functions, scripts and substitutions are. */
  depth: number;
  readonly findings: Findings;
  /** Commands that may still run, in all forks. */
  readonly budget: { left: number };
  /** Runs commands for their output. */
  substitute(shell: Shell, body: Command): Text;
}

/** A copy that changes alone. Findings are common. */
export function forkShell(shell: Shell): Shell {
  return {
    ...shell,
    variables: new Map(shell.variables),
    functions: new Map(shell.functions),
    files: new Map(shell.files),
  };
}

/** What holds after one of two branches ran, and nothing says which: what differs is unknown. */
export function mergeShells(shell: Shell, one: Shell, other: Shell): void {
  const branches = [one, other].filter(({ stopped }) => !stopped);
  const [left = one, right = left] = branches;
  const names = new Set([...left.variables.keys(), ...right.variables.keys()]);
  for (const name of names) {
    const merged = mergeVariables(name, left.variables.get(name), right.variables.get(name));
    if (merged !== undefined) shell.variables.set(name, merged);
  }
  for (const path of new Set([...left.files.keys(), ...right.files.keys()])) {
    shell.files.set(path, mergeFiles(left.files.get(path), right.files.get(path)));
  }
  shell.functions = left.functions;
  shell.folder = left.folder === right.folder ? left.folder : undefined;
  shell.stopped = branches.length === 0;
}

function mergeVariables(name: string, left: Variable | undefined, right: Variable | undefined): Variable | undefined {
  if (left === right) return left;
  const exported = (left ?? right)?.exported ?? false;
  const same = left !== undefined && right !== undefined && keyOf(left.items) === keyOf(right.items);
  return same ? left : { items: [unknownText(`$${name}`)], isArray: false, exported };
}

function keyOf(items: readonly Text[]): string {
  return JSON.stringify(items.map((text) => knownValue(text) ?? { unknown: shownText(text) }));
}

/** A file of lines `name=value`: lines that only one branch writes have an unknown value. */
function mergeFiles(one: WrittenText | undefined, other: WrittenText | undefined): WrittenText {
  if (one === other && one !== undefined) return one;
  return { text: mergeTexts(writtenText(one), writtenText(other)) };
}

function mergeTexts(left: Text, right: Text): Text {
  let common = 0;
  while (common < left.length && left[common] === right[common]) common += 1;
  if (keyOf([left]) === keyOf([right])) return left;
  const rest = [...left.slice(common), ...right.slice(common)];
  return [...left.slice(0, common), ...rest.flatMap(unknownLines)];
}

function unknownLines(segment: Text[number]): Text {
  if (!segment.known) return [segment];
  return segment.text.split(/(?<=\n)/).flatMap((line): Text => {
    const name = /^[\w-]+=/.exec(line)?.[0];
    const end = line.endsWith("\n") ? [{ text: "\n", known: true }] : [];
    if (name === undefined) return [{ text: line.trimEnd(), known: false }, ...end];
    return [{ text: name, known: true }, { text: line.slice(name.length).trimEnd(), known: false }, ...end];
  });
}

/** A part of a word, before the shell expands it. */
export type Part =
  | { kind: "text"; text: string; quoted: boolean }
  | { kind: "parameter"; parameter: Parameter; quoted: boolean; source: string }
  | { kind: "command"; body: Command; quoted: boolean; source: string }
  /** What has no value here: arithmetic, process substitution, an expression of GitHub. */
  | { kind: "unknown"; quoted: boolean; source: string };

/** A use of a variable: `${NAME[index]operator…}`. */
export interface Parameter {
  name: string;
  /** `@`, `*` or a number. */
  index?: string;
  /** `#` for `${#NAME}`, `!` for `${!NAME}`. */
  prefix?: "#" | "!";
  /** `:-`, `#`, `//` and so on. */
  operator?: string;
  operands: readonly (readonly Part[])[];
}

export interface Word {
  parts: readonly Part[];
}

export interface Assignment {
  name: string;
  append: boolean;
  value: Word | readonly Word[];
}

export interface Redirect {
  operator: "<" | ">" | ">>" | "<<" | "<<<";
  /** The file, the text of a here-string, or that of a here-document. */
  target: Word;
}

/** A command with its words. */
export interface SimpleCommand {
  kind: "simple";
  /** From 0. */
  line: number;
  assignments: readonly Assignment[];
  words: readonly Word[];
  redirects: readonly Redirect[];
}

export interface IfBranch {
  condition: Command;
  body: Command;
}

export interface CaseArm {
  patterns: readonly Word[];
  body: Command;
}

export type Command =
  | SimpleCommand
  | { kind: "list"; commands: readonly Command[] }
  | { kind: "pipeline"; commands: readonly Command[] }
  | { kind: "not"; command: Command }
  | { kind: "and" | "or"; left: Command; right: Command }
  /** `[[ … ]]`: operators are words, too. */
  | { kind: "test"; words: readonly (Word | string)[] }
  | { kind: "if"; branches: readonly IfBranch[]; otherwise?: Command }
  | { kind: "for"; name: string; words: readonly Word[]; body: Command }
  | { kind: "while"; condition: Command; body: Command; redirects: readonly Redirect[] }
  | { kind: "case"; word: Word; arms: readonly CaseArm[] }
  | { kind: "function"; name: string; body: Command }
  | { kind: "group"; subshell: boolean; body: Command; redirects: readonly Redirect[] }
  | { kind: "arithmetic" };

import { parseScript } from "../../../../src/core/existing/shell/parser.ts";
import type { Assignment, Command, Part, Redirect, SimpleCommand, Word } from "../../../../src/core/existing/shell/syntax.ts";

/** One call of a program: its words, the program first. What only a run knows stands as it is written: `$PWD`. */
export interface Call {
  words: readonly string[];
  /** From 0. */
  line: number;
}

/**
 * Every call in a script, those in `$(…)` and `<(…)`, too.
 * @throws TypeError for what the reader of scripts cannot read
 */
export function callsIn(script: string): Call[] {
  const { commands, faultLine } = parseScript(script);
  if (faultLine !== undefined) throw new TypeError(`no shell can read its line ${faultLine + 1}`);
  return commands.flatMap(callsOf);
}

function callsOf(command: Command): Call[] {
  switch (command.kind) {
    case "simple":
      return ofSimple(command);
    case "list":
    case "pipeline":
      return command.commands.flatMap(callsOf);
    case "not":
      return callsOf(command.command);
    case "and":
    case "or":
      return [command.left, command.right].flatMap(callsOf);
    case "for":
      return [...command.words.flatMap(ofWord), ...callsOf(command.body)];
    case "while":
      return [...callsOf(command.condition), ...callsOf(command.body), ...command.redirects.flatMap(ofRedirect)];
    case "group":
      return [...callsOf(command.body), ...command.redirects.flatMap(ofRedirect)];
    default:
      return ofOther(command);
  }
}

function ofOther(command: Command): Call[] {
  switch (command.kind) {
    case "if":
      return [
        ...command.branches.flatMap(({ condition, body }) => [condition, body]),
        ...(command.otherwise ? [command.otherwise] : []),
      ].flatMap(callsOf);
    case "case":
      return [...ofWord(command.word), ...command.arms.flatMap(({ body }) => callsOf(body))];
    case "function":
      return callsOf(command.body);
    default:
      return [];
  }
}

function ofSimple({ words, line, assignments, redirects }: SimpleCommand): Call[] {
  return [
    ...(words.length === 0 ? [] : [{ words: words.map(textOf), line }]),
    ...words.flatMap(ofWord),
    ...assignments.flatMap(ofAssignment),
    ...redirects.flatMap(ofRedirect),
  ];
}

const ofRedirect = ({ target }: Redirect): Call[] => ofWord(target);
const ofAssignment = ({ value }: Assignment): Call[] => ("parts" in value ? ofWord(value) : value.flatMap(ofWord));
const ofWord = ({ parts }: Word): Call[] => parts.flatMap(ofPart);

function ofPart(part: Part): Call[] {
  if (part.kind === "command") return callsOf(part.body);
  const [, inside] = (part.kind === "unknown" && /^[<>]\((.*)\)$/s.exec(part.source)) || [];
  return inside === undefined ? [] : callsIn(inside);
}

function textOf({ parts }: Word): string {
  return parts.map((part) => (part.kind === "text" ? part.text : part.source)).join("");
}

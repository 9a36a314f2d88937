import { data, Lexer, Parser } from "@actions/expressions";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { TrackingEvaluator } from "./evaluator.ts";
import { isUnknown, type Unknowns } from "./unknowns.ts";

/** What an expression can name. */
export interface Scope {
  unknowns: Unknowns;
  contexts: ReadonlyMap<string, data.Dictionary>;
  /** Whether all jobs and steps before this one succeeded. */
  succeeds: boolean;
}

const contextNames = [
  "github",
  "env",
  "vars",
  "secrets",
  "inputs",
  "matrix",
  "strategy",
  "needs",
  "jobs",
  "job",
  "steps",
  "runner",
];

/** The value of an expression, without its `${{ }}`. It is unknown if GitHub could not evaluate it either. */
export function evaluate(expression: string, scope: Scope): data.ExpressionData {
  const functions = ownFunctions(scope);
  try {
    const { tokens } = new Lexer(expression).lex();
    const tree = new Parser(tokens, contextNames, [...functions.values()]).parse();
    const contexts = new data.Dictionary();
    for (const name of contextNames) contexts.add(name, scope.contexts.get(name) ?? new data.Dictionary());
    return new TrackingEvaluator(tree, contexts, functions, scope.unknowns).evaluate();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const why = `the expression cannot be evaluated: ${reason}`;
    return new data.StringData(scope.unknowns.mark({ source: expression.trim(), why }));
  }
}

function ownFunctions({ unknowns, succeeds }: Scope): Map<string, FunctionDefinition> {
  const fixed = (name: string, value: boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 255,
    call: () => new data.BooleanData(value),
  });
  const hashFiles: FunctionDefinition = {
    name: "hashFiles",
    minArgs: 1,
    maxArgs: 255,
    call: () =>
      new data.StringData(unknowns.mark({ source: "hashFiles()", why: "only a run knows the hash of files", truth: true })),
  };
  const list = [fixed("always", true), fixed("success", succeeds), fixed("failure", false), fixed("cancelled", false), hashFiles];
  return new Map(list.map((definition) => [definition.name.toLowerCase(), definition]));
}

/** A part of a text: what stands there, or an expression; with the line of its beginning, from 0. */
export interface TextPart {
  text: string;
  isExpression: boolean;
  line: number;
}

/** The parts of a text with `${{ }}`. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  let line = 0;
  const add = (piece: string, isExpression: boolean): void => {
    if (piece !== "") parts.push({ text: piece, isExpression, line });
  };
  while (at < text.length) {
    const start = text.indexOf("${{", at);
    const end = start < 0 ? -1 : endOfExpression(text, start + 3);
    if (end < 0) break;
    add(text.slice(at, start), false);
    line += linesIn(text.slice(at, start));
    add(text.slice(start + 3, end), true);
    line += linesIn(text.slice(start, end));
    at = end + 2;
  }
  add(text.slice(at), false);
  return parts;
}

/** Where `}}` ends an expression: not in a text of it. */
function endOfExpression(text: string, from: number): number {
  let isText = false;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "'") isText = !isText;
    else if (!isText && text.startsWith("}}", index)) return index;
  }
  return -1;
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}

/** A text with its expressions evaluated. */
export function interpolate(text: string, scope: Scope): string {
  return partsOf(text)
    .map(({ text, isExpression }) => (isExpression ? evaluate(text, scope).coerceString() : text))
    .join("");
}

/** The value of a text: that of its expression if it is nothing else. */
export function evaluateText(text: string, scope: Scope): data.ExpressionData {
  const [part, ...others] = partsOf(text.trim());
  if (part?.isExpression === true && others.length === 0) return evaluate(part.text, scope);
  return new data.StringData(interpolate(text, scope));
}

/** A line of an evaluated text, and the line of the text that it comes from, from 0. */
export interface EvaluatedLine {
  text: string;
  line: number;
  /** Whether an expression gives all of it. */
  isComputed: boolean;
}

/** The lines of a text with its expressions evaluated. */
export function evaluatedLines(text: string, scope: Scope): EvaluatedLine[] {
  const lines: EvaluatedLine[] = [{ text: "", line: 0, isComputed: false }];
  for (const part of partsOf(text)) {
    const value = part.isExpression ? evaluate(part.text, scope).coerceString() : part.text;
    for (const [index, piece] of value.split("\n").entries()) {
      const line = part.line + (part.isExpression ? 0 : index);
      if (index > 0) lines.push({ text: "", line, isComputed: false });
      const current = lines.at(-1);
      if (current === undefined) continue;
      current.isComputed ||= part.isExpression && current.text.trim() === "";
      current.text += piece;
    }
  }
  return lines;
}

/** What a condition gives: with `assumed`, it depends on what is not known, and counts as true. */
export interface Decision {
  holds: boolean;
  /** Why it is not known, as a clause. */
  assumed?: string;
}

/** Whether the `if` of a job or step holds. Without a function of the state, all before it must succeed. */
export function decide(condition: string | undefined, scope: Scope): Decision {
  const text = condition?.trim() ?? "";
  const asksForState = /\b(?:always|success|failure|cancelled)\s*\(/i.test(text);
  if (!asksForState && !scope.succeeds) return { holds: false };
  if (text === "") return { holds: true };
  const value = text.includes("${{") ? evaluateText(text, scope) : evaluate(text, scope);
  const shown = value instanceof data.StringData ? value.value : "";
  if (isUnknown(shown)) {
    const [first] = scope.unknowns.in(shown);
    if (first?.truth !== undefined) return { holds: first.truth };
    return first?.guess === false ? { holds: false } : { holds: true, assumed: scope.unknowns.why(shown) };
  }
  return { holds: isTrue(value) };
}

function isTrue(value: data.ExpressionData): boolean {
  if (value instanceof data.StringData) return value.value !== "";
  if (value instanceof data.NumberData) return value.value !== 0 && !Number.isNaN(value.value);
  if (value instanceof data.BooleanData) return value.value;
  return !(value instanceof data.Null);
}

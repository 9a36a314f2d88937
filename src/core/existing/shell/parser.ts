import { readCase, readFor, readGroup, readIf, readTest, readWhile } from "./blocks.ts";
import { accept, type Cursor, deeper, lineIndex, ShellSyntaxFault, skipTo } from "./cursor.ts";
import { skipBlanks, skipSeparators } from "./separators.ts";
import { readSimple } from "./simple-reader.ts";
import type { Command } from "./syntax.ts";

/** A script's commands up to the first that has no reading, whose line is `faultLine`. */
export interface ParsedScript {
  commands: Command[];
  faultLine?: number;
}

/**
 * Reads a script of bash or a POSIX shell. An own reader, because the parsers on npm are either large
 * (mvdan-sh and sh-syntax carry megabytes) or unmaintained and without bash's forms (bash-parser).
 */
export function parseScript(text: string): ParsedScript {
  const lineOf = lineIndex(text);
  const cursor: Cursor = { text, at: 0, depth: 0, pending: [], readBody: readList, lineOf };
  const commands: Command[] = [];
  try {
    readInto(cursor, commands);
    if (cursor.at < text.length) throw new ShellSyntaxFault(cursor.at);
    return { commands };
  } catch (fault) {
    if (!(fault instanceof ShellSyntaxFault)) throw fault;
    return { commands, faultLine: lineOf(Math.min(fault.at, text.length - 1)) };
  }
}

const closing = /(?:then|elif|else|fi|do|done|esac|\})(?![^\s;&|()<>])|\)|;;/y;

function readList(cursor: Cursor): Command {
  const commands: Command[] = [];
  readInto(cursor, commands);
  return { kind: "list", commands };
}

function readInto(cursor: Cursor, commands: Command[]): void {
  for (;;) {
    skipSeparators(cursor);
    closing.lastIndex = cursor.at;
    if (cursor.at >= cursor.text.length || closing.test(cursor.text)) return;
    const before = cursor.at;
    commands.push(readAndOr(cursor));
    if (cursor.at === before) throw new ShellSyntaxFault(before);
  }
}

function readAndOr(cursor: Cursor): Command {
  let left = readPipeline(cursor);
  for (;;) {
    skipBlanks(cursor);
    const operator = accept(cursor, /&&|\|\|/y)?.[0];
    if (operator === undefined) return left;
    skipSeparators(cursor);
    left = { kind: operator === "&&" ? "and" : "or", left, right: readPipeline(cursor) };
  }
}

function readPipeline(cursor: Cursor): Command {
  skipBlanks(cursor);
  const isNegated = accept(cursor, /!(?=\s)/y) !== undefined;
  const commands = [readCommand(cursor)];
  for (;;) {
    skipBlanks(cursor);
    if (accept(cursor, /\|&?(?!\|)/y) === undefined) break;
    skipSeparators(cursor);
    commands.push(readCommand(cursor));
  }
  const [first] = commands;
  const pipeline: Command = commands.length === 1 && first !== undefined ? first : { kind: "pipeline", commands };
  return isNegated ? { kind: "not", command: pipeline } : pipeline;
}

function readCommand(cursor: Cursor): Command {
  return deeper(cursor, () => {
    skipBlanks(cursor);
    const keyword = accept(cursor, /(?:\[\[|if|for|while|until|case|function|\{)(?=\s)|\(\(?/y)?.[0];
    switch (keyword) {
      case "[[":
        return readTest(cursor);
      case "if":
        return readIf(cursor);
      case "for":
        return readFor(cursor);
      case "while":
      case "until":
        return readWhile(cursor, keyword === "until");
      case "case":
        return readCase(cursor);
      case "function":
        return readFunction(cursor, /\s*([\w.:-]+)\s*(?:\(\s*\))?/y);
      case "{":
      case "(":
        return readGroup(cursor, keyword);
      case "((":
        skipTo(cursor, "))");
        return { kind: "arithmetic" };
      default:
        return isFunction(cursor) ? readFunction(cursor, /([\w.:-]+)\s*\(\s*\)/y) : readSimple(cursor);
    }
  });
}

function isFunction(cursor: Cursor): boolean {
  const pattern = /[\w.:-]+[ \t]*\([ \t]*\)/y;
  pattern.lastIndex = cursor.at;
  return pattern.test(cursor.text);
}

function readFunction(cursor: Cursor, head: RegExp): Command {
  const name = accept(cursor, head)?.[1] ?? "";
  skipSeparators(cursor);
  return { kind: "function", name, body: readCommand(cursor) };
}

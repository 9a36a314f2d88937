import { fileOf } from "../files.ts";
import { knownText, knownValue, type Segment, type Text, unknownText } from "../text.ts";
import type { OutputCommand } from "./command.ts";

/** `echo` with its options; escapes only with `-e`. */
export const echo: OutputCommand = ({ args }) => {
  const words = [...args];
  let escapes = false;
  let newline = true;
  for (let option = knownValue(words[0] ?? []); /^-[neE]+$/.test(option ?? ""); option = knownValue(words[0] ?? [])) {
    if (option?.includes("e") === true) escapes = true;
    if (option?.includes("n") === true) newline = false;
    words.shift();
  }
  const joined = words.flatMap((word, index) => (index === 0 ? word : [...knownText(" "), ...word]));
  const text = escapes
    ? joined.map((segment) => (segment.known ? { ...segment, text: replaceEscapes(segment.text) } : segment))
    : joined;
  return newline ? [...text, ...knownText("\n")] : text;
};

function replaceEscapes(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };
  return text.replaceAll(/\\(.)/gsu, (whole, character: string) => escapes[character] ?? whole);
}

/** `printf`: the format is used again while arguments are left. */
export const printf: OutputCommand = ({ args }) => {
  const [first = [], ...rest] = args;
  const format = knownValue(first);
  if (format === undefined) return undefined;
  const pieces = replaceEscapes(format).split(/(%[-0-9.]*[sdq%])/);
  const text: Segment[] = [];
  do {
    for (const piece of pieces) text.push(...printPiece(piece, rest));
  } while (rest.length > 0 && pieces.length > 1);
  return text;
};

function printPiece(piece: string, rest: Text[]): Text {
  if (piece === "%%") return knownText("%");
  if (!/^%.*[sdq]$/.test(piece)) return knownText(piece);
  const value = rest.shift() ?? [];
  return piece.length === 2 ? value : unknownText(piece);
}

/** `cat` of files, or of its input. */
export const cat: OutputCommand = ({ shell, args, stdin }) => {
  const files = args.filter((arg) => !/^-./.test(knownValue(arg) ?? ""));
  if (files.length === 0) return stdin;
  const texts = files.map((file) => (knownValue(file) === "-" ? stdin : fileOf(shell, file)));
  return texts.some((text) => text === undefined) ? undefined : texts.flatMap((text) => text ?? []);
};

import { knownValue, type Text, unknownText } from "../text.ts";

/** Arguments of a container tool. */
export interface Arguments {
  /** Values by long name, in order. */
  values: ReadonlyMap<string, readonly Text[]>;
  flags: ReadonlySet<string>;
  operands: readonly Text[];
}

/** Options that take a value, by long name, with their letter. */
export type OptionTable = Readonly<Record<string, string>>;

interface Reading {
  table: OptionTable;
  letters: ReadonlyMap<string, string>;
  rest: Text[];
  values: Map<string, Text[]>;
  flags: Set<string>;
}

/** Reads `--name value`, `--name=value`, `-n value` and `-nvalue`. A name that the table lacks is a flag. */
export function readArguments(args: readonly Text[], table: OptionTable): Arguments {
  const letters = new Map(Object.entries(table).map(([name, letter]) => [letter, name]));
  const reading: Reading = { table, letters, rest: [...args], values: new Map(), flags: new Set() };
  const operands: Text[] = [];
  for (let arg = reading.rest.shift(); arg !== undefined; arg = reading.rest.shift()) {
    const [, dashes, name = ""] = /^(--?)([A-Za-z][\w-]*)/.exec(arg[0]?.known === true ? arg[0].text : "") ?? [];
    if (dashes === undefined) operands.push(arg);
    else if (dashes === "-") readLetters(reading, cutStart(arg, 1));
    else readLong(reading, name, cutStart(arg, name.length + 2));
  }
  return { values: reading.values, flags: reading.flags, operands };
}

function add({ values }: Reading, name: string, value: Text | undefined): void {
  values.set(name, [...(values.get(name) ?? []), value ?? unknownText(`--${name}`)]);
}

function readLong(reading: Reading, name: string, after: Text): void {
  const takesValue = Object.hasOwn(reading.table, name);
  if (!isEquals(after)) {
    if (takesValue) add(reading, name, reading.rest.shift());
    else reading.flags.add(name);
    return;
  }
  const value = cutStart(after, 1);
  const text = knownValue(value);
  if (takesValue || (text !== "true" && text !== "false")) add(reading, name, value);
  else if (text === "true") reading.flags.add(name);
}

function readLetters(reading: Reading, text: Text): void {
  let letters = text;
  while (letters.length > 0) {
    const letter = letters[0]?.text[0] ?? "";
    const name = reading.letters.get(letter);
    letters = cutStart(letters, 1);
    if (name !== undefined) {
      const after = isEquals(letters) ? cutStart(letters, 1) : letters;
      add(reading, name, letters.length === 0 ? reading.rest.shift() : after);
      return;
    }
    reading.flags.add(letter);
  }
}

function isEquals(text: Text): boolean {
  return text[0]?.known === true && text[0].text.startsWith("=");
}

/** A text without its first characters, which are known. */
export function cutStart(text: Text, length: number): Text {
  const [first, ...rest] = text;
  if (first === undefined) return [];
  const cut = first.text.slice(length);
  return cut === "" ? rest : [{ ...first, text: cut }, ...rest];
}

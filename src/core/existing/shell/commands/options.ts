import { knownValue, type Text } from "../text.ts";
import type { ShortOptions } from "./command.ts";

interface Reading {
  rest: Text[];
  withValue: readonly string[];
  flags: Set<string>;
  values: Record<string, string>;
}

/**
 * Options as POSIX has them: `-d. -f1`, `-rn`, `--short=7`; undefined if a value is missing or unknown.
 * @param withValue letters and long names that take a value
 */
export function readOptions(args: readonly Text[], withValue: readonly string[] = []): ShortOptions | undefined {
  const reading: Reading = { rest: [...args], withValue, flags: new Set(), values: {} };
  const operands: Text[] = [];
  for (let arg = reading.rest.shift(); arg !== undefined; arg = reading.rest.shift()) {
    const text = knownValue(arg) ?? "";
    if (text === "--") operands.push(...reading.rest.splice(0));
    else if (!/^-[^\s]/.test(text)) operands.push(arg);
    else if (!(text.startsWith("--") ? readLong(reading, text.slice(2)) : readLetters(reading, text.slice(1)))) return undefined;
  }
  return { flags: reading.flags, values: reading.values, operands };
}

function readLong(reading: Reading, text: string): boolean {
  const [name = "", value] = text.split(/=(.*)/s);
  if (value !== undefined) addValue(reading, name, value);
  else if (reading.withValue.includes(name)) return takeValue(reading, name);
  else reading.flags.add(name);
  return true;
}

function readLetters(reading: Reading, letters: string): boolean {
  for (const [index, letter] of [...letters].entries()) {
    if (reading.withValue.includes(letter)) {
      const value = letters.slice(index + 1);
      if (value === "") return takeValue(reading, letter);
      addValue(reading, letter, value);
      return true;
    }
    reading.flags.add(letter);
  }
  return true;
}

function takeValue(reading: Reading, name: string): boolean {
  const value = knownValue(reading.rest.shift() ?? [{ text: "", known: false }]);
  if (value === undefined) return false;
  addValue(reading, name, value);
  return true;
}

/** Several values of one option are lines. */
function addValue({ values }: Reading, name: string, value: string): void {
  values[name] = values[name] === undefined ? value : `${values[name]}\n${value}`;
}

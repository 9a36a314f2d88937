import { expandBraces } from "./braces.ts";
import { applyOperator } from "./parameters.ts";
import type { Shell } from "./shell.ts";
import type { Parameter, Part, Word } from "./syntax.ts";
import { changeText, isKnown, joinPieces, knownText, knownValue, shownText, splitText, type Text, unknownText } from "./text.ts";

/** The fields of words: what a command gets as its arguments. */
export function expandWords(shell: Shell, words: readonly Word[]): Text[] {
  return words.flatMap(expandBraces).flatMap((word) => expandWord(shell, word));
}

/** The fields of one word. Unquoted values are cut at spaces. */
function expandWord(shell: Shell, { parts }: Word): Text[] {
  const fields: (Text | undefined)[] = [undefined];
  const append = (piece: Text) => {
    fields.push([...(fields.pop() ?? []), ...piece]);
  };
  for (const part of parts) {
    const isWhole = part.quoted || part.kind === "text";
    const values = partValues(shell, part);
    const pieces = isWhole ? values : values.flatMap((value) => splitText(value, /\s+/));
    pieces.forEach((piece, index) => {
      if (index > 0 && fields.at(-1) !== undefined) fields.push(undefined);
      if (isWhole || piece.length > 0) append(piece);
    });
  }
  return fields.filter((field) => field !== undefined).map(joinPieces);
}

/** A word as one text, without cutting: a value that is assigned, or a file's name. */
export function expandText(shell: Shell, { parts }: Word): Text {
  return joinPieces(joinParts(shell, parts));
}

/** A word as a pattern, in which quoted text stands for itself; undefined if a part is unknown. */
export function expandPattern(shell: Shell, parts: readonly Part[]): string | undefined {
  const pieces = parts.map((part) => {
    if (part.kind === "text" && !part.quoted) return part.text;
    const value = knownValue(joinParts(shell, [part]));
    return part.quoted ? value?.replaceAll(/[\\*?[\]]/g, "\\$&") : value;
  });
  return pieces.includes(undefined) ? undefined : pieces.join("");
}

function joinParts(shell: Shell, parts: readonly Part[]): Text {
  return parts.flatMap((part) => join(partValues(shell, part)));
}

function join(values: readonly Text[], separator = " "): Text {
  return values.flatMap((value, index) => (index === 0 ? value : [...knownText(separator), ...value]));
}

/** What `"${list[*]}"` has between its texts. */
function separatorOf(shell: Shell): string {
  const text = shell.variables.get("IFS")?.items[0];
  return text === undefined ? " " : (knownValue(text)?.slice(0, 1) ?? " ");
}

/** The texts of a part: several for an array. */
function partValues(shell: Shell, part: Part): readonly Text[] {
  switch (part.kind) {
    case "text":
      // Which files a pattern names is known only in a run.
      return [!part.quoted && /[*?]/.test(part.text) ? globText(part.text) : knownText(part.text)];
    case "unknown":
      return [unknownText(part.source)];
    case "command":
      return [substituted(shell.substitute(shell, part.body), part.source)];
    case "parameter": {
      const values = parameterValues(shell, part.parameter, part.source);
      const isOne = part.quoted && (part.parameter.index ?? part.parameter.name) === "*";
      return isOne ? [join(values, separatorOf(shell))] : values;
    }
  }
}

function substituted(text: Text, source: string): Text {
  return text.some(({ known }) => known) || text.length === 0 ? text : unknownText(source);
}

function globText(text: string): Text {
  return text.split(/([*?])/).flatMap((piece) => (/[*?]/.test(piece) ? unknownText(piece) : knownText(piece)));
}

function parameterValues(shell: Shell, parameter: Parameter, source: string): readonly Text[] {
  const { name, index, prefix, operator } = parameter;
  const items = itemsOf(shell, name, index);
  if (prefix === "#") return [unlessUnknown(items, source, (texts) => countOf(texts, index))];
  if (prefix === "!") return [indirect(shell, items, source)];
  if (operator === undefined) return items ?? [unknownText(source)];
  if (/^:?[-=+?]$/.test(operator)) return conditional(shell, parameter, items, source);
  const operands = parameter.operands.map((operand) => expandPattern(shell, operand));
  if (items === undefined || operands.includes(undefined)) return [unknownText(source)];
  const known = operands.map((operand) => operand ?? "");
  return items.map((item) => changeText(item, (value) => applyOperator(value, operator, known), source));
}

function unlessUnknown(items: readonly Text[] | undefined, source: string, count: (texts: readonly Text[]) => number): Text {
  if (items === undefined || !items.every(isKnown)) return unknownText(source);
  return knownText(String(count(items)));
}

function countOf(items: readonly Text[], index: string | undefined): number {
  return index === undefined ? shownText(items[0] ?? []).length : items.length;
}

function indirect(shell: Shell, items: readonly Text[] | undefined, source: string): Text {
  const name = knownValue(items?.[0] ?? unknownText(source));
  return (name === undefined ? undefined : itemsOf(shell, name, undefined)?.[0]) ?? unknownText(source);
}

/** `${NAME:-default}` and its kin. */
function conditional(shell: Shell, parameter: Parameter, items: readonly Text[] | undefined, source: string): readonly Text[] {
  const sign = parameter.operator?.at(-1) ?? "";
  const orEmpty = parameter.operator?.startsWith(":") === true;
  const isUnset = items === undefined || (orEmpty && items.every((item) => item.length === 0));
  const word = () => joinParts(shell, parameter.operands.flat());
  if (sign === "+") return [isUnset ? [] : word()];
  if (!isUnset) return items;
  if (sign === "?") return [unknownText(source)];
  const value = word();
  if (sign === "=") shell.variables.set(parameter.name, { items: [value], isArray: false, exported: false });
  return [value];
}

/** The texts of a variable; undefined if nothing says what it has. */
function itemsOf(shell: Shell, name: string, index: string | undefined): readonly Text[] | undefined {
  const variable = shell.variables.get(name);
  if (variable === undefined) return specialItems(shell, name);
  if (index === "@" || index === "*") return variable.items;
  const item = variable.items[Number(index ?? 0)];
  if (item === undefined) return variable.isArray ? [[]] : undefined;
  return [item];
}

function specialItems({ positional, folder, ...shell }: Shell, name: string): readonly Text[] | undefined {
  if (name === "@" || name === "*") return positional;
  if (name === "?") return [knownText("0")];
  if (name === "PWD") return folder === undefined ? undefined : [knownText(absolutePath(shell, folder))];
  if (positional === undefined) return undefined;
  if (name === "#") return [knownText(String(positional.length))];
  return /^[1-9]\d*$/.test(name) ? [positional[Number(name) - 1] ?? []] : undefined;
}

/** A folder of the repository as the runner has it. */
export function absolutePath(shell: Pick<Shell, "variables">, folder: string): string {
  const workspace = knownValue(shell.variables.get("GITHUB_WORKSPACE")?.items[0] ?? []) ?? "";
  return folder === "." ? workspace : `${workspace}/${folder}`;
}

import { expandText, expandWords } from "./expansion.ts";
import { resolveOrigins } from "./origins.ts";
import type { Shell, Variable } from "./shell.ts";
import type { Assignment, SimpleCommand } from "./syntax.ts";
import { knownValue, type Text } from "./text.ts";

/** Gives a variable back what it had before one command. */
export function restore(shell: Shell, name: string, variable: Variable | undefined): void {
  if (variable === undefined) shell.variables.delete(name);
  else shell.variables.set(name, variable);
}

/** Sets a variable. An array in parentheses has several texts. */
export function assign(shell: Shell, { name, append, value }: Assignment, exported: boolean): void {
  const before = shell.variables.get(name);
  const isArray = !("parts" in value);
  const items = "parts" in value ? [expandText(shell, value)] : expandWords(shell, value);
  const old = append ? (before?.items ?? []) : [];
  const joined = isArray || old.length === 0 ? [...old, ...items] : [[...(old[0] ?? []), ...(items[0] ?? [])], ...old.slice(1)];
  shell.variables.set(name, {
    items: joined.map((text) => resolveOrigins(shell, text)),
    isArray: isArray || (append && before?.isArray === true),
    exported: exported || before?.exported === true,
  });
}

/** Runs `export NAME=value` and its kin, whose values are not cut at spaces; false for other commands. */
export function runDeclaration(shell: Shell, { words }: SimpleCommand): boolean {
  const [first, ...rest] = words;
  const [name] = first?.parts ?? [];
  if (name?.kind !== "text" || !/^(export|declare|typeset|local|readonly)$/.test(name.text)) return false;
  const texts = rest.map((word) => expandText(shell, word));
  const isExported = name.text === "export" || texts.some((text) => /^-\w*x/.test(knownValue(text) ?? ""));
  for (const text of texts) declare(shell, text, isExported);
  return true;
}

function declare(shell: Shell, text: Text, isExported: boolean): void {
  const [head, ...tail] = text;
  const [, name, equals] = /^([A-Za-z_]\w*)(=?)/.exec(head?.known === true ? head.text : "") ?? [];
  if (head === undefined || name === undefined) return;
  const before = shell.variables.get(name);
  if (equals === "=") {
    const value = [{ ...head, text: head.text.slice(name.length + 1) }, ...tail].filter((segment) => segment.text !== "");
    shell.variables.set(name, { items: [resolveOrigins(shell, value)], isArray: false, exported: isExported });
  } else if (before !== undefined) {
    shell.variables.set(name, { ...before, exported: isExported || before.exported });
  }
}

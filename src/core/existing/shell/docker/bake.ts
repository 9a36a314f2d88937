import { pathOf } from "../files.ts";
import type { Shell } from "../shell.ts";
import { knownValue, type Text } from "../text.ts";
import { type OptionTable, readArguments } from "./arguments.ts";
import { noteFault } from "./findings.ts";

const bakeOptions: OptionTable = {
  allow: "--allow",
  builder: "--builder",
  call: "--call",
  file: "f",
  list: "--list",
  "metadata-file": "--metadata-file",
  progress: "--progress",
  provenance: "--provenance",
  sbom: "--sbom",
  set: "--set",
  var: "--var",
};

/** `docker buildx bake`: a question, because only bake reads its files as it does. */
export function runBake(shell: Shell, words: readonly Text[], args: readonly Text[]): void {
  const { values, flags, operands } = readArguments(args, bakeOptions);
  if (flags.has("print") || flags.has("check") || values.has("list") || values.has("call")) return;
  const files = (values.get("file") ?? []).map((file) => pathOf(shell, file));
  const texts = [...operands, ...(values.get("set") ?? [])].map((text) => knownValue(text));
  if (files.includes(undefined) || texts.includes(undefined) || shell.folder === undefined) {
    noteFault(shell, words, "its files, targets or overrides are known only in a run");
    return;
  }
  shell.findings.bake.push({
    folder: shell.folder,
    files: files.flatMap((path) => (path === undefined ? [] : [{ path }])),
    targets: texts.slice(0, operands.length).filter((text) => text !== undefined),
    set: texts.slice(operands.length).filter((text) => text !== undefined),
    env: exportedVariables(shell),
    pushes: flags.has("push"),
    line: shell.line,
  });
}

/** The variables that a command sees, as far as they are known. */
export function exportedVariables(shell: Shell): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, { items, exported }] of shell.variables) {
    const value = knownValue(items[0] ?? []);
    if (exported && value !== undefined && !/^(GITHUB|RUNNER)_/.test(name)) variables[name] = value;
  }
  return variables;
}

import { type Configuration, type FileText, loadConfiguration } from "../../../src/core/config/index.ts";
import { Failure, type Problem } from "../../../src/core/lib/problems/problem.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";

/** A configuration with everything that is wrong with it: `line:column code message`, in order, and nothing else. */
export type FaultyCase = [name: string, yaml: string, faults: string[]];

/** What is in the repository of these tests: every path that ends in `Dockerfile`, `.sh` or `.txt` is a file, else a folder; nothing begins with `gone`. */
export function kindOf(path: string): "file" | "folder" | undefined {
  if (path === "." || /(^|\/)gone/.test(path)) return undefined; // the root is known to be a folder
  return /(Dockerfile|\.sh|\.txt)$/.test(path) ? "file" : "folder";
}

/** A configuration read in a repository of octo-org. */
export function load(text: string, owner: string | null = "Octo-Org"): Configuration {
  return loadConfiguration({ text, file: "tagstream.yml", kindOf, ...(owner === null ? {} : { owner }) });
}

/** A configuration read in a repository with these files; every other path is as in `kindOf`. */
export function loadWith(
  text: string,
  files: Readonly<Record<string, string | FileText>>,
  folders: readonly string[] = [],
): Configuration {
  return loadConfiguration({
    text,
    file: "tagstream.yml",
    owner: "octo-org",
    kindOf: (path) => {
      if (Object.hasOwn(files, path)) return "file";
      if (folders.includes(path)) return "folder";
      return path.endsWith("VERSION") ? undefined : kindOf(path);
    },
    textOf: (path) => {
      const found = files[path];
      return typeof found === "string" ? { text: found } : found;
    },
  });
}

/** The one unit of a configuration. */
export function only(yaml: string): Unit {
  const [unit, ...others] = load(yaml).units;
  if (!unit || others.length > 0) throw new Error("there is not one unit");
  return unit;
}

/** What is wrong with a configuration: `line:column code message`. */
export function faultsOf(text: string, owner?: string | null): string[] {
  return faultsIn(() => load(text, owner));
}

/** What is wrong with a configuration that is read this way. */
export function faultsIn(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(print);
  }
}

export function print({ line, column, code, message }: Problem): string {
  return `${line}:${column} ${code} ${message}`;
}

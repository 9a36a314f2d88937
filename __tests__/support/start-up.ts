import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";

/** Starts a bundle, and stops it once it is loaded. Returns the paths of the files that Node loaded. */
export function startUpFiles(entry: string): string[] {
  const program = path.resolve(import.meta.dirname, "../../tools/start-up.cjs");
  return JSON.parse(execFileSync(process.execPath, [program, entry], { encoding: "utf8" }));
}

/** Bytes. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

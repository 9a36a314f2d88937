import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Files } from "./git.ts";

/** The files of one of `examples`, as they are. */
export function readExample(name: string): Files {
  const folder = path.resolve(import.meta.dirname, "../../examples", name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file, "utf8")];
    }),
  );
}

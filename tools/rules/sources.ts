import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Source } from "./violation.ts";

/** Reads the files below the places that exist, those that the pattern names, in order. */
export function readSources(root: string, places: readonly string[], pattern: RegExp): Source[] {
  return places
    .flatMap((place) => list(root, place))
    .filter((file) => pattern.test(file) && !file.split("/").includes("node_modules"))
    .sort()
    .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
}

function list(root: string, place: string): string[] {
  const stat = statSync(path.join(root, place), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [place];
  return readdirSync(path.join(root, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

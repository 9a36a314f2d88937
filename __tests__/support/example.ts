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

/** The same for runs on the real engine: without lists of packages, because Docker's generator takes seconds for each. */
export function readExampleToBuild(name: string): Files {
  const file = ".github/tagstream.yml";
  const { [file]: text = "", ...files } = readExample(name);
  const defaults = /^defaults:.*\n/m;
  const key = "packages: false";
  return { ...files, [file]: defaults.test(text) ? text.replace(defaults, `$&  ${key}\n`) : `defaults: { ${key} }\n${text}` };
}

import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { commands } from "../../../src/commands/index.ts";
import { root } from "../workflow-files.ts";
import type { ExampleKind } from "./kind.ts";

/** Images, or steps of a run, with arrows between them. */
export const drawing: ExampleKind = {
  name: "drawing",
  is: ({ language, text }) => language === "text" && /─▶/.test(text),
  faults({ page, text }) {
    const known = knownOn(page);
    const pointedAt = [...text.matchAll(/─▶ (\w+)/g)].map(([, name = ""]) => name);
    return pointedAt.filter((name) => !known.has(name)).map((name) => `an arrow leads to ${name}, which does not exist`);
  },
};

/** In an example its images, elsewhere the commands, and in what a run ends. */
function knownOn(page: string): ReadonlySet<string> {
  if (!page.startsWith("examples/")) return new Set([...commands.map(({ name }) => name), "result"]);
  const file = path.join(root, path.dirname(page), ".github/tagstream.yml");
  const { images } = parse(readFileSync(file, "utf8")) as { images: object };
  return new Set(Object.keys(images));
}

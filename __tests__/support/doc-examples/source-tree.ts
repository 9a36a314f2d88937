import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../workflow-files.ts";
import type { ExampleKind } from "./kind.ts";

/** The folders of `src`, each with a word on it: whatever it names is there, and it leaves out no room. */
export const sourceTree: ExampleKind = {
  name: "tree of sources",
  is: ({ language, text }) => language === "text" && /^src\/\n/.test(text),
  faults({ text }) {
    const { named, mentioned } = namesIn(text);
    const rooms = readdirSync(path.join(root, "src")).map((name) => `src/${name}`);
    return [
      ...named.filter((one) => !existsSync(path.join(root, one))).map((one) => `there is no ${one}`),
      ...mentioned.filter(({ folder, name }) => !isBelow(folder, name)).map(({ folder, name }) => `${folder} has no ${name}`),
      ...rooms.filter((room) => !named.includes(room)).map((room) => `${room} is not in it`),
    ];
  },
};

interface Names {
  /** Paths at the beginning of lines. */
  named: string[];
  /** Names in the words on a folder, of what is somewhere in it. */
  mentioned: { folder: string; name: string }[];
}

const isName = (text: string): boolean => /^[\w-]+(?:\/|\.ts)$/.test(text);

/** Each line is indented below its folder. Three spaces separate names from words, which go on in the next line. */
function namesIn(text: string): Names {
  const parents: string[] = [];
  const found: Names = { named: [], mentioned: [] };
  for (const line of text.split("\n")) {
    const indent = (/^ */.exec(line)?.[0].length ?? 0) / 2;
    const [first = "", ...more] = line.trim().split(/ {3,}/);
    const own = indent > parents.length ? [] : first.split(/ +/).filter(isName);
    const parent = parents.slice(0, indent).join("/");
    if (own.length > 0) parents.splice(indent, parents.length, (own.at(-1) ?? "").replace("/", ""));
    found.named.push(...own.map((name) => path.posix.join(parent, name.replace("/", ""))));
    const words = (own.length > 0 ? more.join(" ") : line).split(/\s+/).map((word) => word.replaceAll(/^\(|[(),;:.]+$/g, ""));
    const folder = parents.join("/");
    if (folder.endsWith(".ts")) continue;
    found.mentioned.push(...words.filter(isName).map((name) => ({ folder, name: name.replace("/", "") })));
  }
  return found;
}

function isBelow(folder: string, name: string): boolean {
  const full = path.join(root, folder);
  return (
    existsSync(full) && readdirSync(full, { recursive: true, encoding: "utf8" }).some((file) => path.basename(file) === name)
  );
}

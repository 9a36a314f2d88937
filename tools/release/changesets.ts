import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A change that the next release will have: a file in `.changeset`. */
export interface Changeset {
  /** Its file's name, without the ending. */
  id: string;
  /** Undefined for one that says "no release needed". */
  bump: "major" | "minor" | "patch" | undefined;
  text: string;
}

interface PreState {
  mode: "pre" | "exit";
  /** The changesets that earlier pre-releases have had. */
  changesets: string[];
}

const folder = ".changeset";

/** Reads one changeset: what changesets writes, and nothing else of YAML. */
export function parseChangeset(id: string, source: string): Changeset {
  const [, matter = "", text = ""] = /^---\n([\s\S]*?)---\n?([\s\S]*)$/.exec(source) ?? [];
  const lines = matter.split("\n").filter((line) => line.trim() !== "");
  const bump = /^["']?tagstream["']?: *["']?(major|minor|patch)["']?$/.exec(lines[0] ?? "")?.[1];
  if (!source.startsWith("---\n") || lines.length > 1 || (lines.length === 1 && bump === undefined)) {
    throw new Error(
      `${folder}/${id}.md: it begins with a line \`"tagstream": major\`, \`minor\` or \`patch\` between two lines \`---\`.`,
    );
  }
  return { id, bump: bump === "major" || bump === "minor" || bump === "patch" ? bump : undefined, text: text.trim() };
}

/** The changesets that no version has had yet, in the order of their names; after `changeset pre exit`, all of the pre-releases. */
export function pendingChangesets(root: string): Changeset[] {
  const pre = preState(root);
  const done = new Set(pre?.mode === "pre" ? pre.changesets : []);
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => file.slice(0, -".md".length))
    .filter((id) => !done.has(id))
    .sort()
    .map((id) => parseChangeset(id, readFileSync(path.join(root, folder, `${id}.md`), "utf8")));
}

/** Whether there is something to release. */
export function isVersionDue(root: string): boolean {
  return preState(root)?.mode === "exit" || pendingChangesets(root).some(({ bump }) => bump !== undefined);
}

function preState(root: string): PreState | undefined {
  const file = path.join(root, folder, "pre.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

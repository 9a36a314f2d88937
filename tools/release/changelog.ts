import type { Changeset } from "./changesets.ts";

/** The sections of Keep a Changelog, in its order. */
const kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"] as const;
type Kind = (typeof kinds)[number];

const byBump: Record<NonNullable<Changeset["bump"]>, Kind> = { major: "Changed", minor: "Added", patch: "Fixed" };

/** Which section a changeset belongs to, and its entry there. `Fixed: …` names the section; otherwise its bump does. */
export function entryOf({ id, bump, text }: Changeset): { kind: Kind; text: string } | undefined {
  if (bump === undefined) return undefined;
  const [, word, rest] = /^([A-Z][a-z]+):\s+([\s\S]+)$/.exec(text) ?? [];
  const kind = kinds.find((one) => one === word);
  const entry = kind !== undefined && rest !== undefined ? rest : text;
  if (entry === "") throw new Error(`.changeset/${id}.md: it has no text. Say what users will notice.`);
  // The changelog is one folder further up.
  return { kind: kind ?? byBump[bump], text: entry.replaceAll("](../", "](") };
}

/** The section of a version, in the form of Keep a Changelog. */
export function sectionOf(version: string, date: string, changesets: readonly Changeset[]): string {
  const entries = changesets.flatMap((one) => entryOf(one) ?? []);
  const sections = kinds.flatMap((kind) => {
    const own = entries.filter((entry) => entry.kind === kind);
    return own.length === 0 ? [] : [`### ${kind}\n\n${own.map(({ text }) => asItem(text)).join("\n")}`];
  });
  return [`## ${version} - ${date}`, ...sections].join("\n\n");
}

function asItem(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map(fill);
  return `- ${paragraphs.join("\n\n").split("\n").join("\n  ")}`.replace(/[ \t]+$/gm, "");
}

/** Lines of an item have 100 columns, with its indent. */
const columns = 98;
/** What Markdown would read as the beginning of a list, a heading or a quotation. */
const special = /^(?:[-+*>|`~#]+|\d+[.)])$/;

/** A paragraph with its lines broken anew. Lists, tables and code stay as they are. */
function fill(paragraph: string): string {
  if (paragraph.split("\n").some((line) => /^(?:\s|[-+*] |\d+[.)] |```|~~~|[|>#])/.test(line))) return paragraph;
  const lines = [""];
  for (const word of paragraph.split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if ([...line, ...word].length + 1 <= columns || special.test(word)) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** The changelog with a new version's section above the others. */
export function withSection(changelog: string, section: string): string {
  const first = /^## /m.exec(changelog)?.index ?? changelog.length;
  const [before, after] = [changelog.slice(0, first).trimEnd(), changelog.slice(first)];
  return `${before}\n\n${section}\n${after === "" ? "" : `\n${after}`}`;
}

/** What the changelog says of a version, without its heading; undefined if it does not name it. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^(?=## )/m);
  const own = sections.find((section) => section.startsWith(`## ${version} - `));
  return own?.slice(own.indexOf("\n")).trim();
}

import { type ReferenceRow, referenceRows } from "../../core/init/reference-rows.ts";
import type { Style } from "../../core/lib/text/style.ts";
import { someOf } from "../../core/lib/text/words.ts";
import type { ComparedReference } from "../../core/propose/proposal.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { fateWords } from "./fate-words.ts";

/** How many tags, repositories and occasions a row names. */
const most = { tags: 4, repositories: 3, occasions: 2 };

/** The table "published today → with Tagstream"; empty if nothing is published. */
export function referenceTable(references: readonly ComparedReference[], style: Style): string[] {
  const rows = referenceRows(references);
  if (rows.length === 0) return [];
  const head = ["published today", "when", "with Tagstream"].map((text): Cell => ({ text, paint: style.bold }));
  return textTable([head, ...rows.map((row) => cells(row, style))]);
}

function cells(row: ReferenceRow, style: Style): Cell[] {
  const fate = fateWords(row.fate);
  const lost = row.fate.is === "not written";
  return [namesOf(row), someOf(row.when, most.occasions), lost ? { text: fate, paint: style.yellow } : fate];
}

/** `ghcr.io/octo/app:1.4.2, :1.4`, `ghcr.io/octo/{api,web}:main` */
function namesOf({ repositories, tags }: ReferenceRow): string {
  const [first = "", ...others] = tags;
  return someOf([`${united(repositories)}:${first}`, ...others.map((tag) => `:${tag}`)], most.tags);
}

function united(repositories: readonly string[]): string {
  const [first = ""] = repositories;
  if (repositories.length === 1) return first;
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  const names = repositories.map((one) => (one.startsWith(folder) ? one.slice(folder.length) : undefined));
  if (folder === "" || names.some((name) => name === undefined)) return `{${someOf(repositories, most.repositories)}}`;
  return `${folder}{${someOf(names.map(String), most.repositories)}}`;
}

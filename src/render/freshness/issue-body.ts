import { type Aged, ageOf, shortAge } from "../../core/freshness/age.ts";
import type { Cause } from "../../core/freshness/causes.ts";
import { type FreshnessRow, printFreshness } from "../../core/freshness/freshness-data.ts";
import { fitsIssue } from "../../core/lib/issue-block.ts";
import { compareTexts } from "../../core/lib/text/compare-texts.ts";
import { count, firstOf, thousands } from "../../core/lib/text/words.ts";
import { code, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";

/** What the issue about freshness shows. */
export interface IssueView {
  rows: ReadonlyMap<string, FreshnessRow>;
  causes: ReadonlyMap<string, readonly Cause[]>;
  /** The age at which a unit is stale, in milliseconds; absent: none is. */
  limit?: number;
  now: Date;
  /** This run's units under a hold. They are not stale while they are rebuilt. */
  held: readonly Aged[];
  /** The page of the run that looked last. */
  run?: string;
}

const maxRows = 100;
const maxHeld = 20;

/** `2 images are not fresh`, `1 image is not fresh, the rebuild of 2 more fails`. */
export function issueTitle(view: IssueView): string {
  const stale = [...view.rows.values()].filter((row) => isStale(row, view)).length;
  const failing = view.rows.size - stale;
  if (stale === 0) return `The rebuild of ${count(failing, "image")} fails`;
  const more = failing === 0 ? "" : `, the rebuild of ${thousands(failing)} more fails`;
  return `${count(stale, "image")} ${stale === 1 ? "is" : "are"} not fresh${more}`;
}

/** The issue's text: for people first, then the block of data. It always fits GitHub's limit. */
export function issueBody(view: IssueView): string {
  const sorted = new Map([...view.rows].sort(([a, one], [b, other]) => worse(one, other) || compareTexts(a, b)));
  const attempts: [shown: number, kept: ReadonlyMap<string, FreshnessRow>][] = [
    [maxRows, sorted],
    [maxRows, withoutTexts(sorted)],
    ...[500, 200, 50].map((most): [number, ReadonlyMap<string, FreshnessRow>] => [
      Math.min(most, 20),
      new Map([...withoutTexts(sorted)].slice(0, most)),
    ]),
  ];
  const texts = attempts.map(([shown, kept]) => bodyOf(view, [...sorted], shown, kept));
  return texts.find(fitsIssue) ?? bodyOf(view, [...sorted], 1, new Map());
}

function bodyOf(
  view: IssueView,
  rows: readonly (readonly [string, FreshnessRow])[],
  shown: number,
  kept: ReadonlyMap<string, FreshnessRow>,
): string {
  const { limit, held, run } = view;
  const table = rows.slice(0, shown).map(([name, row]) => rowOf(name, row, view));
  const heldNames = held.map(
    ({ name, age, heldBy }) => `${code(name)} (#${heldBy}${age === undefined ? "" : `, ${shortAge(age)}`})`,
  );
  return [
    `**${issueTitle(view)}**${limit === undefined ? "" : ` (limit: ${shortAge(limit)})`}`,
    markdownTable(["image", "age", "cause", "what to do"], table),
    ...(rows.length > shown ? [`… and ${thousands(rows.length - shown)} more: \`tagstream check\` lists all.`] : []),
    ...(heldNames.length > 0 ? [`Held, and rebuilt all the same: ${firstOf(heldNames, maxHeld)}.`] : []),
    `Tagstream keeps this issue up to date, and closes it when every image is fresh.${run !== undefined && isPage(run) ? ` [This run](${run}) looked last.` : ""}`,
    folded("Data for Tagstream: an edit costs a failing image one more try", printFreshness(kept)),
    "",
  ].join("\n\n");
}

function rowOf(name: string, row: FreshnessRow, { causes, now }: IssueView): string[] {
  const found = causes.get(name) ?? [];
  return [
    code(name),
    row.published === undefined ? "never published" : shortAge(ageOf(row.published, now)),
    found.map(({ text }) => escapeMarkdown(text)).join("; "),
    remedyOf(found),
  ];
}

/** What to do about all causes, and the command once. */
function remedyOf(found: readonly Cause[]): string {
  const steps = found.map(({ remedy, page }) => {
    const words = escapeMarkdown(remedy);
    return page !== undefined && isPage(page)
      ? `[${words.replace(/, then$/, "")}](${page})${/, then$/.test(words) ? ", then" : ""}`
      : words;
  });
  const command = found.find((cause) => cause.command !== undefined)?.command;
  return `${steps.join(" ")}${command === undefined ? "" : ` ${code(command)}`}`.replace(/, then$/, "");
}

/** The comment of a run after which people should look again; undefined if nothing is new. */
export function newsComment(
  { joined, changed }: { joined: readonly string[]; changed: readonly string[] },
  causes: IssueView["causes"],
  run: string | undefined,
): string | undefined {
  if (joined.length + changed.length === 0) return undefined;
  const line = (name: string) =>
    `- ${code(name)}: ${(causes.get(name) ?? []).map(({ text }) => escapeMarkdown(text)).join("; ")}`;
  const block = (title: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [
          `${title}:\n\n${names.slice(0, 20).map(line).join("\n")}${names.length > 20 ? `\n- … and ${names.length - 20} more` : ""}`,
        ];
  return [...block("No longer fresh, or failing", joined), ...block("For another cause", changed), ...foundBy(run)].join("\n\n");
}

/** The last comment, before the issue is closed. */
export function freshAgainComment(run: string | undefined): string {
  return ["Every image is fresh again.", ...foundBy(run)].join(" ");
}

function foundBy(run: string | undefined): string[] {
  return run !== undefined && isPage(run) ? [`[This run](${run}) found it.`] : [];
}

/** Whether a row is there for its age. One without tries can be there for nothing else. */
function isStale({ published, tries }: FreshnessRow, { limit, now }: IssueView): boolean {
  return tries === undefined || (published !== undefined && limit !== undefined && ageOf(published, now) > limit);
}

/** Never published comes first, then the oldest. */
function worse(a: FreshnessRow, b: FreshnessRow): number {
  return compareTexts(a.published ?? "", b.published ?? "");
}

/** Rows without the texts of faults: the log has those. */
function withoutTexts(rows: ReadonlyMap<string, FreshnessRow>): ReadonlyMap<string, FreshnessRow> {
  return new Map(
    [...rows].map(([name, row]) => {
      if (!row.tries) return [name, row];
      const { problem: _, bases: __, ...tries } = row.tries;
      return [name, { ...row, tries }];
    }),
  );
}

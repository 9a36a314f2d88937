import { shortDigest } from "../../core/lib/digest.ts";
import { codeDefinitions, codeMark, errorPageOf } from "../../core/lib/problems/error-page.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { count, shortCommit, someOf, thousands, withoutStop } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import { ageWords } from "../../core/plan/decide/promotion.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { plannedRepository } from "../../core/plan/planned-repository.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { inputsKind } from "../../core/tags/inputs.ts";
import { pullRequestKind } from "../../core/tags/pull-request.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import { namesOf } from "../summary/facts.ts";
import { isWithoutLogin, lackLines } from "../summary/kept.ts";
import { acted, outcomeWords, whatFailed } from "../summary/outcome.ts";
import { waivedFailures } from "../summary/waivers.ts";
import { mostTelling } from "../tables/result-table.ts";
import { code, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";
import { runLink } from "../text/run-link.ts";
import { checksCell } from "./checks-cell.ts";
import { markerOf } from "./comment-marker.ts";
import { firstThatFits, rowsOfComments } from "./comment-size.ts";

const maxPulls = 20;
/** Longest reason or problem in a cell, in characters. */
const maxWords = 300;

/**
 * By unit name, the commit of the image that the pull request's tag still shows from an earlier
 * run. No revision: the image names none. `unknown`: the registry did not answer.
 */
export type StillShown = ReadonlyMap<string, { revision?: string } | "unknown">;

/** What changed, in words: a cell of the table for each unit, and one block below it. Markdown. */
export interface ChangesShown {
  /** By unit name. */
  cells: ReadonlyMap<string, string>;
  /** Empty if nothing differs. */
  fold: string;
}

export interface CommentOptions {
  /** Whether pushes to the target branch publish: a stream comes from it. */
  publishes?: boolean;
  /** The page that explains error codes. */
  errorPage?: string;
  /** What changed compared with the published images. */
  changes?: ChangesShown | undefined;
}

/**
 * The comment on a pull request, Markdown: images to pull, test results, the effect of a merge, and
 * the units that were not built. Undefined if the pull request changes no image.
 */
export function commentMarkdown(
  plan: Plan,
  results: readonly UnitResult[],
  still: StillShown,
  { publishes = true, errorPage = errorPageOf(), changes }: CommentOptions = {},
): string | undefined {
  const worked = acted(results);
  if (worked.length === 0) return undefined;
  const cells = changes?.cells ?? new Map<string, string>();
  const text = (rows: number, fold: string, digests: string): string => {
    const parts = [
      markerOf(plan),
      `**${title(worked)} ${code(shortCommit(plan.revision))}** · ${verdict(worked)}`,
      pullLines(worked),
      table(plan, worked, { still, publishes, cells }, rows),
      fold,
      publishes ? mergeLine(plan, worked) : "",
      ...lackLines(worked).map((line) => escapeMarkdown(line)),
      leftLine(plan, results),
      digests,
      runLink(plan),
      codeDefinitions(errorPage, mostTelling(worked, rows)),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  };
  const cutWords = "*Shortened to GitHub's limit for comments: see the run's summary for the rest.*";
  const [most] = rowsOfComments;
  return firstThatFits([
    () => text(most, changes?.fold ?? "", digestLines(plan, worked)),
    () => text(most, foldCutWords(changes), digestLines(plan, worked)),
    ...rowsOfComments.map((rows) => () => text(rows, "", cutWords)),
  ]);
}

/** Stands for the changes in a comment that has no room for them. */
function foldCutWords(changes: ChangesShown | undefined): string {
  return changes?.fold ? "*What changes is too long for a comment: see the run's summary.*" : "";
}

/** The comment once a newer commit of the pull request no longer changes any image. */
export function commentOfNothing(plan: Plan): string {
  const link = runLink(plan);
  const of = plan.part === undefined ? "" : ` of ${code(cut(plan.part, maxWords))}`;
  const text = `**No candidate images for ${code(shortCommit(plan.revision))}** · it changes no image${of}`;
  return `${[markerOf(plan), text, ...(link === "" ? [] : [link])].join("\n\n")}\n`;
}

function title(worked: readonly UnitResult[]): string {
  const passed = worked.filter(({ failed }) => !failed);
  return passed.length > 0 && passed.every(({ kept }) => kept !== undefined) ? "Checked the images of" : "Candidate images for";
}

function verdict(worked: readonly UnitResult[]): string {
  const failed = worked.filter(({ failed }) => failed).length;
  const stale = worked.every(({ tags, unit, kept }) => unit.tags.length > 0 && tags.length === 0 && kept === undefined);
  if (failed === 0) return stale ? "passed, but not tagged" : passedWords(worked);
  return worked.length === 1 ? "failed" : `${thousands(failed)} of ${count(worked.length, "image")} failed`;
}

function passedWords(worked: readonly UnitResult[]): string {
  if (worked.every(({ unit }) => unit.tests.length === 0)) return "built, without tests";
  const waived = worked.reduce((sum, result) => sum + waivedFailures(result).size, 0);
  return waived === 0 ? "tests passed" : `tests passed, but for ${thousands(waived)} waived`;
}

/** The commands to copy: one for each image with a tag of this pull request. */
function pullLines(worked: readonly UnitResult[]): string {
  const references = worked.flatMap(({ unit, tags }) =>
    tags.filter((reference) => pullRequestKind.parse(tagOf(reference), unit) !== undefined),
  );
  if (references.length === 0) return "";
  const lines = references.slice(0, maxPulls).map((reference) => `docker pull ${reference}`);
  if (references.length > maxPulls) lines.push(`# … and ${thousands(references.length - maxPulls)} more, named the same way`);
  return ["```sh", ...lines, "```"].join("\n");
}

function tagOf(reference: string): string {
  return reference.slice(reference.lastIndexOf(":") + 1);
}

interface TableFacts {
  still: StillShown;
  publishes: boolean;
  /** What changed, by unit name. */
  cells: ReadonlyMap<string, string>;
}

function table(plan: Plan, worked: readonly UnitResult[], { still, publishes, cells }: TableFacts, most: number): string {
  const hasChanges = cells.size > 0;
  const shown = mostTelling(worked, most);
  const rows = shown.map((result) => {
    const { unit, now } = result;
    return [
      escapeMarkdown(unit.image),
      code(unit.streamTag),
      result.failed || now === undefined ? "–" : code(shortDigest(now)),
      result.failed ? failure(result, still) : checksCell(result, dayOfTimestamp(plan.timestamp)),
      ...(hasChanges ? [cells.get(unit.name) ?? ""] : []),
      merging(plan, result, publishes),
    ];
  });
  const more = worked.length - shown.length;
  const body = markdownTable(["image", "stream", "digest", "tests", ...(hasChanges ? ["changes"] : []), "when merged"], rows);
  return more > 0 ? `${body}\n\n… and ${thousands(more)} more: see the run's summary.` : body;
}

function failure(result: UnitResult, still: StillShown): string {
  const shown = still.get(result.unit.name);
  const words = `**${outcomeWords(result)}**: ${escapeMarkdown(cut(withoutStop(whatFailed(result)), maxWords))}${codeMark(result)}`;
  if (!shown) return `${words}; nothing to pull`;
  if (shown === "unknown") return `${words}; could not read what its tag shows`;
  const from = shown.revision === undefined ? "an earlier commit" : code(shortCommit(shown.revision));
  return `${words}; its tag still shows ${from}`;
}

function merging(plan: Plan, result: UnitResult, publishes: boolean): string {
  const { unit } = result;
  if (result.failed) return unit.required ? "" : "may fail";
  if (!publishes) return `nothing yet: no stream comes from ${code(plan.branch)}`;
  if (unit.decision === "test" && unit.candidate === undefined) return "nothing: only its tests changed";
  if (isWithoutLogin(result)) return "built again: nothing was pushed";
  if (result.kept !== undefined) return "built again: <code>candidates: false</code>";
  if (result.tags.length === 0) return "";
  return `${published(plan, result)}${unit.hold ? `; its stream is **held** by #${unit.hold.issue}` : ""}`;
}

function published(plan: Plan, result: UnitResult): string {
  const { unit } = result;
  if (plan.promotion === "never") return "built again: <code>promotion: never</code>";
  if ("none" in unit.inputs) return `built again: ${escapeMarkdown(cut(unit.inputs.none, maxWords))}`;
  return isFound(result) ? "this exact image is published" : "another build of the same inputs, or a new build, is published";
}

/**
 * Whether the merge will find this image by the tag of its inputs hash. The tag is missing if the
 * build received files that only its runner had, or if a newer build exists.
 */
function isFound({ unit, tags }: UnitResult): boolean {
  return tags.some((reference) => inputsKind.parse(tagOf(reference), unit) !== undefined);
}

/** The conditions of "this exact image", once for all rows. */
function mergeLine({ promotion }: Plan, worked: readonly UnitResult[]): string {
  const promotable = worked.some((result) => !result.failed && isFound(result));
  if (promotion === "never" || !promotable) return "";
  return [
    "Merging publishes these exact images if their bases are unchanged, nothing newer was published,",
    `and you merge within ${ageWords(promotion.maxAge)}. Otherwise they are rebuilt and tested again.`,
  ].join(" ");
}

function leftLine(plan: Plan, results: readonly UnitResult[]): string {
  const left = results.filter(({ outcome }) => outcome === "unchanged").map(({ unit }) => unit);
  const groups = [...new Set(left.map(({ reason }) => reason))].map((reason) => {
    const units = left.filter((unit) => unit.reason === reason);
    return `${escapeMarkdown(namesOf(units, plan.units, maxPulls))} (${escapeMarkdown(cut(reason, maxWords))})`;
  });
  return groups.length === 0 ? "" : `Not built: ${someOf(groups, 4)}.`;
}

/** Pull commands by digest: a tag may show another image tomorrow. */
function digestLines({ intent }: Plan, worked: readonly UnitResult[]): string {
  const lines = worked.flatMap(({ unit, failed, now, kept }) => {
    const repository = unit.decision === "build" ? buildRepository(unit, intent) : plannedRepository(unit);
    const isPullable = !failed && now !== undefined && kept === undefined && repository !== undefined;
    return isPullable ? [`docker pull ${repository}@${now}`] : [];
  });
  if (lines.length === 0) return "";
  const [most] = rowsOfComments;
  const more = lines.length - most;
  const rest = more > 0 ? [`# … and ${thousands(more)} more: see the output "digests"`] : [];
  return folded("By digest", ["```sh", ...lines.slice(0, most), ...rest, "```"].join("\n"));
}

import type { TestResult } from "../../core/build/record.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { count, joined, shortPlatform, thousands } from "../../core/lib/text/words.ts";
import { needsJob, type PlannedUnit } from "../../core/plan/plan.ts";
import type { Outcome } from "../../core/result/outcome.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { showsAsBefore } from "../../core/result/still-shown.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { isOneOf } from "../text/links.ts";
import { escapeMarkdown } from "../text/markdown.ts";
import { isWaived } from "./waivers.ts";

/** Whether a run publishes. Other runs only build and test. */
export function publishes(intent: Intent): boolean {
  return capabilities[intent].publish || capabilities[intent].versions;
}

/** Units that the run planned to act on. */
export function acted(results: readonly UnitResult[]): UnitResult[] {
  return results.filter(({ outcome }) => outcome !== "unchanged");
}

/**
 * Is it out, and is it what was tested?
 * `3 of 4 images published, byte for byte as tested · 1 failed`
 */
export function headline(intent: Intent, results: readonly UnitResult[]): string {
  const worked = acted(results);
  const isPublishing = publishes(intent);
  if (worked.length === 0) return idleHeadline(isPublishing, results);
  const number = (...outcomes: Outcome[]): number => worked.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const [unchecked, held, repaired] = [number("unchecked"), number("held"), number("repaired")];
  const [overtaken, blocked, kept] = [number("overtaken"), number("blocked"), number("kept")];
  const withheld = number("withheld");
  // In a run that publishes, `passed` units are only bases of another image's version: not counted.
  const aside = isPublishing ? number("passed") : 0;
  const aimed = worked.length - repaired - kept - aside;
  const building = aimed - unchecked - held - withheld;
  const untagged = isPublishing ? 0 : number("not-published");
  const good = number("published", "passed") + untagged - aside;
  const failed = worked.filter((result) => result.failed).length - untagged - blocked;
  const others: [number, string][] = [
    [kept, "unchanged"],
    [held, "tested and held"],
    [unchecked, "not checked: a secret is missing"],
    [repaired, "repaired"],
    [overtaken, "overtaken by a newer run"],
    [withheld, "withheld: conditions changed after the plan"],
    [untagged, "not tagged"],
    [worked.length > 1 ? failed : 0, "failed"],
    [worked.length > 1 ? blocked : 0, "blocked"],
  ];
  const parts = others.filter(([units]) => units > 0);
  const main = building > 0 ? [`${share(good, aimed, repaired + kept === 0)} ${doneWords(isPublishing, good)}`] : [];
  return [
    ...main,
    ...parts.map(([units, words], index) => `${main.length + index === 0 ? count(units, "image") : thousands(units)} ${words}`),
  ].join(" · ");
}

function idleHeadline(isPublishing: boolean, results: readonly UnitResult[]): string {
  if (!isPublishing) return "Nothing to build: no image has changed";
  const bad = results.filter(
    (result) => showsAsBefore(result) && (result.unit.follow?.withdrawn ?? result.unit.yanked) !== undefined,
  ).length;
  return bad > 0
    ? `Nothing to publish · ${count(bad, "image")} must not be used`
    : "Nothing to publish: everything is up to date";
}

function doneWords(isPublishing: boolean, good: number): string {
  if (!isPublishing) return "built and tested";
  return good > 0 ? "published, byte for byte as tested" : "published";
}

/**
 * `3 of 4 images`, `Both images`, `All 4 images`, `None of 4 images`, `1 image` or
 * `The image was not`
 * @param whole whether the run acted on no other image: otherwise "all" would be wrong
 */
function share(good: number, all: number, whole: boolean): string {
  if (good === all) {
    if (all === 1 || !whole) return count(all, "image");
    return all === 2 ? "Both images" : `All ${count(all, "image")}`;
  }
  if (good === 0) return all === 1 ? "The image was not" : `None of ${count(all, "image")}`;
  return `${thousands(good)} of ${count(all, "image")}`;
}

/** The reason for a unit's decision, Markdown, with a link to its candidate's pull request. */
export function reasonMarkdown({ reason, candidate }: PlannedUnit): string {
  return escapeMarkdown(cut(reason, 300), isOneOf(candidate?.pullRequest));
}

/** A unit's failed tests that count: no waiver covers them. */
export function failedTests({ record, unit }: UnitResult): TestResult[] {
  return record?.tests.filter(({ passed, name }) => !passed && !isWaived(unit, name)) ?? [];
}

/** The outcome of a unit, in a word or two. */
export function outcomeWords(result: UnitResult): string {
  const { outcome, unit } = result;
  if (outcome === "not-published") return "not published";
  if (outcome === "unchecked") return "not checked";
  if (outcome === "kept") return "unchanged";
  if (outcome === "skipped") return needsJob(unit) ? "not built" : "not published";
  if (outcome !== "failed") return outcome;
  if (failedTests(result).length > 0) return "test failed";
  if (!result.record) return "no result";
  if (result.record.code?.startsWith("scan-")) return "scan failed";
  return unit.decision === "test" ? "test failed" : "build failed";
}

/**
 * The tag that a result is about where that is a version, and the stream stays: `1.3.1`. Undefined for
 * a stream, and for a base that gets no tag.
 */
export function versionTagOf(intent: Intent, { unit }: Pick<UnitResult, "unit">): string | undefined {
  const { purposes = ["versions"] } = unit;
  if (!capabilities[intent].versions || purposes.includes("publish")) return undefined;
  return unit.tags.find((tag) => kindOfTag(unit, tag)?.writtenFor === "versions");
}

/** What failed, on one line of plain text. Empty if nothing did. */
export function whatFailed(result: UnitResult): string {
  const tests = failedTests(result);
  if (tests.length === 0) return inOneLine(result.problem ?? "");
  const byReason = new Map<string, string[]>();
  for (const { name, platform, reason } of tests) {
    const key = `"${name}"\n${reason === undefined ? "" : `: ${oneLine(reason)}`}`;
    byReason.set(key, [...(byReason.get(key) ?? []), shortPlatform(platform)]);
  }
  return [...byReason]
    .map(([key, platforms]) => {
      const [name = "", reason = ""] = key.split("\n");
      return `${name} on ${joined(platforms)}${reason}`;
    })
    .join("; ");
}

/**
 * The first line, which says what failed. If it ends with a colon, also the last line, which
 * says why. Omits the words that the outcome repeats.
 */
function inOneLine(problem: string): string {
  const lines = problem
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "");
  const [first = ""] = lines;
  return (first.endsWith(":") && lines.length > 1 ? `${first} ${lines.at(-1)}` : first).replace(/^not (?:built|published): /, "");
}

/** The test result of one of a unit's platforms. */
export interface Tested {
  /** Short: `amd64`. */
  platform: string;
  /**
   * `exempt`: no test covers the platform. `not run`: the run ended before the tests. `waived`: only
   * tests failed whose failure does not count.
   */
  verdict: "passed" | "waived" | "failed" | "exempt" | "not run";
  /** Milliseconds, for all tests together. */
  duration: number;
}

/** A verdict in a table. */
export const verdictMarks: Readonly<Record<Tested["verdict"], string>> = {
  passed: "✓",
  waived: "✗ waived",
  failed: "✗",
  exempt: "exempt",
  "not run": "–",
};

/** The test results of all platforms. Empty if the unit has no tests, or none ran. */
export function testedOn({ unit, record }: UnitResult): Tested[] {
  if (unit.tests.length === 0 || !record || record.tests.length === 0) return [];
  return unit.platforms.map((platform) => {
    const results = record.tests.filter((result) => result.platform === platform);
    const covered = unit.tests.some(({ platforms }) => platforms.includes(platform));
    const ran = results.length === 0 ? "not run" : verdictOf(unit, results);
    const duration = results.reduce((sum, result) => sum + result.duration, 0);
    return { platform: shortPlatform(platform), verdict: covered ? ran : "exempt", duration };
  });
}

function verdictOf(unit: PlannedUnit, results: readonly TestResult[]): Tested["verdict"] {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return "passed";
  return failed.every(({ name }) => isWaived(unit, name)) ? "waived" : "failed";
}

/** The timestamp of the stream's image, `20261116-0617`; empty if unknown. */
export function publicationIdWords({ stamp }: UnitResult): string {
  return stamp === undefined ? "" : printPublicationId(stamp);
}

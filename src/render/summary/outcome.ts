import type { TestResult } from "../../core/build/record.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { cut, oneLine } from "../../core/lib/clean.ts";
import { count, joined, shortPlatform, thousands } from "../../core/lib/text.ts";
import { needsJob, type PlannedUnit } from "../../core/plan/plan.ts";
import { printPublicationId } from "../../core/publish/observation.ts";
import type { Outcome, UnitResult } from "../../core/result/result.ts";
import { isOneOf } from "../text/links.ts";
import { escapeMarkdown } from "../text/markdown.ts";

/** Whether a run publishes: otherwise its units are only built and tested. */
export function publishes(intent: Intent): boolean {
  return capabilities[intent].publish || capabilities[intent].versions;
}

/** Units that something was to happen to. */
export function acted(results: readonly UnitResult[]): UnitResult[] {
  return results.filter(({ outcome }) => outcome !== "unchanged");
}

/** "Is it out, and is it what was tested?": `3 of 4 images published, byte for byte as tested · 1 failed` */
export function headline(intent: Intent, results: readonly UnitResult[]): string {
  const worked = acted(results);
  const isPublishing = publishes(intent);
  if (worked.length === 0) {
    return isPublishing ? "Nothing to publish: everything is up to date" : "Nothing to build: no image has changed";
  }
  const number = (...outcomes: Outcome[]): number => worked.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const [held, unchecked, repaired, blocked] = [number("held"), number("unchecked"), number("repaired"), number("blocked")];
  // What is built for a version of another image is no part of what was to be published.
  const aside = isPublishing ? number("passed") : 0;
  const untagged = isPublishing ? 0 : number("not-published");
  const building = worked.length - repaired - unchecked - held - aside;
  const good = number("published", "passed") + untagged - aside;
  const failed = worked.filter(({ failed }) => failed).length - untagged - blocked;
  const isOne = worked.length === 1; // the first part says already what became of it
  return listOf([
    [building, (all) => (isPublishing ? publishedShare(good, all) : `${share(good, all)} built and tested`)],
    [held, (images) => `${count(images, "image")} tested, and held`],
    [unchecked, (images) => `${count(images, "image")} not checked, for want of a secret`],
    [repaired, (images) => `${count(images, "image")} put right`],
    [number("overtaken"), (images) => `${thousands(images)} overtaken by a newer run`],
    [untagged, (images) => `${thousands(images)} not tagged`],
    [isOne ? 0 : failed, (images) => `${thousands(images)} failed`],
    [isOne ? 0 : blocked, (images) => `${thousands(images)} blocked`],
  ]);
}

/** The words for each number that is not 0. */
function listOf(parts: readonly [number: number, words: (number: number) => string][]): string {
  return parts.flatMap(([number, words]) => (number > 0 ? [words(number)] : [])).join(" · ");
}

function publishedShare(good: number, all: number): string {
  return `${share(good, all)} published${good > 0 ? ", byte for byte as tested" : ""}`;
}

/** `3 of 4 images`, `All 4 images`, `None of 4 images`, `1 image`, `The image was not` */
function share(good: number, all: number): string {
  if (good === all) return all > 1 ? `All ${count(all, "image")}` : "1 image";
  if (good === 0) return all === 1 ? "The image was not" : `None of ${count(all, "image")}`;
  return `${thousands(good)} of ${count(all, "image")}`;
}

/** Why a unit is treated as it is, Markdown: a reference to the pull request of its candidate is a link. */
export function reasonMarkdown({ reason, candidate }: PlannedUnit): string {
  return escapeMarkdown(cut(reason, 300), isOneOf(candidate?.pullRequest));
}

/** Which failed tests there are, by test: `"answers" on amd64 and arm64`. */
export function failedTests({ record }: UnitResult): TestResult[] {
  return record?.tests.filter(({ passed }) => !passed) ?? [];
}

/** What became of a unit, in a word or two. */
export function outcomeWords(result: UnitResult): string {
  const { outcome, unit } = result;
  if (outcome === "not-published") return "not published";
  if (outcome === "unchecked") return "not checked";
  if (outcome === "skipped") return needsJob(unit) ? "not built" : "not published";
  if (outcome !== "failed") return outcome;
  if (failedTests(result).length > 0) return "test failed";
  if (!result.record) return "no result";
  return unit.decision === "test" ? "test failed" : "build failed";
}

/** What a person has to know beyond the word, as plain text; on one line. Empty when nothing is wrong. */
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

/** The first line, which says what failed; where it announces what follows, the last one with it, which says why. Without what the word says already. */
function inOneLine(problem: string): string {
  const lines = problem
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "");
  const [first = ""] = lines;
  return (first.endsWith(":") && lines.length > 1 ? `${first} ${lines.at(-1)}` : first).replace(/^not (?:built|published): /, "");
}

/** What the tests came to on one of a unit's platforms. */
export interface Tested {
  /** Short: `amd64`. */
  platform: string;
  /** exempt: no test covers it. not run: the tests were not reached. */
  verdict: "passed" | "failed" | "exempt" | "not run";
  /** Milliseconds, of all its tests. */
  duration: number;
}

/** The same for all platforms; empty for a unit without tests, or one whose tests nobody ran. */
export function testedOn({ unit, record }: UnitResult): Tested[] {
  if (unit.tests.length === 0 || !record || record.tests.length === 0) return [];
  return unit.platforms.map((platform) => {
    const results = record.tests.filter((result) => result.platform === platform);
    const covered = unit.tests.some(({ platforms }) => platforms.includes(platform));
    const ran = results.length === 0 ? "not run" : results.every(({ passed }) => passed) ? "passed" : "failed";
    const duration = results.reduce((sum, result) => sum + result.duration, 0);
    return { platform: shortPlatform(platform), verdict: covered ? ran : "exempt", duration };
  });
}

/** Under which timestamp the stream's image is published, where that is known: ` (20261116-0617)`. */
export function publicationIdWords({ stamp }: UnitResult): string {
  return stamp === undefined ? "" : printPublicationId(stamp);
}

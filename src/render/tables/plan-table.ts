import { capabilities } from "../../core/events/capabilities.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, joined, shortCommit, shortPlatform, someOf, thousands } from "../../core/lib/text/words.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import { eventCommit } from "../../core/plan/event-commit.ts";
import type { Job } from "../../core/plan/jobs/job.ts";
import { levelOf } from "../../core/plan/jobs/jobs.ts";
import type { Decision, Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { byWhatTheyShow, kindOfTag } from "../../core/tags/publication-tags.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import { followLines } from "../follow/follow-lines.ts";
import { heldAtWords } from "../hold/held.ts";
import { standingFacts } from "../summary/facts.ts";
import { waiverFacts } from "../summary/waivers.ts";
import { yankedFacts } from "../summary/yanked.ts";
import { filledLines } from "../text/filled-lines.ts";
import { noteLine } from "../text/note.ts";
import { registriesOf } from "../text/registries.ts";
import { hasSources, sourceLabel, sourceLabelOf } from "../text/source-label.ts";
import { type Cell, textTable } from "./text-table.ts";

export interface PlanTableOptions {
  style?: Style;
  /** List every tag of every unit, not only the first few. */
  allTags?: boolean;
  /** Whether the reader is at a command line, which has `--tags` and `--json`. */
  commandLine?: boolean;
  /** Most rows in the table, which counts the rest. */
  maxRows?: number;
}

/** Most tags to list without `allTags`. */
const maxTags = 4;

/** What a run will do and why, as lines of text for a person to check first. */
export function planTable(plan: Plan, options: PlanTableOptions = {}): string[] {
  const { style = plainStyle, allTags = false, commandLine = false, maxRows = 100 } = options;
  const shown = allTags ? plan.units : mostTelling(plan.units, maxRows);
  const { absent = [] } = plan;
  const isSourced = hasSources(plan);
  const hidden = plan.units.length - shown.length + Math.max(0, absent.length - maxRows);
  const rows = [
    ["unit", "source", "decision", "why"].map((text): Cell => ({ text, paint: style.dim })),
    ...shown.map((unit) => row(unit, plan, style)),
    ...absent.slice(0, maxRows).map(({ unit, source, reason }) => dimmed([unit, sourceLabel(source), "–", reason], style)),
  ].map((cells) => (isSourced ? cells : cells.filter((_, index) => index !== 1)));
  const details = [countsLine(plan), ...tagLines(plan, allTags, commandLine), ...destinationLines(plan)];
  return [
    style.bold(`tagstream plan · ${planHeadline(plan)}`),
    "",
    ...(plan.units.length === 0 ? [] : [...textTable(rows), ...hiddenLine(hidden, commandLine), ""]),
    ...details.map((line) => `  ${line}`),
    ...yankedFacts(plan.units).flatMap((fact) => filledLines("  ", [fact], "      ").map(style.red)),
    ...followLines(plan, style),
    ...waiverFacts(plan).map((fact) => `  ${style.yellow(fact)}`),
    ...standingFacts(plan).map((fact) => `  ${style.dim(oneLine(fact))}`),
    ...plan.notes.map((note) => noteLine(note, style)),
  ];
}

/** `rebuild · schedule · main@8d2f31c · 20261123-0617` */
export function planHeadline(plan: Plan): string {
  const { intent, event, branch, revision, pullRequest, gitTag, timestamp } = plan;
  const where =
    pullRequest === undefined
      ? `${gitTag ?? branch}@${shortCommit(eventCommit(plan))}`
      : `#${pullRequest}@${shortCommit(revision)} into ${branch}`;
  return oneLine([intent, event, where, timestamp].join(" · "));
}

/** At most `most` units, in order. Units to act on take precedence over unchanged ones. */
function mostTelling(units: readonly PlannedUnit[], most: number): readonly PlannedUnit[] {
  if (units.length <= most) return units;
  const acting = units.filter(({ decision }) => decision !== "leave").slice(0, most);
  const chosen = new Set([...acting, ...units.filter(({ decision }) => decision === "leave").slice(0, most - acting.length)]);
  return units.filter((unit) => chosen.has(unit));
}

function hiddenLine(hidden: number, commandLine: boolean): string[] {
  if (hidden === 0) return [];
  return [`  … and ${thousands(hidden)} more (${commandLine ? "--json lists all" : "the plan file lists all"})`];
}

function row(unit: PlannedUnit, plan: Plan, style: Style): Cell[] {
  const { name, decision, reason, hold } = unit;
  const why = hold === undefined ? reason : `${reason}; ${heldAtWords(hold, dayOfTimestamp(plan.timestamp))}`;
  const from = sourceLabelOf(unit, plan);
  const paint: Record<Decision, (text: string) => string> = {
    build: style.bold,
    test: style.bold,
    promote: style.green,
    reuse: style.green,
    follow: style.green,
    repair: style.yellow,
    leave: style.dim,
    blocked: style.red,
  };
  if (decision === "leave") return dimmed([name, from, decision, why], style);
  return [name, from, { text: decision, paint: paint[decision] }, why];
}

function dimmed(texts: readonly string[], style: Style): Cell[] {
  return texts.map((text) => ({ text, paint: style.dim }));
}

/** `2 to build and 1 to test again in 2 jobs, 57 unchanged` */
function countsLine({ units, jobs, intent }: Plan): string {
  const counts: Record<Decision, number> = {
    build: 0,
    test: 0,
    promote: 0,
    reuse: 0,
    follow: 0,
    repair: 0,
    leave: 0,
    blocked: 0,
  };
  for (const { decision } of units) counts[decision]++;
  const { build, test, promote, reuse, follow, repair, leave: left, blocked } = counts;
  if (left === units.length) return units.length < 2 ? "nothing to do" : `nothing to do: all ${thousands(left)} unchanged`;
  const first = units.filter(({ decision, follow }) => decision === "test" && follow && !follow.retest).length; // by a stream's own tests
  const work = [
    ...(build > 0 ? [`${thousands(build)} to build`] : []),
    ...(first > 0 ? [`${thousands(first)} to test`] : []),
    ...(test > first ? [`${thousands(test - first)} to test again`] : []),
  ];
  const parts = [
    ...(work.length > 0 ? [`${joined(work)} in ${jobsWords(jobs)}`] : []),
    ...(promote > 0 ? [`${thousands(promote)} to promote`] : []),
    ...(reuse > 0 ? [`${thousands(reuse)} tested already`] : []),
    ...(follow > 0 ? [`${thousands(follow)} to follow`] : []),
    ...(repair > 0 ? [`${thousands(repair)} to repair`] : []),
    ...(blocked > 0 ? [`${thousands(blocked)} blocked`] : []),
    ...(left > 0 ? [`${thousands(left)} unchanged`] : []),
  ];
  const stays = units.every((unit) => unit.decision === "leave" || buildRepository(unit, intent) === undefined);
  return `${parts.join(", ")}${stays ? " · nothing leaves this machine" : ""}`;
}

/** `6 jobs (amd64 on ubuntu-24.04, arm64 on ubuntu-24.04-arm, 2 levels of 1 and 2 images)` */
function jobsWords(jobs: readonly Job[]): string {
  const runners = jobs.map(({ platform, runner }) =>
    platform === undefined || runner === undefined ? [] : [`${shortPlatform(platform)} on ${[runner].flat().join(" ")}`],
  );
  const levels = groupBy(jobs, levelOf);
  const sizes = [...levels.values()].map((of) => new Set(of.flatMap(({ units }) => units)).size);
  const details = [
    ...new Set(runners.flat()),
    ...(levels.size > 1 ? [`${levels.size} levels of ${joined(sizes.map(thousands))} images`] : []),
  ];
  return `${count(jobs.length, "job")}${details.length === 0 ? "" : ` (${someOf(details, 5)})`}`;
}

function tagLines({ units }: Plan, allTags: boolean, commandLine: boolean): string[] {
  const writing = units.filter(({ tags }) => tags.length > 0);
  if (allTags) {
    return writing.length === 0 ? [] : ["tags:", ...textTable(writing.map((unit) => [unit.name, streamFirst(unit).join(", ")]))];
  }
  const [first] = writing;
  if (!first) return [];
  const all = new Set(writing.flatMap((unit) => (unit.evaluatedAliases ? streamFirst(unit) : unit.tags))).size;
  const some = streamFirst(first).slice(0, maxTags);
  const more = commandLine ? ` … (--tags shows all ${thousands(all)})` : ` … (${thousands(all)} in all)`;
  return [`tags: ${some.join(", ")}${all > some.length ? more : ""}`];
}

/** A unit's tags, those that its stream moves first: they say most. Marks say nothing to people. */
function streamFirst(unit: PlannedUnit): string[] {
  return byWhatTheyShow(unit, unit.tags).filter((tag) => kindOfTag(unit, tag)?.isReported);
}

function destinationLines({ units, intent }: Plan): string[] {
  if (units.every(({ tags }) => tags.length === 0)) return [];
  return [`registries: ${registriesOf(units.map((unit) => atCandidates(unit, intent))).join(", ")}`];
}

/** A unit with the place of its candidates as its destination, for a proposed change. */
function atCandidates(unit: PlannedUnit, intent: Plan["intent"]): PlannedUnit {
  const { candidates } = unit;
  if (!capabilities[intent].candidates || candidates === undefined) return unit;
  return { ...unit, destinations: candidates === false ? [] : [{ repository: candidates, required: true }] };
}

import { groupBy } from "../../core/lib/group-by.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { count, joined, someOf, thousands, withoutStop } from "../../core/lib/text/words.ts";
import { removalsOf } from "../../core/retention/order.ts";
import type { PrunedImage, PrunedTag, PruneReport, UntaggedImage } from "../../core/retention/pruned.ts";
import {
  type PlannedLeftover,
  type PlannedPublication,
  type PlannedUnit,
  type RetentionPlan,
  tagKey,
} from "../../core/retention/retention-plan.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { beyondOf, whyOf } from "./reasons.ts";

/** Publications of a unit that stay for the same reasons. */
export interface KeptRow {
  /** `20261123-0617`, or `20261116-0617 … 20260928-0617 (8)`, newest first. */
  publications: string;
  why: string;
}

/** A unit, in words. */
export interface UnitView {
  unit: string;
  /** `keeps 31 of 84 publications · would remove 53: …`. */
  headline: string;
  isChanged: boolean;
  kept: readonly KeptRow[];
  /** What stays although it should go: sentence parts. */
  faults: readonly string[];
}

/** A clean-up, in words. */
export interface PruneView {
  headline: string;
  units: readonly UnitView[];
  /** Other tags, images without tags, and units without rules: one sentence each. */
  others: readonly string[];
}

/** The most tags that a line names. */
const maxNamed = 5;

/** A clean-up in words, for the log and for the summary. */
export function pruneView(report: PruneReport): PruneView {
  const { plan, done } = report;
  const isEmpty = ({ publications }: PlannedUnit): boolean => publications.length === 0;
  const isBare = ({ publications }: PlannedUnit): boolean =>
    publications.some(({ keep }) => keep.some(({ kind }) => kind === "no-rules")); // the newest have other reasons
  const gone = goneFrom(plan, done?.tags);
  const shown = plan.units.filter((unit) => !isBare(unit) && !isEmpty(unit));
  return {
    headline: headlineOf(report),
    units: shown.map((unit) => unitView(unit, gone.get(unit.unit) ?? [], report)),
    others: [
      ...leftoverLines(plan.leftovers, done?.tags),
      ...grouped(plan.keptCandidates, (tags, why) => `keeps ${tags}: ${why}`),
      ...(done ? imageLines(done.images) : untaggedLines(report.untagged)),
      ...unitsLine("no rules, so everything stays", plan.units.filter(isBare)),
      ...unitsLine(`${report.unknown.length > 0 ? "found " : ""}no publications`, plan.units.filter(isEmpty)),
    ],
  };
}

/** A line that names units; none without units. */
function unitsLine(what: string, units: readonly PlannedUnit[]): string[] {
  const names = units.map(({ unit }) => unit);
  return names.length === 0 ? [] : [`${what}: ${someOf(names, maxNamed)}`];
}

/** `Would remove 53 publications of 4 images` */
function headlineOf({ plan, unknown, untagged, done, isPartial }: PruneReport): string {
  if (unknown.length > 0) {
    const what = unknown.length === 1 ? "something" : count(unknown.length, "thing");
    return `Nothing may be removed: Tagstream could not read ${what} that may need images`;
  }
  const parts = removedWords(plan, untagged, done);
  const lost = done?.lost.length ?? 0;
  const refused = plan.units.filter((unit) => unit.refused !== undefined).length;
  const wouldRemove = isPartial ? "Would remove at most" : "Would remove";
  const removes = `${done ? "Removed" : wouldRemove} ${joined(parts)}`;
  const nothing = done || refused > 0 ? "Nothing was removed" : "Nothing to remove";
  return [
    parts.length === 0 ? nothing : removes,
    ...(refused > 0 ? [refusedWords(refused)] : []),
    ...(lost > 0 ? [`${count(lost, "tag")} that had to stay ${lost === 1 ? "was" : "were"} gone`] : []),
  ].join(" · ");
}

const refusedWords = (images: number): string =>
  `${count(images, "image")} refused: more than half of ${images === 1 ? "its" : "their"} publications would go`;

/** `53 publications of 4 images`, `2 other tags`. */
function removedWords(plan: RetentionPlan, untagged: PruneReport["untagged"], done: PruneReport["done"]): string[] {
  const gone = new Set(removedOf(done?.tags ?? []).map(tagKey));
  const others = done ? plan.leftovers.filter((tag) => gone.has(tagKey(tag))) : plan.leftovers;
  const publications = [...goneFrom(plan, done?.tags).values()];
  const images = done ? removedOf(done.images) : untagged;
  const words = `${count(publications.flat().length, "publication")} of ${count(publications.length, "image")}`;
  return [
    ...(publications.length > 0 ? [words] : []),
    ...(others.length > 0 ? [count(others.length, "other tag")] : []),
    ...(images.length > 0 ? [count(images.length, "image without a tag", "images without a tag")] : []),
  ];
}

const removedOf = <T extends Pick<PrunedImage, "outcome">>(all: readonly T[]): T[] =>
  all.filter(({ outcome }) => outcome === "removed" || outcome === "absent");

/** The publications of each unit that go or, afterwards, went, newest first: all their tags did. */
function goneFrom(plan: RetentionPlan, done: readonly PrunedTag[] | undefined): Map<string, PlannedPublication[]> {
  const gone = new Set(removedOf(done ?? []).map(tagKey));
  const removals = removalsOf(plan)
    .filter(({ publication: { tags } }) => !done || tags.every((tag) => gone.has(tagKey(tag))))
    .toSorted(({ publication: a }, { publication: b }) => compareTimestampTags(b.stamp, a.stamp));
  const byUnit = groupBy(removals, ({ unit }) => unit);
  return new Map([...byUnit].map(([unit, own]) => [unit, own.map(({ publication }) => publication)]));
}

function unitView(planned: PlannedUnit, gone: readonly PlannedPublication[], { done, unknown }: PruneReport): UnitView {
  const { unit, publications, refused, postponed = 0 } = planned;
  const stays = publications.length - gone.length;
  const keeps =
    gone.length === 0
      ? `keeps all ${count(publications.length, "publication")}`
      : `keeps ${thousands(stays)} of ${count(publications.length, "publication")}`;
  const removes = `${done ? "removed" : "would remove"} ${thousands(gone.length)}: ${rangeOf(gone)} (${beyondOf(gone)})`;
  const left = postponed > 0 ? `${thousands(postponed)} more in the next runs, because of \`max\`` : undefined;
  const kept = publications.filter(({ keep }) => keep.length > 0);
  return {
    unit,
    headline: [
      keeps,
      ...(gone.length > 0 ? [removes] : []),
      ...(left === undefined ? [] : [left]),
      ...(refused === undefined ? [] : [refused, wouldGo(publications)]),
    ].join(" · "),
    isChanged: gone.length > 0 || refused !== undefined,
    kept: unknown.length > 0 ? [] : keptRows(kept),
    faults: faultsOf(unit, done?.tags ?? []),
  };
}

/** What a refused unit would lose: people have to judge it before they accept it. */
function wouldGo(publications: readonly PlannedPublication[]): string {
  const going = publications.filter(({ keep }) => keep.length === 0);
  return `it would lose ${rangeOf(going)} (${beyondOf(going)})`;
}

/** Neighbours with the same reasons are one row. */
function keptRows(kept: readonly PlannedPublication[]): KeptRow[] {
  const rows: { why: string; of: PlannedPublication[] }[] = [];
  for (const publication of kept) {
    const why = whyOf(publication);
    const last = rows.at(-1);
    if (last?.why === why) last.of.push(publication);
    else rows.push({ why, of: [publication] });
  }
  return rows.map(({ why, of }) => ({
    publications: of.length > 2 ? `${newestFirst(of)} (${of.length})` : stampsOf(of).join(", "),
    why: of.length > 1 ? why.replaceAll(" its ", " their ") : why,
  }));
}

const stampsOf = (publications: readonly PlannedPublication[]): string[] =>
  publications.map(({ stamp }) => printPublicationId(stamp));

const newestFirst = (publications: readonly PlannedPublication[]): string => {
  const stamps = stampsOf(publications);
  return `${stamps[0]} … ${stamps.at(-1)}`;
};

/** `20250901-0617 … 20260802-0617`, oldest first. */
function rangeOf(publications: readonly PlannedPublication[]): string {
  const stamps = stampsOf(publications).toReversed();
  return stamps.length > 2 ? `${stamps[0]} … ${stamps.at(-1)}` : stamps.join(", ");
}

/** What a real run left, by publication and reason. */
function faultsOf(unit: string, done: readonly PrunedTag[]): string[] {
  const left = done.filter((tag) => tag.unit === unit && (tag.outcome === "kept" || tag.outcome === "failed"));
  const byReason = groupBy(left, ({ outcome, reason = "" }) => `${outcome} ${reason}`);
  return [...byReason.values()].map((tags) => {
    const [{ outcome, reason = "" } = { outcome: "kept" as const }] = tags;
    const names = new Set(tags.map(({ tag, stamp }) => (stamp ? printPublicationId(stamp) : tag)));
    return `${outcome === "kept" ? "keeps" : "could not remove"} ${someOf([...names], maxNamed)}: ${withoutStop(oneLine(reason))}`;
  });
}

function leftoverLines(leftovers: readonly PlannedLeftover[], done: readonly PrunedTag[] | undefined): string[] {
  const gone = new Set(removedOf(done ?? []).map(tagKey));
  const shown = done ? leftovers.filter((tag) => gone.has(tagKey(tag))) : leftovers;
  return grouped(shown, (tags, why) => `${done ? "removed" : "would remove"} ${tags}: ${why}`);
}

function grouped(tags: readonly PlannedLeftover[], words: (tags: string, why: string) => string): string[] {
  return [...groupBy(tags, ({ unit, why }) => `${unit}\n${why}`).values()].map((group) => {
    const names = [...new Set(group.map(({ tag }) => tag))];
    return `${group[0]?.unit}: ${words(someOf(names, maxNamed), oneLine(group[0]?.why ?? ""))}`;
  });
}

function untaggedLines(images: readonly UntaggedImage[]): string[] {
  return [...groupBy(images, ({ repository }) => repository)].map(
    ([repository, { length }]) => `${repository}: would remove ${count(length, "image without a tag", "images without a tag")}`,
  );
}

function imageLines(images: readonly PrunedImage[]): string[] {
  const by = groupBy(images, ({ repository, outcome, reason = "" }) => `${repository}\n${outcome}\n${reason}`);
  return [...by.values()].map((group) => {
    const [{ repository, outcome, reason = "", restore } = { repository: "", outcome: "kept" as const }] = group;
    const what = count(group.length, "image without a tag", "images without a tag");
    if (outcome === "removed" || outcome === "absent")
      return `${repository}: removed ${what}${restore === undefined ? "" : `; to restore ${restoreWords(group.length, restore)}`}`;
    return `${repository}: ${outcome === "kept" ? "keeps" : "could not remove"} ${what}: ${withoutStop(oneLine(reason))}`;
  });
}

/** Each image has a command of its own: the log has them all. */
function restoreWords(images: number, restore: string): string {
  const command = withoutStop(oneLine(restore));
  return images === 1 ? `it: ${command}` : `the first: ${command}; the log has the others`;
}

import type { Random } from "../../../__tests__/support/chaos/random.ts";
import { day } from "../../../src/core/lib/time/duration.ts";
import { timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import type { PublicationStatus } from "../../../src/core/status/publication-status.ts";
import type { UnitStatus } from "../../../src/core/status/status.ts";
import { type Build, hex, packagesBetween, randomDigest, type System } from "./builds.ts";

/** What happens to a unit besides its weekly builds. */
export type Fate = "ordinary" | "rolled back" | "kept" | "stale" | "never" | "differs" | "unknown" | "yanked" | "fresh verdicts";

export interface Published {
  at: number;
  build: Build;
  origin: PublicationStatus["origin"];
}

export interface Timeline {
  /** Oldest first. */
  published: Published[];
  /** Newest first. */
  holds: UnitStatus["holds"];
}

/** One run's facts, which all units share. */
export interface Weeks {
  /** The moment of the last weekly run, in milliseconds. */
  last: number;
  count: number;
  /** The commit of each week's run. */
  commits: readonly string[];
}

export const week = 7 * day;
const minute = 60_000;

export function stampOf(at: number): string {
  return timestampOf(new Date(at));
}

export function momentText(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** A hold from a moment until another one; until null, it lasts. */
export function holdFrom(
  issue: number,
  since: number,
  until: number | null,
  digest: Build["digest"] | null,
): UnitStatus["holds"][number] {
  return {
    issue,
    url: `https://github.example.org/octo/images/issues/${issue}`,
    reason: digest ? "TLS handshakes fail since the update" : "a migration is going on",
    owner: issue % 2 === 0 ? "kim" : "octo",
    since: momentText(since),
    until: until === null ? null : momentText(until),
    expires: momentText(since + week).slice(0, 10),
    digest,
  };
}

/** What was published of a unit that is built every week. */
export function builtTimeline(fate: Fate, system: System, weeks: Weeks, random: Random): Timeline {
  const timeline: Timeline = { published: [], holds: [] };
  const count = fate === "never" ? 0 : weeks.count - (fate === "stale" ? 6 : 0);
  for (let index = 0; index < count; index++) {
    const at = weeks.last - (weeks.count - 1 - index) * week;
    buildWeek(timeline, { at, index, system, commit: weeks.commits[index] ?? "" }, random);
    if (random.chance(0.15)) promote(timeline, at + 2 * day + random.below(300) * minute, random);
    const isLast = index === count - 1;
    const rollsBack = isLast ? fate === "rolled back" : index > 1 && random.chance(0.02);
    if (rollsBack) rollBack(timeline, { at: at + 3 * day + random.below(500) * minute, lasts: isLast }, random);
  }
  const newest = timeline.published.at(-1);
  if (fate === "kept" && newest) timeline.holds.unshift(holdFrom(900 + random.below(90), newest.at - 9 * day, null, null));
  return timeline;
}

function buildWeek(
  { published }: Timeline,
  run: { at: number; index: number; system: System; commit: string },
  random: Random,
): void {
  const last = published.at(-1);
  const { at, index, system, commit } = run;
  if (last && last.origin.kind !== "rolled back" && random.chance(0.03)) {
    const since = published[published.findLastIndex(({ build }) => build !== last.build) + 1] ?? last;
    published.push({ at, build: last.build, origin: { kind: "unchanged", since: stampOf(since.at) } });
    return;
  }
  const build: Build = { digest: randomDigest(random), system, week: index, own: last?.build.own ?? 1, commit };
  published.push({ at, build, origin: { kind: "built", why: random.chance(0.8) ? "due" : "base" } });
}

function promote({ published }: Timeline, at: number, random: Random): void {
  const last = published.at(-1);
  if (!last) return;
  const pullRequest = 100 + random.below(800);
  const build = { ...last.build, digest: randomDigest(random), own: last.build.own + 1, commit: hex(random, 40), pullRequest };
  published.push({ at, build, origin: { kind: "promoted", pullRequest } });
}

function rollBack({ published, holds }: Timeline, { at, lasts }: { at: number; lasts: boolean }, random: Random): void {
  const last = published.at(-1);
  const target = published.findLast(({ build }) => build !== last?.build);
  if (!target) return;
  const first = published.find(({ build }) => build === target.build) ?? target;
  published.push({ at, build: target.build, origin: { kind: "rolled back", to: stampOf(first.at) } });
  const until = lasts ? null : at + (2 + random.below(9)) * day;
  holds.unshift(holdFrom(300 + random.below(600), at + 20_000, until, target.build.digest));
}

/** What a unit published that follows another one: each weekly run takes what is a week old. */
export function followedTimeline(source: { unit: string } & Timeline, weeks: Weeks): Timeline {
  const published: Published[] = [];
  for (let index = 1; index < weeks.count; index++) {
    const at = weeks.last - (weeks.count - 1 - index) * week;
    const taken = source.published.findLast((one) => one.at <= at - week && one.origin.kind !== "rolled back");
    if (!taken || taken.build === published.at(-1)?.build) continue;
    published.push({ at, build: taken.build, origin: { kind: "followed", source: source.unit, stamp: stampOf(taken.at) } });
  }
  return { published, holds: [] };
}

/** The digest that a stream shows at the end of its timeline. */
export function shownAtEnd({ published, holds }: Timeline): Published | undefined {
  const [hold] = holds.filter(({ until }) => until === null);
  if (!hold) return published.at(-1);
  if (hold.digest !== null) return published.findLast(({ build }) => build.digest === hold.digest);
  return published.findLast(({ at }) => at < Date.parse(hold.since));
}

interface Place {
  image: string;
  stream: string;
}

/** The version of a build's source; undefined for some images. */
function versionOf({ own }: Build, { image }: Place): string | undefined {
  return image.length % 3 === 0 ? undefined : `${own}.0`;
}

/** The aliases that a build gets. */
export function aliasesOf(build: Build | undefined, place: Place): string[] {
  if (!build || place.stream !== "release") return [];
  const version = versionOf(build, place);
  return version === undefined ? [] : [`${build.system.name}-${version}`];
}

/** The publications, newest first. */
export function publicationsOf({ published }: Timeline, place: Place): PublicationStatus[] {
  const listed = published.map(({ at, build, origin }, index): PublicationStatus => {
    const before = published.slice(0, index).findLast((one) => one.build !== build);
    const [version, aliases] = [versionOf(build, place), aliasesOf(build, place)];
    return {
      timestamp: stampOf(at),
      digest: build.digest,
      origin,
      revision: build.commit,
      ...(version === undefined ? {} : { version }),
      ...(aliases.length === 0 ? {} : { aliases }),
      bases: [`${build.system.base} ${build.system.digests[build.week] ?? ""}`],
      differing: [],
      ...(before ? { packages: packagesBetween(before.build, build, place.image) } : {}),
    };
  });
  return listed.toReversed();
}

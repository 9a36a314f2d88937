import { createRandom, type Random } from "../../__tests__/support/chaos/random.ts";
import { day } from "../../src/core/lib/time/duration.ts";
import type { Status, UnitStatus } from "../../src/core/status/status.ts";
import { hex, makeSystem, type System } from "./sample/builds.ts";
import { followsOf, joinFollowers } from "./sample/follows.ts";
import { hostileStatus } from "./sample/hostile.ts";
import {
  aliasesOf,
  builtTimeline,
  type Fate,
  followedTimeline,
  momentText,
  publicationsOf,
  shownAtEnd,
  stampOf,
  type Timeline,
  type Weeks,
} from "./sample/timeline.ts";

/** How large a sample is. */
export interface SampleSize {
  units: number;
  /** How many weekly runs there were. */
  weeks: number;
  seed: number;
  /** Whether every free text has markup, scripts and odd characters in it. */
  hostile?: boolean;
}

interface Place {
  image: string;
  tag: string;
  stream: string;
  system: System;
  follows?: string;
}

const generated = Date.UTC(2026, 10, 27, 6, 30);
const lastRun = Date.UTC(2026, 10, 23, 6, 17);
const limit = 10 * day;
const images = [
  "squid",
  "nginx",
  "redis",
  "postgres",
  "haproxy",
  "grafana",
  "xcache",
  "voms",
  "frontier",
  "memcached",
  "ntp",
  "bind",
];
const bases = [
  ["el9", "docker.io/library/almalinux:9"],
  ["el8", "docker.io/library/almalinux:8"],
  ["bookworm", "docker.io/library/debian:bookworm-slim"],
  ["noble", "docker.io/library/ubuntu:24.04"],
] as const;
/** By place in each 36 units: followers have none, because their sources decide. */
const fates: Readonly<Record<number, Fate>> = {
  1: "rolled back",
  4: "stale",
  6: "differs",
  8: "fresh verdicts",
  10: "unknown",
  12: "never",
  13: "kept",
  14: "yanked",
};

/**
 * A status as a repository with so many units may have it after so many weeks. The same size gives
 * the same status. From 16 units and 8 weeks on, it has a unit in each state.
 */
export function sampleStatus({ units: count, weeks: weekCount, seed, hostile = false }: SampleSize): Status {
  const random = createRandom(seed);
  const commits = Array.from({ length: weekCount }, () => hex(random, 40));
  const weeks: Weeks = { last: lastRun, count: weekCount, commits };
  const systems = bases.map(([name, base]) => makeSystem(name, base, weekCount, random));
  const timelines = new Map<string, Timeline>();
  const units = placesOf(count, systems).map((place, index) => {
    const unit = `${place.image}:${place.tag}`;
    const fate = fates[index % 36] ?? "ordinary";
    const source = place.follows === undefined ? undefined : timelines.get(place.follows);
    const timeline = source
      ? followedTimeline({ unit: place.follows ?? "", ...source }, weeks)
      : builtTimeline(fate, place.system, weeks, random);
    timelines.set(unit, timeline);
    return withFate(fate, unitOf({ ...place, unit, timeline, ...(source ? { source } : {}) }), random);
  });
  for (const unit of units) unit.followers = units.filter(({ follows }) => follows?.unit === unit.unit).map((one) => one.unit);
  joinFollowers(units);
  const notes = ["The issues could not be read after page 10: older holds are not listed."];
  const source = "https://github.example.org/octo/images";
  const status: Status = { version: 1, generated: momentText(generated), source, limit: limit / 1000, units, notes };
  return hostile ? hostileStatus(status) : status;
}

/** Every image is there for two systems: in one stream, or in two, where `stable` follows `fresh`. */
function placesOf(count: number, systems: readonly System[]): Place[] {
  const places: Place[] = [];
  for (let index = 0; places.length < count; index++) {
    const round = Math.floor(index / images.length);
    const image = `${images[index % images.length] ?? ""}${round === 0 ? "" : round + 1}`;
    for (const system of [systems[index % 4], systems[(index + 1) % 4]]) {
      if (!system) continue;
      const prefix = `${20 + (index % 9)}-${system.name}-`;
      if (index % 2 === 0) places.push({ image, tag: `${prefix}release`, stream: "release", system });
      else {
        places.push({ image, tag: `${prefix}fresh`, stream: "fresh", system });
        places.push({ image, tag: `${prefix}stable`, stream: "stable", system, follows: `${image}:${prefix}fresh` });
      }
    }
  }
  return places.slice(0, count);
}

function unitOf(place: Place & { unit: string; timeline: Timeline; source?: Timeline }): UnitStatus {
  const { unit, image, stream, tag, timeline, follows, source } = place;
  const repositories = [`ghcr.example.org/octo/${image}`, `quay.example.org/octo/${image}`];
  const shown = shownAtEnd(timeline);
  const newest = timeline.published.at(-1);
  const shows = Object.fromEntries(repositories.map((name) => [name, shown?.build.digest ?? null]));
  const isStale = newest !== undefined && generated - newest.at > limit;
  return {
    unit,
    image,
    stream,
    streamTag: tag,
    required: image !== "ntp",
    repositories,
    platforms: ["linux/amd64", "linux/arm64"],
    tests: [
      { name: "answers", kind: "http" },
      {
        name: "prints its version",
        kind: "run",
        ...(image === "xcache" ? { exempt: ["linux/arm64"], waived: "2026-12-31" } : {}),
      },
    ],
    bases: [],
    followers: [],
    ...(shown ? { shows: { digest: shown.build.digest, timestamp: stampOf(shown.at) } } : {}),
    tags: [{ tag, shows }, ...aliasesOf(shown?.build, place).map((alias) => ({ tag: alias, shows }))],
    agrees: true,
    freshness: newest ? { state: isStale ? "stale" : "fresh", published: momentText(newest.at) } : { state: "never" },
    ...(follows !== undefined && source ? { follows: followsOf(follows, source, timeline, generated) } : {}),
    publications: publicationsOf(timeline, place),
    more: 0,
    holds: timeline.holds,
    unknown: [],
  };
}

/** The unit after what its fate brings besides publications. */
function withFate(fate: Fate, unit: UnitStatus, random: Random): UnitStatus {
  const [newest] = unit.publications;
  const [first, second = ""] = unit.repositories;
  if (fate === "stale" || unit.freshness.state === "stale") {
    const problem = "the test `answers` got no answer in 60 s";
    const tries = { since: "2026-11-02T06:17:00Z", last: "2026-11-23T06:17:00Z", count: 4, code: "test-failed", problem };
    const command = `gh workflow run images.yml -f only=${unit.unit}`;
    const page = "https://github.example.org/octo/images/actions/workflows/images.yml";
    const causes = [{ text: `its rebuild fails since 2 Nov (4 tries): ${problem}`, remedy: "mend it, then", page, command }];
    return { ...unit, failing: tries, freshness: { ...unit.freshness, causes } };
  }
  if (fate === "differs" && newest && first !== undefined) {
    newest.differing = [second];
    const shows = { ...unit.tags[0]?.shows, [second]: unit.publications[1]?.digest ?? null };
    return { ...unit, agrees: false, tags: [{ tag: unit.streamTag, shows }] };
  }
  if (fate === "unknown") {
    const unknown = `${second}: 503 Service Unavailable`;
    const tags = unit.tags.map(({ tag, shows }) => ({ tag, shows: Object.fromEntries(Object.entries(shows).slice(0, 1)) }));
    return { ...unit, agrees: false, tags, unknown: [unknown], freshness: { ...unit.freshness, state: "unknown", unknown } };
  }
  judge(fate, unit, random);
  return unit;
}

/** What people said of its publications. */
function judge(fate: Fate, { publications }: UnitStatus, random: Random): void {
  const [judged, yanked] = [fate === "fresh verdicts" ? 0.5 : 0.05, fate === "yanked" ? 0.2 : 0.01];
  const at = "2026-11-20T10:00:00Z";
  const [newest] = publications;
  if (fate === "yanked" && newest) newest.yanked = { by: "kim", at: "2026-11-24T10:00:00Z", reason: "its key is known" };
  for (const publication of publications.slice(1)) {
    const verdict = random.chance(0.9) ? "good" : "bad";
    const by = random.pick(["kim", "octo"]);
    if (random.chance(judged)) publication.verdicts = [{ by, at, reason: "a week in staging", verdict }];
    if (random.chance(yanked)) publication.yanked = { by: "octo", at, reason: "it loses data" };
    if (random.chance(0.9)) publication.tests = testsOf(publication.timestamp);
  }
}

/** The tests changed once. */
function testsOf(timestamp: string): string {
  return timestamp < "20261102" ? "0123456789ab" : "fedcba987654";
}

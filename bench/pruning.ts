// Measures the plan of a clean-up alone: what the core computes once registries have answered.

import { makeDigest, makeUnit } from "../__tests__/support/units.ts";
import type { Digest } from "../src/core/lib/digest.ts";
import { timestampOf } from "../src/core/lib/time/timestamp.ts";
import type { RetentionFacts, RetentionImage, RetentionUnit } from "../src/core/retention/facts.ts";
import { removalsOf } from "../src/core/retention/order.ts";
import { planRetention } from "../src/core/retention/plan.ts";
import type { RetentionPolicy } from "../src/core/retention/rules.ts";
import { printTimestampTag } from "../src/core/tags/timestamp.ts";
import type { Unit } from "../src/core/unit/unit.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const units = 100;
const weeks = 52;
const pins = 1000;
/** Seconds. */
const goal = 0.5;
const day = 86_400_000;
const now = Date.UTC(2026, 10, 23, 6, 17);

/** Plans the clean-up of so many units with a year of weekly publications in two registries, cold and warm. */
export function pruning(): void {
  heading(`plan of a clean-up: ${units} units, ${weeks} weekly publications each, in 2 registries, ${pins} pins`);
  const facts = factsOfAYear();
  const rules = facts.units.map(({ unit }) => [unit.name, { all: 30 * day, weekly: 90 * day, monthly: 365 * day }] as const);
  const policy: RetentionPolicy = { rules: new Map(rules), candidates: 14 * day, max: 50, promotable: 7 * day };
  const options = { selected: new Set(facts.units.map(({ unit }) => unit.name)), accept: true };
  const rows = ["cold", "warm"].map((name) => {
    const began = process.cpuUsage();
    const plan = planRetention(facts, policy, options);
    const { user, system } = process.cpuUsage(began);
    const seconds = (user + system) / 1e6;
    const going = plan.units.flatMap(({ publications }) => publications.filter(({ keep }) => keep.length === 0));
    return [
      name,
      `${seconds.toFixed(2)} s`,
      `≤ ${goal} s ${mark(seconds <= goal)}`,
      `${going.length}, ${removalsOf(plan).length} now`,
    ];
  });
  table([["", "CPU", "goal", "publications to remove"], ...rows]);
}

function factsOfAYear(): RetentionFacts {
  const all = Array.from({ length: units }, (_, index) => unitOf(index));
  const images = new Map<Digest, RetentionImage>();
  return {
    now,
    units: all.map((unit, index) => publicationsOf(unit, index, images)),
    images,
    openPullRequests: new Map(),
    holds: [],
    judgements: { verdicts: [], yanks: [] },
    pins: Array.from({ length: pins }, (_, index) => ({
      digest: imageOf(index % units, index % 9),
      by: `k8s/app.yaml:${index}`,
    })),
    keepFile: [],
    unknown: [],
  };
}

function unitOf(index: number): Unit {
  const hosts = ["hub.example.org", "docker.io"];
  return makeUnit(`app${index}:release`, {
    aliases: [{ tag: "latest", timestamps: true }],
    destinations: hosts.map((host) => ({ repository: `${host}/osg/app${index}`, required: true })),
    ...(index === 0 ? {} : { base: "app0:release" }),
  });
}

/** Each image is built on the one of the first unit of its week. */
function publicationsOf(unit: Unit, index: number, images: Map<Digest, RetentionImage>): RetentionUnit {
  const tags = new Map<string, Digest>();
  for (let week = 0; week < weeks; week++) {
    const id = { timestamp: timestampOf(new Date(now - week * 7 * day)), sequence: 0 };
    const digest = imageOf(index, week);
    for (const movingTag of [unit.streamTag, "latest"]) tags.set(printTimestampTag(movingTag, id), digest);
    images.set(digest, { bases: index === 0 ? [] : [imageOf(0, week)] });
  }
  for (const movingTag of [unit.streamTag, "latest"]) tags.set(movingTag, imageOf(index, 0));
  return { unit, destinations: unit.destinations.map(({ repository }) => ({ repository, tags })) };
}

function imageOf(unit: number, week: number): Digest {
  return makeDigest(`app${unit} week ${week}`);
}

// Measures planning alone, in its own process: what the core computes after gathering.

import { loadConfiguration } from "../src/core/config/index.ts";
import type { Digest } from "../src/core/lib/digest.ts";
import { mapLimited } from "../src/core/lib/parallel.ts";
import { timestampOf } from "../src/core/lib/time/timestamp.ts";
import { assemblePlan, type Gathered } from "../src/core/plan/assemble.ts";
import { decideEach } from "../src/core/plan/decide/decide.ts";
import type { UnitFacts, UnitToDecide } from "../src/core/plan/decide/facts.ts";
import { printPlan, readPlan } from "../src/core/plan/plan-document.ts";
import type { Observation } from "../src/core/publish/observation.ts";
import { movingTagsOf } from "../src/core/tags/publication-tags.ts";
import { timestampTags } from "../src/core/tags/timestamp.ts";
import type { Unit } from "../src/core/unit/unit.ts";
import type { Registry } from "../src/ports/registry.ts";
import { planTable } from "../src/render/tables/plan-table.ts";
import { createObserver } from "../src/steps/observe/observe.ts";
import { repositoryOf } from "./fixture.ts";

/** CPU seconds of each step, in order. */
export type Steps = Record<(typeof planningSteps | typeof otherSteps)[number], number>;

/** The seconds that the goal limits. */
export const planningSteps = ["configuration", "decisions", "table", "JSON"] as const;
/** Seconds of the steps in later jobs, and of observing registries that hold a year of tags. */
export const otherSteps = ["reading back", "a year's tags"] as const;

const now = new Date("2026-11-23T06:17:00Z");
const week = 7 * 24 * 3600 * 1000;

/**
 * Plans a weekly rebuild of so many units once, cold, as a job does. Hashes and registry contents
 * are given: every unit has a publication. Throws unless the plan has all units.
 */
export async function measureCore(units: number): Promise<Steps> {
  const files = repositoryOf(units, ["hub.example.org/osg", "docker.io/osg"]);
  const folders = new Set(Object.keys(files).flatMap((path) => parents(path)));
  const kindOf = (path: string) => (path in files ? "file" : folders.has(path) ? "folder" : undefined);
  const [loading, configuration] = timed(() =>
    loadConfiguration({ text: files[".github/tagstream.yml"] ?? "", file: ".github/tagstream.yml", owner: "osg", kindOf }),
  );
  const { units: all } = configuration;
  const [, lately] = await timedObserving(all, 1);
  const gathered = gather(
    all,
    lately.map((observed) => ({ inputs: { hash }, tests: hash, observed })),
  );
  const [assembling, plan] = timed(() =>
    assemblePlan({ ...gathered, units: decideEach(gathered.units, { ...gathered, runId: gathered.run.id }, gathered.commit) }),
  );
  const [rendering] = timed(() => planTable(plan));
  const [printing, text] = timed(() => printPlan(plan));
  const [reading, read] = timed(() => readPlan(text));
  const [observing] = await timedObserving(all, 52); // last, so that later steps do not pay for its garbage
  if (read.units.length !== units) throw new Error(`${read.units.length} units instead of ${units}`);
  return {
    configuration: loading,
    decisions: assembling,
    table: rendering,
    JSON: printing,
    "a year's tags": observing,
    "reading back": reading,
  };
}

function gather(units: readonly Unit[], facts: readonly UnitFacts[]): Omit<Gathered, "units"> & { units: UnitToDecide[] } {
  const commit = "8d2f31c".padEnd(40, "0");
  return {
    intent: "rebuild",
    event: "schedule",
    repository: "osg/images",
    source: "https://github.com/osg/images",
    commit,
    revision: commit,
    branch: "main",
    now: timestampOf(now),
    run: { id: "4711", attempt: 1 },
    units: units.map((unit, index) => ({
      unit,
      selected: true,
      facts: facts[index] ?? { inputs: { hash }, tests: hash },
    })),
    notes: [],
    promotion: { maxAge: 7 * 86_400_000 },
  };
}

/**
 * The tags in each image's repository after so many weekly rebuilds. An image's units share them.
 */
function listingsOf(units: readonly Unit[], weeks: number): Map<string, string[]> {
  const listings = new Map<string, string[]>();
  const weekly = Array.from({ length: weeks }, (_, index) => timestampOf(new Date(now.getTime() - (weeks - index) * week)));
  for (const unit of units) {
    const listing = listings.get(unit.image) ?? [];
    listings.set(unit.image, listing);
    listing.push(...movingTagsOf(unit));
    for (const timestamp of weekly) listing.push(...timestampTags(unit, { timestamp, sequence: 0 }));
  }
  return listings;
}

/** CPU seconds of observing all units in a registry that answers at once, after so many weeks. */
async function timedObserving(units: readonly Unit[], weeks: number): Promise<[number, Observation[]]> {
  const listings = listingsOf(units, weeks);
  const digest: Digest = `sha256:${hash}`;
  const index = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [], annotations: {} };
  const manifest = { mediaType: index.mediaType, digest, bytes: new TextEncoder().encode(JSON.stringify(index)) };
  const refuse = (): never => {
    throw new Error("planning changes nothing");
  };
  const registry: Registry = {
    tags: async (repository) => listings.get(repository.slice(repository.lastIndexOf("/") + 1)) ?? [],
    resolve: async () => digest,
    manifest: async () => manifest,
    blob: refuse,
    blobStream: refuse,
    putManifest: refuse,
    pushed: () => {},
    claim: refuse,
    pause: refuse,
    copy: refuse,
    removeTags: refuse,
    keepsUntagged: refuse,
    manifests: refuse,
    removeManifests: refuse,
    hasLogin: async () => true,
    assertCanPush: refuse,
  };
  const before = process.cpuUsage();
  const observer = createObserver(registry, { annotations: true });
  const observed = await mapLimited(units, 16, (unit) => observer(unit)); // as plan does
  return [cpuSince(before), observed];
}

const hash = "4be1c0ff".repeat(8);

function timed<T>(work: () => T): [number, T] {
  const before = process.cpuUsage();
  const result = work();
  return [cpuSince(before), result];
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function parents(path: string): string[] {
  const parts = path.split("/");
  return [".", ...parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"))];
}

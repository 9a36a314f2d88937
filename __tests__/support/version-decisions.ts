import type { TagstreamAnnotations } from "../../src/core/oci/annotations.ts";
import type { Gathered } from "../../src/core/plan/assemble.ts";
import type { UnitFacts, UnitToDecide } from "../../src/core/plan/decide/facts.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Observation } from "../../src/core/publish/observation.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { parseVersion } from "../../src/core/versions/version.ts";
import type { VersionFacts } from "../../src/core/versions/version-facts.ts";
import { h1, plan as planOf, t1 } from "./decisions.ts";
import { makeDigest, makeUnit, timestamp } from "./units.ts";

const stamp = { timestamp: timestamp("20261116-0617"), sequence: 0 };
const current = makeDigest("current");
export const versions = { gitTag: "v{version}" };
export const unit = makeUnit("squid:release", { versions });

/** What the registry holds of the unit's stream. */
export function published(of: Unit, annotations: TagstreamAnnotations = { inputs: h1, tests: t1 }): Observation {
  return {
    current: { stamp, digest: current, annotations: { built: stamp.timestamp, run: "1", ...annotations } },
    destinations: of.destinations.map((destination) => ({
      ...destination,
      stamps: [stamp],
      rollbacks: [],
      tags: new Map(),
      digests: new Set(),
    })),
  };
}

/** What the registry has of versions: their tags. */
export function own(of: Unit, text: string, tags: Record<string, string> = {}, shown?: TagstreamAnnotations): VersionFacts {
  const version = parseVersion(text);
  if (!version) throw new TypeError(text);
  const all = new Map(Object.entries(tags).map(([tag, name]) => [tag, makeDigest(name)]));
  const listed = [...all.keys()].filter(parseVersion).sort().reverse();
  const destinations = of.destinations.map((entry) => ({
    ...entry,
    versions: listed,
    tags: all,
    digests: new Set(all.values()),
  }));
  const digest = all.get(text);
  return { version, observed: { destinations }, ...(digest ? { shown: { digest, annotations: shown ?? {} } } : {}) };
}

/** Of the unit, whose stream is up to date, and whose version is new. */
export const facts = (change: Partial<UnitFacts> = {}): UnitFacts => ({
  inputs: { hash: h1 },
  tests: t1,
  observed: published(unit),
  version: own(unit, "1.4.2"),
  ...change,
});

/** The plan of the push of this git tag. */
export function plan(units: readonly UnitToDecide[], change: Partial<Omit<Gathered, "units">> = {}): Plan {
  return planOf("version", units, { gitTag: "v1.4.2", ...change });
}

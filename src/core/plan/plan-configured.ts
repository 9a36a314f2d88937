import { capabilities } from "../events/capabilities.ts";
import { testsToRun } from "../follow/state.ts";
import { type Fault, isMap, printPath } from "../lib/json-document.ts";
import type { From } from "../sources/from.ts";
import { sourceFault } from "../sources/scope.ts";
import { baseKeys, basesOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";
import { otherTags } from "./alias-clashes.ts";
import type { Plan, PlannedUnit } from "./plan.ts";

/** The keys of a plan that the configuration gives for all units. */
const common = ["promotion", "freshness", "generator"] as const;

/** The configuration at the commit of a plan. */
export interface Configured extends Pick<Plan, (typeof common)[number]> {
  units: readonly Unit[];
  /** The hashes of the units' tests by unit name, as far as the commit alone determines them. */
  testsHashes: ReadonlyMap<string, string>;
  /** Where streams come from, if not from the default branch. */
  from: ReadonlyMap<string, From>;
  /** The images outside the configuration that a unit's Dockerfile names, by unit name, as far as it is known. */
  outside?: ReadonlyMap<string, readonly string[]>;
}

/**
 * The differences between a plan and its commit, in everything that the configuration decides and
 * in the hashes of the tests. A plan comes from another job, and its values reach builds with
 * secrets, scripts and registries.
 */
export function configuredFaults(plan: Plan, configured: Configured): Fault[] {
  const { units, testsHashes, from, outside } = configured;
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const ofUnits = plan.units.flatMap((planned, index): Fault[] => {
    const unit = byName.get(planned.name);
    if (!unit) return [{ at: printPath(["units", index]), what: "the configuration has no such unit" }];
    const hash = testsHashes.get(planned.name);
    const tests = testsToRun(unit, planned.follow);
    return [
      ...sourceFaults(plan, planned, from, index),
      ...seenBaseFaults(planned, outside?.get(planned.name), index),
      ...advanceFaults(planned, index),
      ...differences(["units", index], described(planned), described({ ...unit, tests })),
      ...differences(["units", index, "testsHash"], planned.testsHash, hash ?? planned.testsHash),
    ];
  });
  const ofAll = common.flatMap((key) => differences([key], plan[key], configured[key]));
  return [...ofAll, ...ofUnits, ...otherTagsFaults(plan, units)];
}

/** Without a tag of an image outside the plan, an alias with a label could take it. */
function otherTagsFaults({ units: planned, otherTags: given = [] }: Plan, units: readonly Unit[]): Fault[] {
  const known = new Set(given);
  const missing = otherTags(units, planned).filter((reference) => !known.has(reference));
  return missing.slice(0, 1).map((reference) => ({ at: "otherTags", what: `it lacks ${quote(reference)}` }));
}

/**
 * A plan of the tagged commit itself has no other sources. A blocked unit may have found none, and a
 * base that the plan leaves alone needs none.
 */
function sourceFaults(
  { intent, gitTag }: Plan,
  { stream, source, decision, purposes }: PlannedUnit,
  from: ReadonlyMap<string, From>,
  index: number,
): Fault[] {
  const isTaggedCommit = capabilities[intent].versions && capabilities[intent].needsEventCommit;
  if (source === undefined && (isTaggedCommit || decision === "blocked" || decision === "leave")) return [];
  // In the run of a git tag, that tag is the source of all that gets no stream's tags.
  const isRelease = capabilities[intent].versions && capabilities[intent].publish;
  if (isRelease && source?.ref === `refs/tags/${gitTag}` && !purposes?.includes("publish")) return [];
  const what = sourceFault(isTaggedCommit ? undefined : from.get(stream), source);
  return what === undefined ? [] : [{ at: printPath(["units", index, "source"]), what }];
}

/** A build replaces the bases that the plan saw: it must not replace anything else, such as a stage. */
function seenBaseFaults({ seenBases = [] }: PlannedUnit, outside: readonly string[] | undefined, index: number): Fault[] {
  if (!outside) return [];
  return seenBases.flatMap(({ reference }, at): Fault[] => {
    if (outside.includes(reference)) return [];
    const path = printPath(["units", index, "seenBases", at]);
    return [{ at: path, what: `the unit's Dockerfile has no base ${quote(reference)}` }];
  });
}

/** `advance` publishes its plan itself, once it has recorded who asked. No later job does. */
function advanceFaults({ follow }: PlannedUnit, index: number): Fault[] {
  if (!follow?.advanced) return [];
  return [
    { at: printPath(["units", index, "follow", "advanced"]), what: "only the command `advance` publishes it, in its own job" },
  ];
}

/** The part of a unit that its configuration describes. */
function described(unit: Unit | PlannedUnit): Unit {
  const { name, image, stream, variant, streamTag, aliases, versions, destinations, required, platforms, build, tests } = unit;
  const { source, follows, timestamps, candidates, evaluatedAliases, scan } = unit;
  const optional = {
    ...(source ? { source } : {}),
    ...(follows ? { follows } : {}),
    ...(candidates === undefined ? {} : { candidates }),
    ...(evaluatedAliases ? { evaluatedAliases } : {}),
    ...(versions ? { versions } : {}),
    ...(timestamps ? { timestamps } : {}),
    ...(scan ? { scan } : {}),
    ...baseKeys(basesOf(unit)),
  };
  return { name, image, stream, variant, streamTag, aliases, destinations, required, platforms, build, tests, ...optional };
}

/**
 * The places where two JSON values differ, whatever the order of keys. Lists of different lengths
 * differ as a whole.
 */
function differences(path: (string | number)[], planned: unknown, configured: unknown): Fault[] {
  if (Array.isArray(planned) && Array.isArray(configured) && planned.length === configured.length)
    return planned.flatMap((item, index) => differences([...path, index], item, configured[index]));
  if (isMap(planned) && isMap(configured)) {
    const [left, right] = [new Map(Object.entries(planned)), new Map(Object.entries(configured))];
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
      differences([...path, key], left.get(key), right.get(key)),
    );
  }
  if (planned === configured) return [];
  return [{ at: printPath(path), what: `the plan has ${quote(planned)}, this commit has ${quote(configured)}` }];
}

/** A value for a message: on one line, with a limited length. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 140 ? `${text.slice(0, 140)}…` : text;
}

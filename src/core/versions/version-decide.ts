import type { UnitFacts, Verdict } from "../plan/decide/facts.ts";
import { describeLack } from "../publish/effect.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";
import { lineTags, versionTag, versionTags } from "./version.ts";
import type { VersionFacts } from "./version-facts.ts";
import { newestIn, type VersionObservation, versionStep } from "./version-step.ts";

/**
 * Decides a version of one unit. A published digest with the inputs of the tagged commit gets the
 * tags, because it was tested. Otherwise the unit is built, unless `judgeCandidate` finds a
 * candidate.
 */
export function decideVersion(unit: Unit, facts: UnitFacts): Verdict {
  const { version: own, inputs, tests, observed } = facts;
  if (!own) return { decision: "leave", reason: "not part of this version" };
  if (!own.observed) return { decision: "build", reason: `could not check whether ${own.version.text} is published` };
  if (own.shown) return decideAgain(unit, own, own.observed);
  const build = (why: string): Verdict => ({ decision: "build", reason: `new version ${own.version.text}; ${why}` });
  if ("none" in inputs) return build(`cannot compare its inputs: ${inputs.none}`);
  if (hasVersionsAlone(unit)) return { decision: "build", reason: `new version ${own.version.text}` };
  if (!observed) return build(`could not query ${unit.streamTag}`);
  const current = observed.current;
  if (!current) return build(`${unit.streamTag} is not published yet`);
  const stamp = printPublicationId(current.stamp);
  if (current.annotations?.inputs !== inputs.hash) return build(`${stamp} has other inputs`);
  return current.annotations.tests === tests
    ? { decision: "promote", reason: `same inputs as ${stamp}, which is tested and published` }
    : { decision: "test", reason: `its tests changed; retesting ${stamp}, which has the same inputs` };
}

/** Completes a version that already exists. It is never rebuilt. */
function decideAgain(unit: Unit, { version }: VersionFacts, observed: VersionObservation): Verdict {
  const next = versionStep(unit, version, observed);
  const published = `${version.text} is already published`;
  if (next.kind === "done") return { decision: "leave", reason: published };
  const lack = next.kind === "effect" ? describeLack(next.effect) : next.reason;
  return { decision: "repair", reason: `${published}; ${lack}` };
}

/**
 * Blocks the units whose version already exists with other inputs than the tagged commit: the git
 * tag was moved or reused. The same inputs, the same commit, or a build of this very run count as
 * the same version.
 */
export function withTakenVersions<T extends { unit: Unit; facts: UnitFacts }>(
  units: readonly T[],
  { commit, runId }: { commit: string; runId: string },
): T[] {
  return units.map((entry) => {
    const { unit, facts } = entry;
    const { version: own, inputs } = facts;
    const { digest, annotations } = own?.shown ?? {};
    if (!own || !digest || !annotations || facts.blocked) return entry;
    const same =
      ("hash" in inputs && annotations.inputs === inputs.hash) ||
      annotations.revision === commit ||
      (runId !== "local" && annotations.run === runId);
    if (same) return entry;
    const tag = `${unit.destinations[0]?.repository}:${versionTag(unit, own.version.text)}`;
    const reason = `${tag} already points to ${digest}, built from other inputs. A version tag never changes: push a new version`;
    return { ...entry, facts: { ...facts, blocked: { code: "version-taken", reason } } };
  });
}

/**
 * The tags that publishing would write, as far as they are known: the whole version, and each line
 * whose newest version it is.
 */
export function plannedVersionTags(unit: Unit, { version, observed }: VersionFacts): string[] {
  const destinations = observed?.destinations ?? [];
  const lines = lineTags(unit, version.text).filter((line) => newestIn(line, unit, version, destinations) === version.text);
  return versionTags(unit, version, lines);
}

/**
 * Builds a version of a unit on its base as the tagged commit defines it: a base that is published
 * with other inputs is built too. That base gets no tags, unless the version is its own.
 * @param units bases before their children
 */
export function buildBasesOfVersions(units: readonly { unit: Unit; facts: UnitFacts }[], verdicts: Map<string, Verdict>): void {
  const facts = new Map(units.map((entry) => [entry.unit.name, entry.facts]));
  for (const { unit } of units.toReversed()) {
    const own = verdicts.get(unit.name);
    // A stream builds on what its base shows.
    if (own?.decision !== "build" || own.purposes?.includes("publish")) continue;
    for (const name of baseUnitsOf(unit)) {
      const base = facts.get(name);
      if (!base?.observed || base.version?.shown || verdicts.get(name)?.decision !== "leave") continue;
      const published = base.observed.current?.annotations?.inputs;
      if ("hash" in base.inputs && published === base.inputs.hash) continue;
      verdicts.set(name, { decision: "build", reason: `${unit.name} builds on it, and the published image has other inputs` });
    }
  }
}

/**
 * Adds the facts of the version. If the version of a unit exists, its digest counts as the
 * published one, and the children of the unit use it.
 */
export function withVersion(facts: UnitFacts, version: VersionFacts | undefined): UnitFacts {
  const { observed } = facts;
  if (!version) return facts;
  const stamp = observed?.current?.stamp ?? { timestamp: version.shown?.annotations.built, sequence: 0 };
  if (!version.shown || !observed || stamp.timestamp === undefined) return { ...facts, version };
  const current = { ...version.shown, stamp: { timestamp: stamp.timestamp, sequence: stamp.sequence } };
  return { ...facts, version, observed: { ...observed, current } };
}

import { withheldSecrets } from "../../core/build/withheld-secret.ts";
import type { Home } from "../../core/config/default-registry.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import type { Blocker } from "../../core/plan/decide/blocker.ts";
import type { UnitFacts, UnitToDecide } from "../../core/plan/decide/facts.ts";
import { rolledBackInputs } from "../../core/rollback/rolled-back-inputs.ts";
import { allBasesOf } from "../../core/unit/bases.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { withVersion } from "../../core/versions/version-decide.ts";
import type { VersionFacts } from "../../core/versions/version-facts.ts";
import type { Ports } from "../../ports/index.ts";
import type { Asking } from "../observe/asking.ts";
import { observeAll } from "../observe/observe-all.ts";
import { gatherVersions } from "../observe/observe-version.ts";
import type { Checkout } from "./checkout/checkout.ts";
import type { Chosen } from "./choose-units.ts";
import { hashesBefore } from "./hashes-before.ts";
import { inputsOfOutsideBases } from "./outside-bases.ts";
import { inputsOfHeldBases, type PlannedHolds, readPlannedHolds, withHold } from "./planned-holds.ts";
import type { Question } from "./question.ts";
import { sourceHasher } from "./sources/source-hasher.ts";
import type { SourcedUnits } from "./sources/sourced-units.ts";

/** The sources of facts. */
export interface Sources {
  configured: SourcedUnits;
  checkout: Checkout;
  home: Home;
  ports: Ports;
  asking: Asking;
}

/** All facts about the units except their candidates. */
export async function gatherFacts(
  { units, selected, outside, versions }: Chosen,
  question: Question,
  { configured, checkout, home, ports, asking }: Sources,
): Promise<{ units: UnitToDecide[]; notes: string[] }> {
  const { intent } = question.trigger;
  const hasher = sourceHasher(checkout.trees, ports.hasherOf);
  const { released } = configured;
  const isReleased = ({ stream }: Unit): boolean => released?.has(stream) ?? true;
  const holding = readPlannedHolds(intent, ports.forge).then((read) => ofStreams(read, isReleased));
  const seeing = holding.then(({ holdOf }) => observeAll(units, configured.units, question, holdOf, ports, asking));
  const outsideInputs = holding.then((read) => inputsOfOutsideBases(units, outside, read, seeing, ports.registry, asking));
  const [files, before, held, seen, heldInputs, published] = await Promise.all([
    hasher.filesOf(units, outside),
    hashesBefore(question, { checkout, home, hasher, files: ports.files, outside: named(units, outside), outsideInputs }),
    holding,
    seeing,
    holding.then((read) => inputsOfHeldBases(units, read, seeing, intent, ports.registry, asking)),
    outsideInputs,
  ]);
  const own = versions && (await gatherVersions(units, versions, ports.registry, asking));
  const observedOf = (unit: Unit) => ({
    ...seen.observations.get(unit.name),
    ...withHold(held.holdOf(unit), heldInputs.get(unit.name)),
  });
  const bases = allBasesOf(units);
  const rolledBack = (unit: Unit, hashes: Hashes) =>
    bases.has(unit.name) ? rolledBackInputs({ ...hashes, ...observedOf(unit) }, intent) : undefined;
  const hashes = hashUnits(units, files, hasher.sha256, { held: new Map([...heldInputs, ...published]), rolledBack });
  const factsOf = (unit: Unit): UnitFacts => {
    const made = hashes.get(unit.name);
    if (!made) throw new TypeError(`${unit.name} was not hashed`);
    const earlier = before?.hashes.get(unit.name);
    const inputs = published.get(unit.name) ?? made.inputs;
    const alone = { ...made, inputs, ...(earlier ? { before: earlier } : {}), ...observedOf(unit) };
    const unseen = !question.offline && asking.isOptional(unit) && !seen.observations.has(unit.name);
    return {
      ...asPublished(alone, own?.get(unit.name), released !== undefined && isReleased(unit)),
      ...asking.blockerOf(unit),
      ...blockedAt(configured.blockers.get(unit.name)),
      ...knownFrom({ unseen, outside: outside.has(unit.name) }),
      ...(!capabilities[intent].secrets ? { withheld: withheldSecrets(unit, before?.units ?? []) } : {}),
    };
  };
  return {
    units: units.map((unit) => ({ unit, selected: selected.has(unit.name), facts: factsOf(unit) })),
    notes: [...(before?.notes ?? []), ...held.notes, ...seen.notes],
  };
}

/** A hold is on the stream: it says nothing about an image that only gets version tags. */
function ofStreams({ holdOf, notes }: PlannedHolds, isReleased: (unit: Unit) => boolean): PlannedHolds {
  return { holdOf: (unit) => (isReleased(unit) ? holdOf(unit) : undefined), notes };
}

function named(units: readonly Unit[], names: ReadonlySet<string>): Unit[] {
  return units.filter(({ name }) => names.has(name));
}

/** @param isOfStream whether the git tag of this run is the newest release of the unit's stream */
function asPublished(facts: UnitFacts, version: VersionFacts | undefined, isOfStream: boolean): UnitFacts {
  if (!isOfStream) return withVersion(facts, version);
  return { ...facts, isNewestRelease: true, ...(version ? { version } : {}) };
}

function knownFrom({ unseen, outside }: { unseen: boolean; outside: boolean }): Pick<UnitFacts, "unseen" | "outside"> {
  return { ...(unseen ? { unseen } : {}), ...(outside ? { outside } : {}) };
}

function blockedAt(blocked: Blocker | undefined): { blocked?: Blocker } {
  return blocked ? { blocked } : {};
}

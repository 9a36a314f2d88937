import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { holdOn, type UnitHold } from "../../core/holds/hold.ts";
import type { InputsHash } from "../../core/inputs/inputs-hash.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import { plannedHold } from "../../core/plan/decide/planned-hold.ts";
import { inputsToBuildOn } from "../../core/plan/plan.ts";
import { allBasesOf, baseUnitsOf } from "../../core/unit/bases.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { readHolds } from "../holds/holds.ts";
import { type Asking, parallelUnits } from "../observe/asking.ts";

/** The holds at the time of a plan. */
export interface PlannedHolds {
  /** A unit's hold; a text says why it is unknown. */
  holdOf(unit: Unit): UnitHold | string | undefined;
  notes: string[];
}

/**
 * The holds for a plan that moves streams. A pull request only reports them, if it may read them.
 */
export async function readPlannedHolds(intent: Intent, forge: Forge | undefined): Promise<PlannedHolds> {
  const { publish, candidates } = capabilities[intent];
  if (!publish && !candidates) return { holdOf: () => undefined, notes: [] };
  const { holds, unreadable, notes } = await readHolds(forge);
  if (!publish) return { holdOf: (unit) => holdOn(unit, holds), notes: [] };
  const unknown = unreadable === undefined ? [] : [`no stream moves, since Tagstream could not read the holds: ${unreadable}`];
  return { holdOf: (unit) => holdOn(unit, holds) ?? unreadable, notes: [...notes, ...unknown] };
}

/** A unit's hold as a fact, with the image's inputs if other units build on it. */
export function withHold(hold: UnitHold | string | undefined, inputs: InputsHash | undefined): Pick<UnitFacts, "hold"> {
  if (typeof hold !== "object") return hold === undefined ? {} : { hold };
  return { hold: { ...hold, ...(inputs && "hash" in inputs ? { inputs: inputs.hash } : {}) } };
}

/**
 * The inputs of held images that other units build on, from the images themselves. Costs each
 * manifest, and asks registries before any hashing. An unreadable image blocks the units built on
 * it, not the base.
 */
export async function inputsOfHeldBases(
  units: readonly Unit[],
  { holdOf }: PlannedHolds,
  seeing: Promise<{ observations: ReadonlyMap<string, Pick<UnitFacts, "observed">> }>,
  intent: Intent,
  registry: Registry,
  asking: Asking,
): Promise<Map<string, InputsHash>> {
  const bases = allBasesOf(units);
  const held = units.filter((unit) => bases.has(unit.name) && typeof holdOf(unit) === "object");
  if (held.length === 0 || !capabilities[intent].publish) return new Map();
  const { observations } = await seeing;
  const made = await mapLimited(held, parallelUnits, async (unit) => {
    const planned = plannedHold(unit, holdOf(unit), observations.get(unit.name)?.observed);
    if (planned?.digest === undefined) return [];
    const { digest } = planned;
    const children = units.filter((other) => baseUnitsOf(other).includes(unit.name));
    const read = () => manifestOf(registry, firstRepository(unit), digest);
    const manifest = await asking.about(children, read, `its base ${unit.name} is held at an image that `);
    const { inputs } = manifest ? readManifestAnnotations(manifest.bytes) : {};
    const known = inputsToBuildOn({ name: unit.name, hold: { ...planned, ...(inputs === undefined ? {} : { inputs }) } }, intent);
    return known ? [[unit.name, known] as const] : [];
  });
  return new Map(made.flat());
}

/** @throws Failure `registry-missing` */
export async function manifestOf(registry: Registry, repository: string, digest: Digest): Promise<Manifest> {
  const manifest = await registry.manifest(repository, digest);
  if (manifest) return manifest;
  throw failure("registry-missing", `${repository} no longer has ${digest}. Publish it again, or release the hold.`);
}

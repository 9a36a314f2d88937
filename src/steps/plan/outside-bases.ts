import type { InputsHash } from "../../core/inputs/inputs-hash.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { UnitFacts } from "../../core/plan/decide/facts.ts";
import { plannedHold } from "../../core/plan/decide/planned-hold.ts";
import { baseUnitsOf } from "../../core/unit/bases.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { type Asking, parallelUnits } from "../observe/asking.ts";
import { manifestOf, type PlannedHolds } from "./planned-holds.ts";

/**
 * The inputs of the bases that a run is not about, since they are of other streams: from the image
 * that a hold keeps or, without one, from the newest one. So a child has the same hash in runs of
 * its own branch as in runs of all streams.
 * @param outside the names of these bases
 */
export async function inputsOfOutsideBases(
  units: readonly Unit[],
  outside: ReadonlySet<string>,
  { holdOf }: PlannedHolds,
  seeing: Promise<{ observations: ReadonlyMap<string, Pick<UnitFacts, "observed">> }>,
  registry: Registry,
  asking: Asking,
): Promise<Map<string, InputsHash>> {
  if (outside.size === 0) return new Map();
  const { observations } = await seeing;
  const read = async (unit: Unit): Promise<InputsHash> => {
    const { observed } = observations.get(unit.name) ?? {};
    const { digest, annotations } = observed?.current ?? {};
    const held = plannedHold(unit, holdOf(unit), observed)?.digest;
    const children = units.filter((other) => baseUnitsOf(other).includes(unit.name));
    const inputs =
      held === undefined || held === digest
        ? annotations?.inputs
        : await asking.about(
            children,
            async () => readManifestAnnotations((await manifestOf(registry, firstRepository(unit), held)).bytes).inputs,
            `its base ${unit.name} is held at an image that `,
          );
    return inputs === undefined ? { none: `the published image of ${unit.name} does not tell its inputs` } : { hash: inputs };
  };
  const known = units.filter(({ name }) => outside.has(name));
  return new Map(await mapLimited(known, parallelUnits, async (unit) => [unit.name, await read(unit)] as const));
}

import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { Unit } from "./unit.ts";

/** The parts of a unit that say where its images are. */
export type Housed = Pick<Unit, "destinations" | "candidates">;

/** The first destination: the one that holds what was published. */
export function firstRepository(unit: Pick<Unit, "destinations">): string {
  const first = unit.destinations[0];
  if (!first) throw new TypeError("a unit without destinations");
  return first.repository;
}

/** The repository of a unit's candidates; undefined if proposed changes are pushed nowhere. */
export function candidatesRepository(unit: Housed): string | undefined {
  if (unit.candidates === false) return undefined;
  return unit.candidates ?? firstRepository(unit);
}

/**
 * The repository that a plan's builds go to, by its intent: proposed changes to the candidates, and
 * everything else to the first destination. Undefined if nothing may leave the machine.
 */
export function buildRepository(unit: Housed, intent: Intent): string | undefined {
  const { push, candidates } = capabilities[intent];
  if (!push) return undefined;
  return candidates ? candidatesRepository(unit) : firstRepository(unit);
}

/**
 * Whether a proposed change works without the unit's destinations: with candidates elsewhere or
 * nowhere, its job may have no right to read what is published.
 */
export function worksWithoutDestinations(unit: Housed, intent: Intent): boolean {
  return capabilities[intent].candidates && unit.candidates !== undefined;
}

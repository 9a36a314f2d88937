import { keptNote } from "../../../core/build/kept.ts";
import { capabilities } from "../../../core/events/capabilities.ts";
import { mapLimited } from "../../../core/lib/parallel.ts";
import { hostOf } from "../../../core/oci/reference.ts";
import { candidatesRepository, worksWithoutDestinations } from "../../../core/unit/repositories.ts";
import type { Unit } from "../../../core/unit/unit.ts";
import type { Registry } from "../../../ports/registry.ts";
import { lackOfLogin } from "../../publish/lack-of-login.ts";
import type { Question } from "../question.ts";

/** Registries to ask at the same time. */
const parallelHosts = 8;

/** What the job of a proposed change can do with the places of its candidates. */
export interface CandidatePlaces {
  /** Whether the plan of a unit goes on if its registries do not answer: it is built then. */
  isOptional(unit: Unit): boolean;
  /** For people: the registries without a login, and the remedy. */
  notes: string[];
}

/**
 * Looks for registries that this job has no login for, although they ask for one. Asks each once,
 * and none that it has a login for. Another job of the run may have a login: the job that builds
 * decides what it pushes.
 */
export async function lookAtCandidatePlaces(
  units: readonly Unit[],
  { trigger: { intent }, offline }: Pick<Question, "trigger" | "offline">,
  registry: Registry,
): Promise<CandidatePlaces> {
  if (offline || !capabilities[intent].candidates) return { isOptional: () => offline, notes: [] };
  const places = new Map<string, string>();
  for (const unit of units) {
    const repository = candidatesRepository(unit);
    if (repository !== undefined && !places.has(hostOf(repository))) places.set(hostOf(repository), repository);
  }
  const lacks = await mapLimited([...places], parallelHosts, async ([host, repository]) => {
    const words = await lackOfLogin(repository, registry);
    return words === undefined ? [] : [[host, words] as const];
  });
  const lacking = new Map(lacks.flat());
  const isLacking = (unit: Unit) => lacking.has(hostOf(candidatesRepository(unit) ?? ""));
  return {
    isOptional: (unit) => worksWithoutDestinations(unit, intent) || isLacking(unit),
    notes: lacking.size === 0 ? [] : [keptNote([...lacking.values()])],
  };
}

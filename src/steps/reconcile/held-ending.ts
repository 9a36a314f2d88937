import type { UnitHold } from "../../core/holds/hold.ts";
import { isPublished, type Observation } from "../../core/publish/observation.ts";
import { type StreamHold, step } from "../../core/publish/publish.ts";
import type { Unit } from "../../core/unit/unit.ts";

/**
 * Why a held unit does not show its digest; undefined if it does, or without a hold.
 * @param hold a text: why it is unknown
 */
export function heldProblem(unit: Unit, observed: Observation, hold: UnitHold | string | undefined): string | undefined {
  if (hold === undefined) return undefined;
  return typeof hold === "string" ? unasked(unit, observed, hold) : unproven(unit, observed, hold);
}

function unasked(unit: Unit, observed: Observation, reason: string): string | undefined {
  return step(unit, observed).kind === "done" ? undefined : `its stream did not move, because it may be held: ${reason}`;
}

function unproven(unit: Unit, observed: Observation, { issue, digest }: UnitHold): string | undefined {
  if (digest === undefined || isPublished(unit, observed, digest)) return undefined;
  return `hold #${issue} names ${digest}, which has no timestamp tag of this unit: the stream stays as it is`;
}

/** A hold's effect on a step: an unknown one keeps the stream at its current digest. */
export function streamHold(hold: UnitHold | string | undefined): StreamHold | undefined {
  return typeof hold === "string" ? {} : hold;
}

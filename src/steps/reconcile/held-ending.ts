import type { UnitHold } from "../../core/holds/hold.ts";
import { isPublished, type Observation } from "../../core/publish/observation.ts";
import { type StreamHold, step } from "../../core/publish/publish.ts";
import type { Unit } from "../../core/unit/unit.ts";

/** Why a held unit does not show its digest; undefined when it does, or when no hold applies. @param hold a text: why it is unknown */
export function heldProblem(unit: Unit, observed: Observation, hold: UnitHold | string | undefined): string | undefined {
  if (hold === undefined) return undefined;
  return typeof hold === "string" ? unasked(unit, observed, hold) : unproven(unit, observed, hold);
}

function unasked(unit: Unit, observed: Observation, reason: string): string | undefined {
  return step(unit, observed).kind === "done" ? undefined : `its stream did not move, because it may be held: ${reason}`;
}

function unproven(unit: Unit, observed: Observation, { issue, digest }: UnitHold): string | undefined {
  if (digest === undefined || isPublished(unit, observed, digest)) return undefined;
  return `hold #${issue} names ${digest}, which is under none of its timestamp tags: its stream stays as it is`;
}

/** What a hold means to a step: one that cannot be asked for keeps the stream at whatever it shows. */
export function streamHold(hold: UnitHold | string | undefined): StreamHold | undefined {
  return typeof hold === "string" ? {} : hold;
}

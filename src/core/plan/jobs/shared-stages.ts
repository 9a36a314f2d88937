import { groupBy } from "../../lib/group-by.ts";
import { firstOf } from "../../lib/text/words.ts";
import type { Unit } from "../../unit/unit.ts";
import type { PlannedUnit } from "../plan.ts";

type Built = Pick<Unit, "build" | "source">;

/**
 * What units with shared stages have in common: their Dockerfile and context, at one commit.
 * Undefined for a unit whose image does not ask for `shared-stages`.
 */
export function sharedStagesKey(unit: Built): string | undefined {
  return unit.build.sharedStages ? dockerfileKey(unit) : undefined;
}

/** The Dockerfile and the context of a unit, and the commit that they come from. */
export function dockerfileKey({ build: { context, dockerfile }, source }: Built): string {
  return JSON.stringify([source?.commit ?? null, context, dockerfile]);
}

/**
 * Notes on units that build several stages of one Dockerfile with the same arguments, each in a job
 * of its own: one job would run the stages that they share once.
 */
export function notesOnSharedStages(units: readonly (Built & Pick<PlannedUnit, "name" | "decision">)[]): string[] {
  const alike = groupBy(
    units.filter(({ build, decision }) => decision === "build" && !build.sharedStages),
    (unit) => JSON.stringify([dockerfileKey(unit), unit.build.args, unit.build.contexts]),
  );
  return [...alike.values()].flatMap((group) => {
    const targets = new Set(group.map(({ build }) => build.target));
    if (targets.size < 2) return [];
    const names = firstOf(
      group.map(({ name }) => name),
      4,
    );
    return [
      `${names} are stages of ${group[0]?.build.dockerfile}, each built in a job of its own: with \`shared-stages: true\` in each of these images, or in \`defaults\`, one job builds them, and runs their common stages once`,
    ];
  });
}

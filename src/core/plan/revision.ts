import { capabilities } from "../events/capabilities.ts";
import type { Unit } from "../unit/unit.ts";
import type { Plan } from "./plan.ts";

/**
 * The commit in the labels of a unit's image: the one that it is built from. For a proposed change,
 * the head of its pull request, also into another branch.
 */
export function revisionOf({ intent, revision }: Pick<Plan, "intent" | "revision">, { source }: Pick<Unit, "source">): string {
  return source === undefined || capabilities[intent].comparesWithParent ? revision : source.commit;
}

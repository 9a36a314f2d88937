import { oneLine } from "../../core/lib/text/clean.ts";
import { shortCommit } from "../../core/lib/text/words.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { sourceName } from "../../core/sources/scope.ts";
import type { UnitSource } from "../../core/unit/unit.ts";

/** Whether tables say where units come from. */
export function hasSources({ units, absent = [] }: Plan): boolean {
  return absent.length > 0 || units.some(({ source }) => source !== undefined);
}

/** `v1.4.2@77aa01b`; `–` for a stream that has no source yet. */
export function sourceLabel(source: UnitSource | undefined): string {
  return source ? oneLine(`${sourceName(source)}@${shortCommit(source.commit)}`) : "–";
}

/** The source of a unit, which may be that of the whole plan. */
export function sourceLabelOf({ source, blocked }: Pick<PlannedUnit, "source" | "blocked">, plan: Plan): string {
  const own = { ref: plan.gitTag ?? plan.branch, commit: plan.commit };
  return sourceLabel(source ?? (blocked === "source-unusable" ? undefined : own));
}

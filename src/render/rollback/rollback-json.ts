import type { RollbackPlan } from "../../core/rollback/rollback-plan.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";

/** A rollback's plan for machines: JSON, with a line end. */
export function rollbackJson({
  repository,
  branch,
  stamp,
  units,
  opened,
  noHoldReason,
  only,
  reason,
  owner,
  expires,
  notes,
}: RollbackPlan): string {
  const plan = {
    version: 1,
    repository,
    branch,
    timestamp: printPublicationId(stamp),
    units: units.map(({ unit, shown, target }) => ({
      unit: unit.name,
      shows: shown ? { digest: shown.digest, timestamp: shown.stamp ? printPublicationId(shown.stamp) : null } : null,
      target: { digest: target.digest, timestamp: printPublicationId(target.stamp) },
      destinations: unit.destinations,
    })),
    hold: noHoldReason === undefined ? { issue: opened?.issue ?? null, units: only, reason, owner, expires } : null,
    notes,
  };
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

import { oneLine } from "../../core/lib/text/clean.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { StateChip } from "../parts/state-chip.tsx";

/** Whether a unit's registries agree. */
export function Registries({ unit: { repositories, agrees, unknown } }: { unit: UnitStatus }) {
  const names = repositories.map(oneLine).join("\n");
  if (unknown.length > 0)
    return (
      <StateChip tone="warn" icon="unknown" title={unknown.join("\n")}>
        {unknown.length === repositories.length ? "no answer" : `${unknown.length} of ${repositories.length} silent`}
      </StateChip>
    );
  if (!agrees)
    return (
      <StateChip tone="bad" icon="differ" title={names}>
        {repositories.length === 1 ? "publications missing" : `${repositories.length} differ`}
      </StateChip>
    );
  return (
    <span class="muted" title={names}>
      {repositories.length === 1 ? "one" : `${repositories.length} agree`}
    </span>
  );
}

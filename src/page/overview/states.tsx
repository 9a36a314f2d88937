import type { StateName, UnitState } from "../../core/status/state.ts";
import { type Icon, StateChip, type Tone } from "../parts/state-chip.tsx";

/** How each state looks. */
export const looks: Record<StateName, { tone: Tone; icon: Icon }> = {
  stale: { tone: "bad", icon: "clock" },
  unknown: { tone: "warn", icon: "unknown" },
  "registries differ": { tone: "bad", icon: "differ" },
  withdrawn: { tone: "bad", icon: "cross" },
  failing: { tone: "bad", icon: "cross" },
  held: { tone: "held", icon: "lock" },
  "rolled back": { tone: "warn", icon: "back" },
  "never published": { tone: "plain", icon: "none" },
  waiting: { tone: "accent", icon: "wait" },
  fresh: { tone: "good", icon: "check" },
};

/** The states of a unit, each with its details as the title. Fresh units say so if they say nothing else. */
export function States({ states }: { states: readonly UnitState[] }) {
  const told = states.filter(({ name }) => states.length === 1 || name !== "fresh");
  if (told.length === 0) return <span class="muted">–</span>;
  return (
    <span class="states">
      {told.map(({ name, words }) => (
        <StateChip key={name} {...looks[name]} title={words}>
          {name}
        </StateChip>
      ))}
    </span>
  );
}

import { type Icon, StateChip, type Tone } from "../parts/state-chip.tsx";
import type { StateName } from "./stand-in.ts";

const looks: Record<StateName, { tone: Tone; icon: Icon }> = {
  stale: { tone: "bad", icon: "clock" },
  unknown: { tone: "warn", icon: "unknown" },
  never: { tone: "plain", icon: "none" },
  differs: { tone: "bad", icon: "differ" },
  "rolled back": { tone: "warn", icon: "back" },
  held: { tone: "held", icon: "lock" },
  waiting: { tone: "accent", icon: "wait" },
  fresh: { tone: "good", icon: "check" },
};

/** The states of a unit, the worst first. */
export function States({ states }: { states: readonly StateName[] }) {
  return (
    <span class="states">
      {(states.length > 1 ? states.filter((name) => name !== "fresh") : states).map((name) => (
        <StateChip key={name} {...looks[name]}>
          {name}
        </StateChip>
      ))}
    </span>
  );
}

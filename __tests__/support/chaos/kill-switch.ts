import type { FaultProxy } from "./fault-proxy.ts";
import type { World } from "./world.ts";

/** One effect, counted over all places, from 1, and whether it still happens. */
export interface Boundary {
  moment: "before" | "after";
  boundary: number;
}

/** Kills right before or after the n-th effect over both registries and GitHub; what comes later is lost. */
export function killAt({ proxies, github }: World, boundary: Boundary, kill: () => void): void {
  killAtEffect([...proxies, github], boundary, kill);
}

/** Kills right before or after the n-th effect over these places; what comes later is lost. */
export function killAtEffect(
  places: readonly Pick<FaultProxy, "onEffect">[],
  { moment, boundary }: Boundary,
  kill: () => void,
): void {
  let [effects, killed] = [0, false];
  for (const place of places) {
    const numbers = new Map<number, number>(); // of this one's effects among those of all
    place.onEffect = (when, own) => {
      if (when === "before" && !killed) numbers.set(own, ++effects);
      if (when === moment && numbers.get(own) === boundary) {
        killed = true;
        kill();
      }
      return killed;
    };
  }
}

import type { World } from "./world.ts";

/** Kills right before or after the n-th effect, counted over both registries and GitHub, from 1; what comes later is lost. */
export function killAt(
  { proxies, github }: World,
  { moment, boundary }: { moment: "before" | "after"; boundary: number },
  kill: () => void,
): void {
  let [effects, killed] = [0, false];
  for (const place of [...proxies, github]) {
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

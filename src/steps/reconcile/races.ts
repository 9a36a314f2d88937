import { Failure } from "../../core/lib/problem.ts";

/** How often an effect may be lost to another run before this one gives up. */
export const mostRaces = 3;

/** More than any configuration needs: a registry that never shows what it confirmed must not keep us here for ever. */
export const maximumSteps = 1000;

export const stuck = `after ${maximumSteps} steps the registry still shows something else than it confirmed`;

/** Whether a tag that moves shows something else than what was just put there: another run was faster. */
export function isRace(error: unknown): boolean {
  return error instanceof Failure && error.problems.some(({ code }) => code === "registry-changed");
}

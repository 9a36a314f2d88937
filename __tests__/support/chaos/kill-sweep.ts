import type { CaseOptions, CaseResult } from "./cases.ts";
import type { PublisherProgram } from "./child.ts";

/** A case in which a run is killed at one boundary. `over`: the run had ended before it came to that. */
export type KillCase = CaseResult & { over: boolean };

export interface KillOptions extends CaseOptions {
  /** The process that is killed; without one, the run loses what it does, in this process. */
  program?: PublisherProgram | undefined;
  moment: "before" | "after";
  /** The effect, counted over both registries, from 1. */
  boundary: number;
  /** What comes after the kill. */
  followUp: "re-run" | "unrelated push";
}

/** What is killed, and what comes after it. */
export type Kill = Pick<KillOptions, "moment" | "followUp">;

/**
 * `script/test` kills with these two at every boundary. After one effect and before the next, a
 * killed run has left the same behind: so each follow-up meets every state that a kill can leave.
 */
export const fewKills: readonly Kill[] = [
  { moment: "after", followUp: "re-run" },
  { moment: "before", followUp: "unrelated push" },
];

/** `npm run chaos` kills with all four. */
export const allKills: readonly Kill[] = [
  ...fewKills,
  { moment: "before", followUp: "re-run" },
  { moment: "after", followUp: "unrelated push" },
];

/**
 * Kills at the first boundary, the second and so on, so many side by side, until a run was over
 * before it came to one.
 */
export async function killAtEach<T extends Pick<KillCase, "over">>(
  workers: number,
  kill: (boundary: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let [boundary, over] = [0, false];
  const worker = async (): Promise<void> => {
    while (!over) {
      const result = await kill(++boundary);
      results.push(result);
      over ||= result.over;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}

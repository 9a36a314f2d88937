import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problems/problem.ts";

/**
 * The result for one unit, or for one tag that a pull request leaves behind. Every command ends in
 * conclusions, and they alone determine its outputs and its exit status.
 */
export interface Conclusion {
  unit: { name: string; required: boolean };
  /** Whether it failed. */
  failed: boolean;
  /** The error code. */
  code?: Code;
  /**
   * The digest that the stream shows now or, if nothing is published, the built one. Absent if
   * unknown.
   */
  now?: Digest;
  /** The tags that this run wrote, as full references: `registry/name:tag`. */
  tags: readonly string[];
  /** Whether another run may complete it, although the unit itself did not fail. */
  again?: true;
}

/**
 * The run's exit status: 1, red, if and only if a required unit failed or another run may help. The
 * results of the others are valid either way.
 */
export function exitStatus(conclusions: readonly Conclusion[]): 0 | 1 {
  return conclusions.some(({ unit, failed, again }) => (unit.required && failed) || again) ? 1 : 0;
}

/** The outputs `tags`, `digests` and `changed` of `action.yml`. */
export function outputsOf(conclusions: readonly Conclusion[]): { tags: string; digests: string; changed: string } {
  const tags = conclusions.flatMap((one) => one.tags);
  const digests = conclusions.flatMap(({ unit, failed, now }) => (now === undefined || failed ? [] : [[unit.name, now]]));
  return { tags: tags.join("\n"), digests: JSON.stringify(Object.fromEntries(digests)), changed: String(tags.length > 0) };
}

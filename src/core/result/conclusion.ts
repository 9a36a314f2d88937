import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problem.ts";

/**
 * What became of one unit, or of one tag that was to go: every command ends in these, and its outputs and its exit status are made of them alone.
 */
export interface Conclusion {
  unit: { name: string; required: boolean };
  /** Whether it is not what it should be. */
  failed: boolean;
  /** The code of what went wrong. */
  code?: Code;
  /** What the stream shows now; where nothing is published, what was built. Absent where that is not known. */
  now?: Digest;
  /** Full references of the tags that this run wrote: `registry/name:tag`. */
  tags: readonly string[];
  /** Whether another run may be able to do what is left, though nothing of the unit failed. */
  again?: true;
}

/** The run's exit status: 1, red, iff a required unit failed, or running again helps; the others' results stand all the same. */
export function exitStatus(conclusions: readonly Conclusion[]): 0 | 1 {
  return conclusions.some(({ unit, failed, again }) => (unit.required && failed) || again) ? 1 : 0;
}

/** The outputs `tags`, `digests` and `changed`, as `action.yml` describes them. */
export function outputsOf(conclusions: readonly Conclusion[]): { tags: string; digests: string; changed: string } {
  const tags = conclusions.flatMap((one) => one.tags);
  const digests = conclusions.flatMap(({ unit, failed, now }) => (now === undefined || failed ? [] : [[unit.name, now]]));
  return { tags: tags.join("\n"), digests: JSON.stringify(Object.fromEntries(digests)), changed: String(tags.length > 0) };
}

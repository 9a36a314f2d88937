import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problems/problem.ts";
import type { PinnedImage } from "../pins/pin-result.ts";
import type { PublishedImage } from "./published-image.ts";

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
  /** The images that this run published, by registry. */
  published?: readonly PublishedImage[];
  /** What files should name now: absent if the stream did not move. */
  pin?: PinnedImage;
  /** The error, for people. */
  problem?: string;
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

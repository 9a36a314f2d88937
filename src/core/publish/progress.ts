import type { Digest } from "../lib/digest.ts";
import type { Mutability } from "../tags/kind.ts";
import type { Destination } from "../unit/unit.ts";
import { afterEffect, type Effect, repositoryOf } from "./effect.ts";
import { failuresIn, type LeftOut, withFailures } from "./optional-registries.ts";

/** The content of registries, for a stream or a version. */
export interface Observed {
  readonly destinations: readonly (Destination & {
    failure?: string;
    tags: ReadonlyMap<string, Digest>;
    digests: ReadonlySet<Digest>;
  })[];
}

/** The most races that one run may lose to another before it gives up. */
export const maxRaces = 3;

/**
 * The state of a reconciliation. Each function here returns the next state, and changes nothing.
 */
export interface Progress<O extends Observed> {
  readonly observed: O;
  /** The effects that this run has applied, in order. */
  readonly effects: readonly Effect[];
  readonly failures: LeftOut;
  /** Confirmed tags that never change: a listing may not show them yet. */
  readonly claimed: readonly Effect[];
  /** Whether nothing has changed since the last observation. */
  readonly isFresh: boolean;
  readonly races: number;
}

/** The state after the first observation. */
export function begin<O extends Observed>(observed: O): Progress<O> {
  return see({ observed, effects: [], failures: new Map(), claimed: [], isFresh: true, races: 0 }, observed);
}

/**
 * The state after an observation: it keeps earlier failures, and confirmed tags that the registry
 * does not show yet.
 */
export function see<O extends Observed>(progress: Progress<O>, observed: O): Progress<O> {
  const failures = failuresIn(progress.failures, observed.destinations);
  const known = progress.claimed.reduce(remember, { ...observed, destinations: withFailures(observed.destinations, failures) });
  return { ...progress, observed: known, failures, isFresh: true };
}

/**
 * The state after an effect was applied.
 * @param applied the effect, or the content that another run gave to a tag that never changes
 * @param mutability of the tag that the effect writes
 */
export function apply<O extends Observed>(
  progress: Progress<O>,
  planned: Effect,
  applied: Effect,
  mutability: Mutability | undefined,
): Progress<O> {
  const { observed, effects, claimed } = progress;
  return {
    ...progress,
    observed: after(observed, applied),
    effects: applied === planned ? [...effects, applied] : effects,
    claimed: mutability === "written once" ? [...claimed, applied] : claimed,
    isFresh: false,
  };
}

/** The state after a failure of a registry that the unit does not need. */
export function leaveOut<O extends Observed>(progress: Progress<O>, repository: string, message: string): Progress<O> {
  const failures = new Map(progress.failures).set(repository, message);
  const { observed } = progress;
  return { ...progress, failures, observed: { ...observed, destinations: withFailures(observed.destinations, failures) } };
}

/** The state after another run won a race; undefined after too many races. */
export function lose<O extends Observed>(progress: Progress<O>): Progress<O> | undefined {
  return progress.races < maxRaces ? { ...progress, races: progress.races + 1 } : undefined;
}

/** The state of registries after a confirmed effect, without another query. */
export function after<O extends Observed>(observed: O, effect: Effect): O {
  return { ...observed, destinations: afterEffect(observed.destinations, effect) };
}

/** Adds a confirmed tag, unless the registry shows the tag: an observation counts for more. */
function remember<O extends Observed>(observed: O, effect: Effect): O {
  const seen = observed.destinations.find(({ repository }) => repository === repositoryOf(effect));
  return effect.kind === "tag" && !seen?.tags.has(effect.tag) ? after(observed, effect) : observed;
}

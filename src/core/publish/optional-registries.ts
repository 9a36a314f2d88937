import { Failure } from "../lib/problems/problem.ts";
import type { Destination, Unit } from "../unit/unit.ts";
import { type Effect, repositoryOf } from "./effect.ts";
import { isNeeded } from "./observation.ts";

/**
 * The failures of optional registries in this run, by repository. Tagstream then skips them, and
 * the next run completes them.
 */
export type LeftOut = ReadonlyMap<string, string>;

/**
 * The optional registry to blame for a failed effect, and the message. Rethrows any other failure.
 * For a copy from an optional to a needed registry, it blames the source. If the target was at
 * fault, the next effect there fails, too.
 */
export function toleratedFailure(
  unit: Pick<Unit, "destinations">,
  effect: Effect,
  error: unknown,
): [repository: string, message: string] {
  if (!(error instanceof Failure)) throw error;
  if (isOptional(unit, repositoryOf(effect))) return [repositoryOf(effect), error.message];
  if (effect.kind === "copy" && isOptional(unit, effect.from)) return [effect.from, error.message];
  throw error;
}

function isOptional({ destinations }: Pick<Unit, "destinations">, repository: string): boolean {
  return destinations.some((destination, index) => destination.repository === repository && !isNeeded(destination, index));
}

/** All failures: earlier ones of this run, and those in the new observation. */
export function failuresIn(known: LeftOut, destinations: readonly (Destination & { failure?: string })[]): LeftOut {
  const failures = new Map(known);
  for (const [index, destination] of destinations.entries()) {
    if (destination.failure !== undefined && !isNeeded(destination, index))
      failures.set(destination.repository, destination.failure);
  }
  return failures;
}

/** Destinations with their failures: a registry that failed once in this run is not tried again. */
export function withFailures<Snapshot extends Destination & { failure?: string }>(
  destinations: readonly Snapshot[],
  failures: LeftOut,
): Snapshot[] {
  return destinations.map((destination) => {
    const failure = failures.get(destination.repository);
    return failure === undefined ? destination : { ...destination, failure };
  });
}

import { Failure } from "../lib/problem.ts";
import type { Destination, Unit } from "../unit/unit.ts";
import { type Effect, repositoryOf } from "./effect.ts";
import { isNeeded } from "./observation.ts";

/** What optional registries failed at in this run, by repository. Tagstream then leaves them alone, and the next run completes them. */
export type LeftOut = ReadonlyMap<string, string>;

/**
 * The optional registry that an effect has to do with, and the message of its failure; any other failure is thrown on. Of a copy to a registry
 * that has to be written it is the one that is copied from: where the fault was with the other, the next effect there shows it.
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

/** What has failed: in this run before, or as the destinations were seen now. */
export function failuresIn(known: LeftOut, destinations: readonly (Destination & { failure?: string })[]): LeftOut {
  const failures = new Map(known);
  for (const [index, destination] of destinations.entries()) {
    if (destination.failure !== undefined && !isNeeded(destination, index))
      failures.set(destination.repository, destination.failure);
  }
  return failures;
}

/** Destinations with what has failed: a registry that failed once in this run is not tried again. */
export function withFailures<Snapshot extends Destination & { failure?: string }>(
  destinations: readonly Snapshot[],
  failures: LeftOut,
): Snapshot[] {
  return destinations.map((destination) => {
    const failure = failures.get(destination.repository);
    return failure === undefined ? destination : { ...destination, failure };
  });
}

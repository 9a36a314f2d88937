import { Failure } from "../../core/lib/problem.ts";
import { type Effect, repositoryOf } from "../../core/publish/effect.ts";
import { isNeeded } from "../../core/publish/observation.ts";
import type { Destination, Unit } from "../../core/unit/unit.ts";

/** What optional registries failed at in this run, by repository: they are then left alone, and the next run completes them. */
export type LeftOut = Map<string, string>;

/** The message of a failure that an optional registry may have; any other is thrown on. */
export function forgivable(unit: Pick<Unit, "destinations">, effect: Effect, error: unknown): string {
  if (!(error instanceof Failure) || !isOptional(unit, repositoryOf(effect))) throw error;
  return error.message;
}

/**
 * The optional registry that an effect has to do with, and the message of its failure; any other failure is thrown on. Of a copy to a registry
 * that has to be written it is the one that is copied from: where the fault was with the other, the next effect there shows it.
 */
export function forgiven(
  unit: Pick<Unit, "destinations">,
  effect: Effect,
  error: unknown,
): [repository: string, message: string] {
  const from = effect.kind === "copy" && !isOptional(unit, effect.to) && isOptional(unit, effect.from) ? effect.from : undefined;
  if (from !== undefined && error instanceof Failure) return [from, error.message];
  return [repositoryOf(effect), forgivable(unit, effect, error)];
}

function isOptional({ destinations }: Pick<Unit, "destinations">, repository: string): boolean {
  return destinations.some((destination, index) => destination.repository === repository && !isNeeded(destination, index));
}

/** Adds what failed to what was seen, and the other way round: a registry that failed once in this run is not tried again. */
export function leaveOut<Seen extends Destination & { failure?: string }>(
  failures: LeftOut,
  destinations: readonly Seen[],
): Seen[] {
  return destinations.map((destination, index) => {
    if (destination.failure !== undefined && !isNeeded(destination, index))
      failures.set(destination.repository, destination.failure);
    const failure = failures.get(destination.repository);
    return failure === undefined ? destination : { ...destination, failure };
  });
}

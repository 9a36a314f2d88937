import type { FollowedSource } from "../../core/history/followed.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { ObservedDestination } from "../../core/publish/observation.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Observer } from "./observe.ts";
import { publicationsOf } from "./publications.ts";

/** What a unit published, in all registries that answered. */
export interface Published {
  destinations: readonly ObservedDestination[];
  /** Those that answered. */
  reachable: readonly ObservedDestination[];
  /** Oldest first. */
  publications: readonly Publication[];
}

/** Reads what a unit published, once. @throws Failure */
export type Reader = (unit: Unit) => Promise<Published>;

/** Several units may follow one source, which may be listed itself: each is read once. */
export function createReader(observer: Observer, registry: Registry): Reader {
  const units = new Map<string, Promise<Published>>();
  return (unit) => {
    const before = units.get(unit.name);
    if (before) return before;
    const published = readPublished(unit, observer, registry);
    units.set(unit.name, published);
    return published;
  };
}

async function readPublished(unit: Unit, observer: Observer, registry: Registry): Promise<Published> {
  const { destinations } = await observer(unit);
  const reachable = destinations.filter(({ failure }) => failure === undefined);
  return { destinations, reachable, publications: await publicationsOf(unit, reachable, registry) };
}

/** Registries that did not answer, each with the reason. */
export function failuresOf(destinations: readonly ObservedDestination[]): string[] {
  return destinations.flatMap(({ repository, failure }) => (failure === undefined ? [] : [`${repository}: ${failure}`]));
}

/** What a follower may have published; `unknown` has what its source's registries did not say. */
export type SourceReader = (unit: Unit, own: readonly Publication[]) => Promise<{ followed?: FollowedSource; unknown: string[] }>;

/** @param units all of the configuration: a follower's source may not be among the selected ones */
export function createSourceReader(
  units: readonly Unit[],
  judgements: Pick<Judgements, "verdicts" | "advances">,
  read: Reader,
): SourceReader {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  return async ({ name: follower, follows }, own) => {
    const source = byName.get(follows?.unit ?? "");
    if (!source) return { unknown: [] };
    try {
      const { destinations, publications } = await read(source);
      const followed = { follower, unit: source.name, publications, own, judgements };
      return { followed, unknown: failuresOf(destinations).map((failure) => `${source.name}, which it follows: ${failure}`) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { unknown: [`${source.name}, which it follows: ${error.message}`] };
    }
  };
}

import type { Digest } from "../../src/core/lib/digest.ts";
import type { Timestamp } from "../../src/core/lib/time/timestamp.ts";
import type { Effect } from "../../src/core/publish/effect.ts";
import { readListing } from "../../src/core/publish/listing.ts";
import { type Observation, wantedBy } from "../../src/core/publish/observation.ts";
import { type Goal, type StreamHold, step } from "../../src/core/publish/publish.ts";
import { tagsToResolve } from "../../src/core/publish/tags-to-resolve.ts";
import { rollbackTag } from "../../src/core/tags/rollback-mark.ts";
import { timestampTags } from "../../src/core/tags/timestamp.ts";
import type { Unit } from "../../src/core/unit/unit.ts";

/** Registries as data: repository → tag → digest; `@` lists digests that are there under no tag. */
export type World = Record<string, { tags: Record<string, Digest>; digests?: Digest[]; failure?: string; created?: Timestamp }>;

/** What converging a unit is asked for. */
export interface Order {
  goal?: Goal;
  hold?: StreamHold;
}

/** What an observer of these registries sees. */
export function observe(of: Unit, world: World, { goal, hold }: Order = {}): Observation {
  const listed = (repository: string) => readListing(Object.keys(world[repository]?.tags ?? {}), of);
  const first = of.destinations[0]?.repository ?? "";
  const stamp = listed(first).publicationIdsOf(of.streamTag).at(-1);
  const digest = stamp && world[first]?.tags[timestampTags(of, stamp)[0] ?? ""];
  const mark = stamp && world[first]?.tags[rollbackTag(of, stamp)];
  const current = stamp && digest ? { stamp, digest, ...(mark === digest ? { rollback: true as const } : {}) } : undefined;
  return {
    destinations: of.destinations.map((destination) => {
      const { tags = {}, digests = [], failure, created } = world[destination.repository] ?? {};
      const shown = tags[of.streamTag];
      const unidentified =
        shown && listed(destination.repository).publicationIdsOf(of.streamTag).length === 0
          ? { digest: shown, ...(created ? { created } : {}) }
          : undefined;
      const { timestamps, kept } = wantedBy(goal, hold);
      const stamps = listed(destination.repository).publicationIdsOf(of.streamTag);
      const seen = tagsToResolve(of, listed(destination.repository), current, timestamps);
      // Where what a hold keeps is published, is looked for.
      seen.push(...stamps.map((at) => timestampTags(of, at)[0] ?? "").filter((tag) => kept !== undefined && tags[tag] === kept));
      return {
        ...destination,
        ...(failure === undefined ? {} : { failure }),
        stamps,
        rollbacks: listed(destination.repository).rollbacksOf(of.streamTag),
        tags: new Map(seen.flatMap((tag) => (tags[tag] ? [[tag, tags[tag]] as const] : []))),
        digests: new Set([...Object.values(tags), ...digests]),
        ...(unidentified ? { unidentified } : {}),
      };
    }),
    ...(current ? { current: { ...current, annotations: {} } } : {}),
  };
}

export function applyTo(world: World, effect: Effect): void {
  const repository = effect.kind === "copy" ? effect.to : effect.repository;
  const state = world[repository] ?? { tags: {} };
  world[repository] = state;
  if (effect.kind === "copy") state.digests = [...(state.digests ?? []), effect.digest];
  else state.tags[effect.tag] = effect.digest;
}

/** Steps until there is no effect left; every effect is told, and applied to the world. */
export function run(of: Unit, world: World, order: Order = {}, limit = 100) {
  const effects: string[] = [];
  for (let n = 0; n < limit; n++) {
    const next = step(of, observe(of, world, order), order.goal, order.hold);
    if (next.kind !== "effect") return { effects, end: next };
    applyTo(world, next.effect);
    effects.push(
      next.effect.kind === "copy" ? `copy to ${next.effect.to}` : `${next.effect.repository.split(".")[0]}:${next.effect.tag}`,
    );
  }
  return { effects, end: undefined };
}

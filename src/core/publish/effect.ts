import type { Digest } from "../lib/digest.ts";
import type { TaggedUnit } from "../tags/kind.ts";
import { kindOfTag } from "../tags/publication-tags.ts";
import type { PublicationId } from "../tags/timestamp.ts";

/** One change to one registry. */
export type Effect =
  | { kind: "copy"; digest: Digest; from: string; to: string }
  | { kind: "tag"; repository: string; tag: string; digest: Digest; was?: Digest };

/**
 * What publishing a unit does next. `done` names the newest publication; it is absent when nothing was ever published.
 * `leave-out`: an optional registry contradicts the others, and the rest goes on without it.
 */
export type Step =
  | { kind: "effect"; effect: Effect }
  | { kind: "done"; current?: { stamp: PublicationId; digest: Digest } }
  | { kind: "leave-out"; repository: string; reason: string }
  | { kind: "blocked"; reason: string };

/** The repository that is changed. */
export function repositoryOf(effect: Effect): string {
  return effect.kind === "copy" ? effect.to : effect.repository;
}

/** The tags of a unit that were written and that results name, as `registry/name:tag`. */
export function referencesWritten(unit: TaggedUnit, effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.kind === "tag" && kindOfTag(unit, effect.tag)?.isReported ? [`${effect.repository}:${effect.tag}`] : [],
  );
}

/** What was done, for a log: `tagged release in ghcr.io/octo-org/squid`. */
export function describeEffect(effect: Effect): string {
  return effect.kind === "copy" ? `copied to ${effect.to}` : `tagged ${effect.tag} in ${effect.repository}`;
}

/** What is missing as long as an effect is not applied: `ghcr.io/octo-org/squid lacks the tag release`. */
export function describeLack(effect: Effect): string {
  if (effect.kind === "copy") return `${effect.to} lacks it`;
  return effect.was === undefined
    ? `${effect.repository} lacks the tag ${effect.tag}`
    : `${effect.tag} in ${effect.repository} shows something else`;
}

/** What repositories hold once an effect has been confirmed: saves asking again after each one. */
export function afterEffect<
  Snapshot extends { repository: string; tags: ReadonlyMap<string, Digest>; digests: ReadonlySet<Digest> },
>(destinations: readonly Snapshot[], effect: Effect): Snapshot[] {
  return destinations.map((destination) => {
    if (destination.repository !== repositoryOf(effect)) return destination;
    const digests = new Set(destination.digests).add(effect.digest);
    const tags = effect.kind === "tag" ? new Map(destination.tags).set(effect.tag, effect.digest) : destination.tags;
    return { ...destination, digests, tags };
  });
}

import type { Digest } from "../lib/digest.ts";
import type { TaggedUnit } from "../tags/kind.ts";
import { kindOfTag } from "../tags/publication-tags.ts";
import type { PublicationId } from "../tags/timestamp.ts";

/** One change to one registry. */
export type Effect =
  | { kind: "copy"; digest: Digest; from: string; to: string }
  | { kind: "tag"; repository: string; tag: string; digest: Digest; was?: Digest };

/**
 * The next step of publishing a unit. `done` has the newest publication; it is absent if nothing
 * was ever published.
 * `leave-out`: an optional registry contradicts the others, and the rest goes on without it.
 */
export type Step =
  | { kind: "effect"; effect: Effect }
  | { kind: "done"; current?: { stamp: PublicationId; digest: Digest } }
  | { kind: "leave-out"; repository: string; reason: string }
  | { kind: "blocked"; reason: string };

/** The repository that the effect changes. */
export function repositoryOf(effect: Effect): string {
  return effect.kind === "copy" ? effect.to : effect.repository;
}

/** The written tags that results name, as `registry/name:tag`. */
export function referencesWritten(unit: TaggedUnit, effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) =>
    effect.kind === "tag" && kindOfTag(unit, effect.tag)?.isReported ? [`${effect.repository}:${effect.tag}`] : [],
  );
}

/** The effect in words, for a log: `tagged release in ghcr.io/octo-org/squid`. */
export function describeEffect(effect: Effect): string {
  return effect.kind === "copy" ? `copied to ${effect.to}` : `tagged ${effect.tag} in ${effect.repository}`;
}

/** The lack that an effect would mend: `ghcr.io/octo-org/squid lacks the tag release`. */
export function describeLack(effect: Effect): string {
  if (effect.kind === "copy") return `${effect.to} lacks the image`;
  return effect.was === undefined
    ? `${effect.repository} lacks the tag ${effect.tag}`
    : `${effect.tag} in ${effect.repository} points to another image`;
}

/** The state of repositories after a confirmed effect, without another query. */
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

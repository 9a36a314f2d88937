import type { Digest } from "../lib/digest.ts";
import type { GivenAlias } from "../tags/given-alias.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Step } from "./effect.ts";
import { missingCopy, type PublicationToComplete, staleTag } from "./missing-tags.ts";
import type { Observation, ObservedDestination } from "./observation.ts";

/** What a hold keeps: `StreamHold`. */
type Kept = { digest?: Digest; stamp?: PublicationId } | undefined;

/**
 * The texts that the shown publication gives for a unit's evaluated aliases: the newest one or,
 * under a hold, the one with the held digest.
 */
export function aliasesShown(
  { current, aliases }: Observation,
  newest: PublicationToComplete | undefined,
  kept: Kept,
): readonly GivenAlias[] {
  if (!kept) return newest?.aliases ?? aliases?.current ?? [];
  if (kept.digest === current?.digest && kept.stamp === undefined) return aliases?.current ?? [];
  return aliases?.restored ?? [];
}

/**
 * The next effect for a text of the published newest publication that this run's own one replaces
 * and does not give. Later runs see the new one only, so the alias must show the older one before.
 */
export function unsettledAlias(
  unit: Pick<Unit, "streamTag">,
  observed: Observation,
  reachable: readonly ObservedDestination[],
  publications: readonly PublicationToComplete[],
  kept: Kept,
): Step | undefined {
  const { current } = observed;
  if (!current || !showsCurrent(unit, observed, kept)) return undefined;
  const newer = publications.filter(({ stamp }) => compareTimestampTags(stamp, current.stamp) > 0);
  const texts = newer.length === 0 ? [] : textsOnlyOf(observed.aliases?.current, newer);
  const stale = staleTag(reachable, texts, current.digest);
  return stale && (missingCopy(reachable, current.digest) ?? stale);
}

/**
 * The next effect for a text of this run's own publication if newer ones came first, and none of
 * them gives it.
 */
export function overtakenAlias(
  { aliases }: Observation,
  reachable: readonly ObservedDestination[],
  publications: readonly PublicationToComplete[],
  kept: Kept,
): Step | undefined {
  for (const own of kept ? [] : publications.filter(({ isOwn, isNewest }) => isOwn && !isNewest)) {
    const newer = [...publications, ...(aliases?.since ?? [])].filter(({ stamp }) => compareTimestampTags(stamp, own.stamp) > 0);
    const stale = staleTag(reachable, textsOnlyOf(own.aliases, newer), own.digest);
    if (stale) return stale;
  }
  return undefined;
}

/** The texts that no newer publication gives. */
function textsOnlyOf(aliases: readonly GivenAlias[] = [], newer: readonly Pick<PublicationToComplete, "aliases">[]): string[] {
  const given = new Set(newer.flatMap((publication) => (publication.aliases ?? []).map(({ text }) => text)));
  return aliases.map(({ text }) => text).filter((text) => !given.has(text));
}

/** Whether the stream shows the newest publication, or may. */
function showsCurrent({ streamTag }: Pick<Unit, "streamTag">, { current, destinations }: Observation, kept: Kept): boolean {
  if (!kept) return true;
  return (kept.digest ?? destinations[0]?.tags.get(streamTag)) === current?.digest;
}

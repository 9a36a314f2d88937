import type { Timestamp } from "../lib/time/timestamp.ts";
import { type AliasFacts, givenBy } from "../tags/given-alias.ts";
import type { PublicationFacts, TaggedUnit } from "../tags/kind.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { type PublicationId, timestampedTagsOf } from "../tags/timestamp.ts";
import { versionMarkTag } from "../tags/version-mark.ts";
import type { Listing } from "./listing.ts";
import type { Current, ObservedAliases } from "./observation.ts";

/** What is known of a unit's evaluated aliases: of earlier publications, and of the next one. */
export interface KnownAliases {
  observed?: ObservedAliases | undefined;
  facts?: AliasFacts | undefined;
}

/**
 * The tags to query in a destination: every tag of the newest publication, those that publications
 * at `timestamps` have taken, and those of `commits`. Listings may lag, so the query includes
 * unlisted tags. Only the listing gives the number of sequences in a minute.
 */
export function tagsToResolve(
  unit: TaggedUnit,
  listing: Listing,
  newest: Pick<Current, "stamp" | "rollback" | "sourceVersion"> | undefined,
  timestamps: readonly Timestamp[] = [],
  commits: readonly string[] = [],
  { observed, facts }: KnownAliases = {},
): string[] {
  const { current = [], restored = [] } = observed ?? {};
  const tagsOf = (known: Omit<PublicationFacts, "purpose">): string[] =>
    publicationTags(unit, { purpose: "publish", ...known }).map(({ tag }) => tag);
  const next = (id: PublicationId) => ({ ...id, aliases: [...restored, ...givenBy(unit, facts, id.timestamp)] });
  const listed = [
    ...timestampedTagsOf(unit).flatMap((movingTag) => listing.publicationIdsOf(movingTag)),
    ...listing.rollbacksOf(unit.streamTag),
  ].filter(({ timestamp }) => timestamps.includes(timestamp));
  const marks = listing.versionMarksOf(unit.streamTag).filter(({ timestamp }) => timestamps.includes(timestamp));
  const taken = listed.flatMap((id) => tagsOf({ ...next(id), rollback: true })).filter((tag) => listing.has(tag));
  return [
    ...new Set([
      ...tagsOf({ aliases: [...current, ...restored] }),
      ...(newest ? tagsOf({ ...tagFactsOf(newest), aliases: current }) : []),
      ...timestamps.flatMap((timestamp) => tagsOf(next({ timestamp, sequence: 0 }))),
      ...commits.flatMap((commit) => tagsOf({ commit })),
      ...taken,
      ...marks.map((mark) => versionMarkTag(unit, mark)),
    ]),
  ];
}

function tagFactsOf({ stamp, rollback, sourceVersion }: Pick<Current, "stamp" | "rollback" | "sourceVersion">) {
  return { ...stamp, rollback: rollback ?? false, ...(sourceVersion === undefined ? {} : { sourceVersion }) };
}

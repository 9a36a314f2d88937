import type { Digest } from "../../core/lib/digest.ts";
import { readListing } from "../../core/publish/listing.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, timestampTag, timestampTags } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";

/** Milliseconds before each further look at a lagging list: about 4 s in all. */
const waits = [500, 1000, 2500];

/**
 * The timestamp tag of a digest that a stream shows and the listing lacked. A promoted image was
 * built before its publication, so its build time does not lead to its tag: wait for the list.
 * @param listed oldest first
 * @returns undefined if no list has it by then: the stream was moved by hand
 */
export async function awaitListing(
  registry: Registry,
  repository: string,
  unit: Unit,
  unknownDigest: Digest,
  listed: readonly PublicationId[],
): Promise<PublicationId | undefined> {
  const known = new Set(listed.flatMap((stamp) => timestampTags(unit, stamp)));
  for (const wait of waits) {
    await registry.pause(wait);
    const stamps = readListing(await registry.tags(repository), unit).publicationIdsOf(unit.streamTag);
    for (const stamp of [...stamps].sort(compareTimestampTags).toReversed()) {
      const tag = timestampTag(unit, stamp);
      if (known.has(tag)) continue;
      known.add(tag);
      if ((await registry.resolve(repository, tag)) === unknownDigest) return stamp;
    }
  }
  return undefined;
}

import { setTimeout as pause } from "node:timers/promises";
import type { Digest } from "../../core/lib/digest.ts";
import { readListing, type Stamp, stampTags, timestampTag } from "../../core/publish/observation.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";

/** Milliseconds before each further look at a list that lags behind: about 4 s in all. */
const waits = [500, 1000, 2500];

/**
 * The timestamp tag of a digest that a stream shows and the listing did not have. A promoted image was built earlier than it was published, so that
 * nothing in it leads to its tag: what is left is to wait for the list.
 * @param listed oldest first
 * @returns undefined where no list has it by then: somebody has moved the stream by hand
 */
export async function stampListedLate(
  registry: Registry,
  repository: string,
  unit: Unit,
  shown: Digest,
  listed: readonly Stamp[],
): Promise<Stamp | undefined> {
  const known = new Set(listed.flatMap((stamp) => stampTags(unit, stamp)));
  for (const wait of waits) {
    await pause(wait);
    const stamps = readListing(await registry.tags(repository)).stampsOf(unit.streamTag);
    for (const stamp of [...stamps].sort(compareTimestampTags).toReversed()) {
      const tag = timestampTag(unit, stamp);
      if (known.has(tag)) continue;
      known.add(tag);
      if ((await registry.resolve(repository, tag)) === shown) return stamp;
    }
  }
  return undefined;
}

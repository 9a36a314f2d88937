import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Listing } from "../../core/publish/listing.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";

/** Timestamps of a day to look at: the newest ones, of which the stream shows one. */
const some = 3;

/**
 * Refuses a stream that shows the image of a timestamp that the configuration does not read, because
 * someone removed `timestamps`: the newest image would not count, and the stream would go back.
 * Only for an image that Tagstream built: other tools have tags of days, too.
 * @throws Failure `timestamps-unread`
 */
export async function refuseUnreadDay(
  { registry, list }: { registry: Registry; list(repository: string): Promise<Listing> },
  repository: string,
  { streamTag }: Unit,
  shown: Digest,
): Promise<void> {
  const days = (await list(repository)).unreadDaysOf(streamTag);
  for (const tag of days.slice(0, some)) {
    if ((await registry.resolve(repository, tag)) !== shown) continue;
    throw failure(
      "timestamps-unread",
      `${repository}:${streamTag} shows the image of ${tag}, a timestamp of a day, but the configuration has no \`timestamps\`. Write \`timestamps: minute\`: that keeps the history, and goes on with minutes.`,
    );
  }
}

import { mapLimited } from "../../core/lib/parallel.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { sourcesOf } from "../../core/verdicts/followers.ts";
import type { Named } from "../../core/verdicts/verdict.ts";
import type { Registry } from "../../ports/registry.ts";
import { findPublicationId } from "../observe/find-publication-id.ts";
import type { Observer } from "../observe/observe.ts";

/**
 * Whether a verdict still matters to a following stream: it is on a publication that is newer than
 * what its follower shows. What cannot be read counts as older, so all matters then.
 */
export async function newerThanShown(
  stream: string,
  all: readonly Unit[],
  observer: Observer,
  registry: Registry,
): Promise<(of: Named) => boolean> {
  const followers = all.filter((unit) => unit.stream === stream && unit.follows);
  const pairs = followers.flatMap((follower) => sourcesOf(follower, all).map((source) => ({ follower, source })));
  const shown = await mapLimited(
    pairs,
    8,
    async ({ follower, source }): Promise<[string, PublicationId | undefined]> => [
      source.name,
      await shownStamp(follower, source, observer, registry),
    ],
  );
  const bySource = new Map(shown);
  return ({ unit, stamp }) => {
    const shows = bySource.get(unit);
    return bySource.has(unit) && (shows === undefined || compareTimestampTags(stamp, shows) > 0);
  };
}

/** The source's publication that a follower shows. */
async function shownStamp(
  follower: Unit,
  source: Unit,
  observer: Observer,
  registry: Registry,
): Promise<PublicationId | undefined> {
  const [here, there] = await Promise.all([observer(follower), observer(source)]);
  const digest = here.destinations[0]?.tags.get(follower.streamTag);
  const first = there.destinations[0];
  return digest && first && findPublicationId(registry, source, first, digest);
}

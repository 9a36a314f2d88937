import type { ShownTag, UnitHistory } from "../../core/history/history.ts";
import { type HistoryWindow, publicationsIn } from "../../core/history/window.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { ObservedDestination } from "../../core/publish/observation.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import { movingTagsOf } from "../../core/tags/publication-tags.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import { yankOf } from "../../core/verdicts/yanked.ts";
import type { Registry } from "../../ports/registry.ts";
import { createAliasReader } from "../observe/aliases.ts";
import { failuresOf, type Reader, type SourceReader } from "../observe/followed.ts";
import { publicationChanges } from "../packages/publication-changes.ts";
import { type EntryFacts, readEntry } from "./read-entry.ts";

/** Units whose histories are read at the same time. */
export const parallelHistories = 4;
/** Publications and tags of a unit that are read at the same time. */
const parallelEntries = 4;

/** A unit's history without its holds, which come from GitHub. */
export type PublishedHistory = Omit<UnitHistory, "holds">;

/** Where histories come from, and how much of them. */
export interface HistoryReading extends Pick<EntryFacts, "imageOf"> {
  read: Reader;
  sourceOfFollower: SourceReader;
  registry: Registry;
  judgements: Pick<Judgements, "yanks">;
  window: HistoryWindow;
  /**
   * The listed publications to compare with the one before, which reads their lists of packages;
   * absent: none. All lists are oldest first.
   */
  compared?: (unit: Unit, listed: readonly Publication[], all: readonly Publication[]) => readonly Publication[];
}

/** A unit's history. What a registry does not answer is `unknown`: it never throws a `Failure`. */
export async function readHistory(unit: Unit, reading: HistoryReading): Promise<PublishedHistory> {
  try {
    return await publishedOf(unit, reading);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { unit, tags: [], entries: [], more: 0, unknown: [error.message] };
  }
}

async function publishedOf(unit: Unit, reading: HistoryReading): Promise<PublishedHistory> {
  const { read, sourceOfFollower, registry, judgements, window, compared, imageOf } = reading;
  const { destinations, reachable, publications } = await read(unit);
  const source = await sourceOfFollower(unit, publications);
  const listed = publicationsIn(window, publications);
  const changes =
    compared && (await publicationChanges(unit, compared(unit, listed, publications), publications, reachable, registry));
  const aliasesOf = unit.evaluatedAliases && createAliasReader(registry, unit);
  const entries = await mapLimited(listed, parallelEntries, async (publication) => {
    const earlier = publications.slice(0, publications.indexOf(publication));
    const changed = changes?.get(printPublicationId(publication.stamp));
    const facts = { earlier, source: source.followed, destinations: reachable, ...(imageOf ? { imageOf } : {}) };
    const plain = await readEntry(unit, publication, facts, registry);
    const yanked = yankOf(publication.digest, judgements.yanks);
    const entry = { ...plain, ...(yanked ? { yanked } : {}), ...(changed ? { changes: changed } : {}) };
    return aliasesOf ? { ...entry, aliases: await aliasesOf(publication) } : entry;
  });
  const shownDigest = reachable[0]?.tags.get(unit.streamTag);
  const shownAliases = entries.findLast(({ digest }) => digest === shownDigest)?.aliases ?? [];
  return {
    unit,
    tags: [
      ...movingTagsOf(unit).map(
        (tag): ShownTag => ({ tag, shown: new Map(reachable.map(({ repository, tags }) => [repository, tags.get(tag)])) }),
      ),
      ...(await mapLimited([...shownAliases], parallelEntries, (tag) => shownAlias(tag, reachable, registry))),
    ],
    entries: entries.toReversed(),
    more: publications.length - listed.length,
    unknown: [...failuresOf(destinations), ...source.unknown],
  };
}

/** What an evaluated alias shows. */
async function shownAlias(tag: string, destinations: readonly ObservedDestination[], registry: Registry): Promise<ShownTag> {
  const shown = await Promise.all(
    destinations.map(
      async ({ repository, tags }) => [repository, tags.get(tag) ?? (await registry.resolve(repository, tag))] as const,
    ),
  );
  return { tag, shown: new Map(shown) };
}

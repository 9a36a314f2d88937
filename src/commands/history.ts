import { pageOf } from "../core/events/facts.ts";
import { isFollower } from "../core/follow/state.ts";
import type { FollowedSource } from "../core/history/followed.ts";
import { type HistoryEntry, originOf, type ShownTag, spansOf, type UnitHistory } from "../core/history/history.ts";
import { mapLimited } from "../core/lib/parallel.ts";
import { Failure } from "../core/lib/problems/problem.ts";
import { dayOf } from "../core/lib/time/day.ts";
import { momentOf } from "../core/lib/time/moment.ts";
import { readManifestAnnotations } from "../core/oci/annotations.ts";
import { parseIndex } from "../core/oci/image-index.ts";
import { sourceOf } from "../core/oci/provenance.ts";
import { hasPublicationId, type ObservedDestination } from "../core/publish/observation.ts";
import type { Publication } from "../core/rollback/rollback.ts";
import { movingTagsOf } from "../core/tags/publication-tags.ts";
import { printPublicationId, timestampTag } from "../core/tags/timestamp.ts";
import { selectUnits } from "../core/unit/selector.ts";
import type { Unit } from "../core/unit/unit.ts";
import type { Judgements } from "../core/verdicts/verdict.ts";
import { yankOf } from "../core/verdicts/yanked.ts";
import type { Manifest, Registry } from "../ports/registry.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { historyMarkdown, historyTable } from "../render/history/history.ts";
import { historyJson } from "../render/history/history-json.ts";
import { readHolds } from "../steps/holds/holds.ts";
import { createAliasReader } from "../steps/observe/aliases.ts";
import { createReader, createSourceReader, failuresOf, type Reader, type SourceReader } from "../steps/observe/followed.ts";
import { versionMarkedAs } from "../steps/observe/listed-tag.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { imagesResolved } from "../steps/observe/provenance.ts";
import { repositorySource } from "../steps/observe/source.ts";
import { publicationChanges } from "../steps/packages/publication-changes.ts";
import { homeOf, readConfiguration } from "../steps/plan/configuration.ts";
import { reportNothingWritten } from "../steps/report/carry-out.ts";
import { showResult } from "../steps/report/show.ts";
import { readJudgements } from "../steps/verdicts/read-judgements.ts";

/** Most publications to inspect per unit. */
const maxEntries = 20;
const parallelUnits = 4;

/**
 * The command `history`: lists publications, their origins, and what the tags show. Reads only
 * registries, holds, verdicts and yanks, and changes nothing.
 */
export async function history(request: Request, session: Session): Promise<number> {
  const { ports, event, terminal } = session;
  const { repository, registry, forge, files, reporter, clock } = ports;
  const home = homeOf({ repository: event.repository, source: pageOf(event) }, dayOf(clock.now()));
  const { units, warnings } = await readConfiguration(repository, request.config, home, files);
  for (const warning of warnings) reporter.problem(warning);
  const { holds, unreadable, notes } = await readHolds(forge, "all");
  const streams = new Set(units.filter(isFollower).map(({ stream }) => stream));
  const judgements = await readJudgements(forge, [...streams]);
  const read = createReader(createObserver(registry), registry);
  const sourceOfFollower = createSourceReader(units, judgements, read);
  const now = clock.now();
  const histories = await mapLimited(selectUnits(units, request.only), parallelUnits, async (unit) => ({
    ...(await publishedOf(unit, { read, sourceOfFollower, registry, judgements, packages: terminal?.packages ?? false }).catch(
      (error: unknown) => unreadOf(unit, error),
    )),
    holds: spansOf(unit, holds, momentOf(now)),
  }));
  const allNotes = [
    ...notes,
    ...(unreadable === undefined ? [] : [`holds unknown: ${unreadable}`]),
    ...judgements.notes,
    ...(judgements.unreadable === undefined ? [] : [`verdicts and yanks unknown: ${judgements.unreadable}`]),
  ];
  const today = dayOf(now);
  if (terminal?.json) terminal.print(historyJson(histories, allNotes));
  else showResult(session, (style) => historyTable(histories, [], today, style), allNotes);
  await reporter.summary(historyMarkdown(histories, allNotes, today));
  reportNothingWritten(reporter);
  return histories.some(({ unknown }) => unknown.length > 0) ? 1 : 0;
}

interface Reading {
  read: Reader;
  sourceOfFollower: SourceReader;
  registry: Registry;
  judgements: Judgements;
  /** Whether to compare each publication with the one before it. */
  packages: boolean;
}

async function publishedOf(
  unit: Unit,
  { read, sourceOfFollower, registry, judgements, packages }: Reading,
): Promise<Omit<UnitHistory, "holds">> {
  const { destinations, reachable, publications } = await read(unit);
  const source = await sourceOfFollower(unit, publications);
  const listed = publications.slice(-maxEntries);
  const changes = packages ? await publicationChanges(unit, listed, publications, reachable, registry) : undefined;
  const aliasesOf = unit.evaluatedAliases && createAliasReader(registry, unit);
  const entries = await mapLimited(listed, 4, async (publication) => {
    const earlier = publications.slice(0, publications.indexOf(publication));
    const changed = changes?.get(printPublicationId(publication.stamp));
    const plain = await entryOf(unit, publication, { earlier, source: source.followed, destinations: reachable }, registry);
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
      ...(await mapLimited([...shownAliases], 4, (tag) => shownAlias(tag, reachable, registry))),
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

/** An unreadable unit does not stop the others. */
function unreadOf(unit: Unit, error: unknown): Omit<UnitHistory, "holds"> {
  if (!(error instanceof Failure)) throw error;
  return { unit, tags: [], entries: [], more: 0, unknown: [error.message] };
}

interface EntryFacts {
  earlier: readonly Publication[];
  source: FollowedSource | undefined;
  /** Those that answered. */
  destinations: readonly ObservedDestination[];
}

async function entryOf(
  unit: Unit,
  publication: Publication,
  { earlier, source, destinations }: EntryFacts,
  registry: Registry,
): Promise<HistoryEntry> {
  const { stamp, digest } = publication;
  const tag = timestampTag(unit, stamp);
  const found = await Promise.all(
    destinations.map(async ({ repository, tags }) => ({
      repository,
      digest: tags.get(tag) ?? (await registry.resolve(repository, tag)),
    })),
  );
  const holder = found.find((one) => one.digest === digest)?.repository ?? destinations[0]?.repository ?? "";
  const manifest = await registry.manifest(holder, digest);
  const annotations = manifest ? readManifestAnnotations(manifest.bytes) : {};
  const version = (await markedVersion(unit, publication, earlier, destinations, registry)) ?? annotations.version;
  return {
    stamp,
    digest,
    origin: originOf(publication, annotations, earlier, source),
    ...(annotations.revision === undefined ? {} : { revision: annotations.revision }),
    ...(version === undefined ? {} : { version }),
    bases: manifest ? await basesOf(registry, holder, manifest) : [],
    differing: found.filter((one) => one.digest !== digest).map(({ repository }) => repository),
  };
}

/** The version that a mark gives a publication or, for a rollback, the publication that it restored. */
async function markedVersion(
  unit: Unit,
  { stamp, digest, rollback }: Publication,
  earlier: readonly Publication[],
  destinations: readonly ObservedDestination[],
  registry: Registry,
): Promise<string | undefined> {
  const restored = rollback && earlier.findLast((one) => one.digest === digest && !one.rollback);
  const counted = restored ? { stamp: restored.stamp, digest } : { stamp, digest };
  const holder = destinations.find(({ versionMarks = [] }) => hasPublicationId(versionMarks, counted.stamp));
  return holder && versionMarkedAs(registry, holder.repository, unit, counted, holder.versionMarks);
}

/** The bases that an image's provenance names; empty without provenance. */
async function basesOf(registry: Registry, repository: string, { bytes }: Manifest): Promise<string[]> {
  const source = repositorySource(registry, repository);
  const seen = readManifestAnnotations(bytes).bases;
  try {
    const provenances = await Promise.all(parseIndex(bytes).platforms.map((manifest) => imagesResolved(source, manifest)));
    const bases = provenances
      .flatMap((provenance) => provenance?.images ?? [])
      .map((material) => {
        const from = sourceOf(material, seen);
        const name = from ? `${from.repository}${from.tag === undefined ? "" : `:${from.tag}`}` : material.uri;
        return `${name} ${material.digest}`;
      });
    return [...new Set(bases)];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

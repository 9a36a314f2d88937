import { type HistoryEntry, spansOf, type UnitHistory } from "../../core/history/history.ts";
import type { Hold } from "../../core/holds/hold.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { day } from "../../core/lib/time/duration.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import type { EarlierFacts } from "../../core/status/earlier.ts";
import type { PackagesStatus } from "../../core/status/publication-status.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import type { Ports } from "../../ports/index.ts";
import { type HistoryReading, parallelHistories, readHistory } from "../history/read-history.ts";
import { createReader, createSourceReader } from "../observe/followed.ts";
import type { Observer } from "../observe/observe.ts";
import { failureOf } from "../report/unit-problem.ts";
import { showProgress } from "../report/work-progress.ts";

/** A status lists the publications of a year, and at least so many of each unit. */
const year = 365 * day;
const atLeast = 20;
/** How many of each unit's publications are compared with the one before, unless a person asks for all. */
const mostCompared = 10;

/** What the histories of a status come from. */
export interface HistoriesQuestion {
  /** The selected units, and all of the configuration. */
  units: readonly Unit[];
  all: readonly Unit[];
  observer: Observer;
  /** Open and ended ones. */
  holds: readonly Hold[];
  judgements: Judgements;
  earlier: EarlierFacts;
  /** Whether to compare the packages of all publications. */
  comparesAll: boolean;
  now: Date;
}

/** The histories of the units, and the packages that an earlier status knows. */
export interface Histories {
  histories: readonly UnitHistory[];
  knownPackages(entry: HistoryEntry, history: UnitHistory): PackagesStatus | undefined;
}

/** Reads the histories of a status. What cannot be read is `unknown` in its unit. */
export async function readHistories(
  question: HistoriesQuestion,
  { registry, reporter, clock }: Pick<Ports, "registry" | "reporter" | "clock">,
): Promise<Histories> {
  const { units, all, observer, holds, judgements, earlier, now } = question;
  const read = createReader(observer, registry);
  const reading: HistoryReading = {
    read,
    sourceOfFollower: createSourceReader(all, judgements, read),
    registry,
    judgements,
    window: { newest: atLeast, since: now.getTime() - year },
    compared: (_unit, listed, published) => comparedOf(question, listed, published),
    basesOf: rememberingBases(earlier),
  };
  const progress = showProgress(units.length, { reporter, clock });
  const histories = await mapLimited([...units], parallelHistories, async (unit): Promise<UnitHistory> => {
    progress.begin(unit.name, "history");
    const history = await readHistory(unit, reading).catch((error: unknown) => ({
      ...{ unit, tags: [], entries: [], more: 0 },
      unknown: [failureOf(error, reporter).problem],
    }));
    progress.finish(unit.name, history.unknown.length > 0);
    return { ...history, holds: spansOf(unit, holds, momentOf(now)) };
  });
  progress.end();
  return {
    histories,
    knownPackages: (entry, { entries }) => {
      const before = entries.slice(entries.indexOf(entry) + 1).find(({ digest }) => digest !== entry.digest);
      return before && earlier.packagesOf(before.digest, entry.digest);
    },
  };
}

/** The listed publications whose packages are worth a comparison: the newest, as far as nothing is known of them. */
function comparedOf(
  { earlier, comparesAll }: HistoriesQuestion,
  listed: readonly Publication[],
  published: readonly Publication[],
): readonly Publication[] {
  const wanted = comparesAll ? listed : listed.slice(-mostCompared);
  return wanted.filter((publication) => {
    const before = published.slice(0, published.indexOf(publication)).findLast(({ digest }) => digest !== publication.digest);
    const known = before && earlier.packagesOf(before.digest, publication.digest);
    return known === undefined || known.unknown !== undefined; // a registry may answer now
  });
}

/** Reads the bases of each digest once: followers publish those of their sources. */
function rememberingBases(earlier: EarlierFacts): NonNullable<HistoryReading["basesOf"]> {
  const reading = new Map<Digest, Promise<readonly string[]>>();
  return (digest, read) => {
    const known = earlier.basesOf(digest);
    const bases = reading.get(digest) ?? (known ? Promise.resolve(known) : read());
    reading.set(digest, bases);
    return bases;
  };
}

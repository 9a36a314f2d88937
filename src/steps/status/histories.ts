import { spansOf, type UnitHistory } from "../../core/history/history.ts";
import type { ImageFacts } from "../../core/history/image-facts.ts";
import type { Hold } from "../../core/holds/hold.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { day } from "../../core/lib/time/duration.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import type { EarlierFacts } from "../../core/status/earlier.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import type { Ports } from "../../ports/index.ts";
import { type HistoryReading, parallelHistories, readHistory } from "../history/read-history.ts";
import { createReader, createSourceReader } from "../observe/followed.ts";
import type { Observer } from "../observe/observe.ts";
import { failureOf } from "../report/unit-problem.ts";
import { showProgress } from "../report/work-progress.ts";
import type { Comparisons } from "./comparisons.ts";

/** A status lists the publications of a year, and at least so many of each unit. */
const year = 365 * day;
const atLeast = 20;

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
  comparisons: Comparisons;
  now: Date;
}

/** Reads the histories of a status. What cannot be read is `unknown` in its unit. */
export async function readHistories(
  question: HistoriesQuestion,
  { registry, reporter, clock }: Pick<Ports, "registry" | "reporter" | "clock">,
): Promise<UnitHistory[]> {
  const { units, all, observer, holds, judgements, earlier, comparisons, now } = question;
  const read = createReader(observer, registry);
  const reading: HistoryReading = {
    read,
    sourceOfFollower: createSourceReader(all, judgements, read),
    registry,
    judgements,
    window: { newest: atLeast, since: now.getTime() - year },
    compared: comparisons.wanted,
    imageOf: rememberingImages(earlier),
  };
  const progress = showProgress(units.length, { reporter, clock });
  const histories = await mapLimited([...units], parallelHistories, async (unit): Promise<UnitHistory> => {
    progress.begin(unit.name, "history");
    const history = await readHistory(unit, reading).catch((error: unknown) => ({
      ...{ unit, tags: [], entries: [], more: 0 },
      unknown: [failureOf(error, reporter).problem],
    }));
    comparisons.add(history);
    progress.finish(unit.name, history.unknown.length > 0);
    return { ...history, holds: spansOf(unit, holds, momentOf(now)) };
  });
  progress.end();
  return histories;
}

/** Reads what an image says of itself once: followers publish the images of their sources. */
function rememberingImages(earlier: EarlierFacts): NonNullable<HistoryReading["imageOf"]> {
  const reading = new Map<Digest, Promise<ImageFacts>>();
  return (digest, read) => {
    const known = earlier.imageOf(digest);
    const image = reading.get(digest) ?? (known ? Promise.resolve(known) : read());
    reading.set(digest, image);
    return image;
  };
}

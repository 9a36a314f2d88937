import { ageOf, type UnitFreshness } from "./age.ts";
import type { FreshnessRow } from "./freshness-data.ts";
import type { Tries } from "./tries.ts";

/** What a run knows of its units, at its end. */
export interface Look {
  units: readonly UnitFreshness[];
  /** Whether these are all units of the configuration. */
  isWhole: boolean;
  /** The configuration, if it is not the usual one. */
  config?: string;
  /** The age at which a unit is stale, in milliseconds; absent: none is. */
  limit?: number;
  /** The configuration's `every`, in milliseconds. With it, failed rebuilds count by themselves. */
  every?: number;
  now: Date;
}

/**
 * The rows of the issue after a run: units that are stale and, with `every`, those whose rebuild
 * fails. A run changes its own units alone. One of the whole configuration also drops those that
 * the configuration no longer has.
 * @param triesOf a unit's failed rebuilds, given those that the issue remembers
 */
export function nextRows(
  remembered: ReadonlyMap<string, FreshnessRow>,
  look: Look,
  triesOf: (name: string, before: Tries | undefined) => Tries | undefined,
): Map<string, FreshnessRow> {
  const own = look.units.map((unit) => [unit.name, ownRow(unit, remembered.get(unit.name), look, triesOf)] as const);
  const listed = own.filter(([name, row]) => isListed(row, remembered.get(name), look));
  const names = new Set(own.map(([name]) => name));
  const others = [...remembered].filter(([name, { config }]) => !names.has(name) && !(look.isWhole && config === look.config));
  return new Map([...listed, ...others]);
}

function ownRow(
  { name, published, publishedFrom = published, unknown }: UnitFreshness,
  before: FreshnessRow | undefined,
  { config }: Look,
  triesOf: (name: string, before: Tries | undefined) => Tries | undefined,
): FreshnessRow {
  const newest = unknown === undefined ? published : before?.published;
  const remembered = before?.tries;
  // Published since, by a run that could not say so here: the tag of a day does not tell on which side.
  // Or by the failed run itself, which another one has completed: its timestamp is of its plan.
  const isLater = publishedFrom !== undefined && publishedFrom > (remembered?.last ?? "");
  const isOver = newest !== undefined && (isLater || newest > (before?.published ?? ""));
  const tries = triesOf(name, isOver ? undefined : remembered);
  return {
    ...(newest === undefined ? {} : { published: newest }),
    ...(tries ? { tries } : {}),
    ...(before?.cause === undefined ? {} : { cause: before.cause }),
    ...(config === undefined ? {} : { config }),
  };
}

function isListed({ published, tries }: FreshnessRow, before: FreshnessRow | undefined, { limit, every, now }: Look): boolean {
  if (every !== undefined && tries !== undefined) return true;
  if (published === undefined) return false;
  // A run that looks at no ages does not contradict `check`, which does.
  return limit === undefined ? published === before?.published : ageOf(published, now) > limit;
}

/** The units of the issue that people should hear of: those that joined, or whose cause changed. */
export function newsOf(
  before: ReadonlyMap<string, FreshnessRow>,
  after: ReadonlyMap<string, FreshnessRow>,
): { joined: string[]; changed: string[] } {
  const names = [...after.keys()];
  return {
    joined: names.filter((name) => !before.has(name)),
    changed: names.filter((name) => before.has(name) && before.get(name)?.cause !== after.get(name)?.cause),
  };
}

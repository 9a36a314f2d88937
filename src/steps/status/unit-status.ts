import { agrees, type HistoryEntry, type UnitHistory } from "../../core/history/history.ts";
import type { PackagesStatus, PublicationStatus } from "../../core/status/publication-status.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { baseUnitsOf } from "../../core/unit/bases.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Verdict } from "../../core/verdicts/verdict.ts";
import { heldJson, publicationJson, tagJson } from "../../render/history/history-json.ts";
import type { FreshnessStatus } from "./freshness.ts";

/** All that was read of a unit. */
export interface UnitFacts {
  history: UnitHistory;
  /** Absent for a unit with versions alone. */
  freshness: FreshnessStatus | undefined;
  /** Absent for a unit that follows none. */
  follows: UnitStatus["follows"];
  /** The standing verdicts on publications, of whatever unit. */
  verdicts: readonly Verdict[];
  /** How the packages of a listed publication changed; undefined if no run compared them. */
  packagesOf: (entry: HistoryEntry) => PackagesStatus | undefined;
  /** All units of the configuration. */
  all: readonly Unit[];
}

/** First digits of a hash that people compare. */
const shownDigits = 12;

/** What a status says of a unit. */
export function unitStatus({ history, freshness, follows, verdicts, packagesOf, all }: UnitFacts): UnitStatus {
  const { unit } = history;
  const shown = [...(history.tags[0]?.shown.values() ?? [])][0];
  const stamp = history.entries.find(({ digest }) => digest === shown);
  const own = verdicts.filter((one) => one.unit === unit.name);
  return {
    unit: unit.name,
    image: unit.image,
    stream: unit.stream,
    streamTag: unit.streamTag,
    required: unit.required,
    ...(hasVersionsAlone(unit) ? { versionsAlone: true as const } : {}),
    repositories: unit.destinations.map(({ repository }) => repository),
    platforms: [...unit.platforms],
    tests: unit.tests.map((test) => testStatus(test, unit)),
    bases: baseUnitsOf(unit),
    followers: all.filter((other) => other.follows?.unit === unit.name).map(({ name }) => name),
    ...(shown === undefined
      ? {}
      : { shows: { digest: shown, ...(stamp ? { timestamp: publicationJson(stamp).timestamp } : {}) } }),
    tags: history.tags.map(tagJson),
    agrees: agrees(history),
    freshness: freshness?.freshness ?? { state: "never" },
    ...(freshness?.failing ? { failing: freshness.failing } : {}),
    ...(follows ? { follows } : {}),
    publications: history.entries.map((entry) => publicationStatus(entry, own, packagesOf(entry))),
    more: history.more,
    holds: history.holds.map(heldJson),
    unknown: [...history.unknown],
  };
}

/** @param own the verdicts on the unit's publications */
function publicationStatus(
  entry: HistoryEntry,
  own: readonly Verdict[],
  packages: PackagesStatus | undefined,
): PublicationStatus {
  const { bases, aliases, differing, ...json } = publicationJson(entry);
  const verdicts = own
    .filter(({ digest }) => digest === entry.digest)
    .map(({ verdict, by, at, reason }) => ({ verdict, by, at, reason }));
  return {
    ...json,
    bases: [...bases],
    ...(aliases === undefined ? {} : { aliases: [...aliases] }),
    ...(entry.tests === undefined ? {} : { tests: entry.tests.slice(0, shownDigits) }),
    ...(verdicts.length === 0 ? {} : { verdicts }),
    differing: [...differing],
    ...(packages ? { packages } : {}),
  };
}

function testStatus(
  { name, kind, platforms, waived }: Unit["tests"][number],
  unit: Pick<Unit, "platforms">,
): UnitStatus["tests"][number] {
  const exempt = unit.platforms.filter((platform) => !platforms.includes(platform));
  return {
    name,
    kind,
    ...(exempt.length === 0 ? {} : { exempt }),
    ...(waived ? { waived: waived.until } : {}),
  };
}

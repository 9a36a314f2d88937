import { keptReason } from "../../core/build/kept.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { joined, shortPlatform, someOf } from "../../core/lib/text/words.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";

/** Most names on one line. */
const maxNames = 5;

/**
 * Lines of plain text that every plan and summary shows: images that stay on the runner, platforms
 * exempt from tests, units without tests, units that may fail, and units without an inputs hash. A
 * following unit may have no tests to run, because its source passed its own.
 */
export function standingFacts({ units, intent }: Pick<Plan, "units" | "intent">): string[] {
  const stays = (unit: PlannedUnit) => keptReason(intent, unit, undefined) !== undefined;
  return [
    ...sentence(units, "pushed nowhere (`candidates: false`), so a merge builds it again", stays),
    ...exemptions(units),
    // A follower's image passed its source's.
    ...sentence(units, "without tests", (unit) => unit.tests.length === 0 && !unit.follows),
    ...sentence(units, "may fail without making the run red", (unit) => !unit.required),
    ...unhashed(units),
  ];
}

function exemptions(units: readonly PlannedUnit[]): string[] {
  const groups = grouped(
    units.flatMap((unit) =>
      unit.tests.flatMap((test) => {
        const exempt = unit.platforms.filter((platform) => !test.platforms.includes(platform)).map(shortPlatform);
        return exempt.length === 0 ? [] : [{ unit, key: `not tested on ${joined(exempt)}: "${test.name}"` }];
      }),
    ),
  );
  return [...groups].map(([key, exempt]) => `${key} of ${namesOf(exempt, units)}`);
}

function sentence(units: readonly PlannedUnit[], what: string, holds: (unit: PlannedUnit) => boolean): string[] {
  const found = units.filter(holds);
  return found.length === 0 ? [] : [`${what}: ${namesOf(found, units)}`];
}

/** Skips units whose own reason explains it already. */
function unhashed(units: readonly PlannedUnit[]): string[] {
  const groups = grouped(
    units.flatMap((unit) =>
      "none" in unit.inputs && !unit.reason.includes(unit.inputs.none) ? [{ unit, key: unit.inputs.none }] : [],
    ),
  );
  return [...groups].map(([reason, found]) => `without an inputs hash, so always built: ${namesOf(found, units)} (${reason})`);
}

function grouped(entries: readonly { unit: PlannedUnit; key: string }[]): Map<string, PlannedUnit[]> {
  const groups = groupBy(entries, ({ key }) => key);
  return new Map([...groups].map(([key, found]) => [key, found.map(({ unit }) => unit)]));
}

/** Names of units, as short as possible: an image's name stands for all its units. */
export function namesOf(some: readonly PlannedUnit[], all: readonly PlannedUnit[], most = maxNames): string {
  const tally = (units: readonly PlannedUnit[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { image } of units) counts.set(image, (counts.get(image) ?? 0) + 1);
    return counts;
  };
  const [ofSome, ofAll] = [tally(some), tally(all)];
  const names = some.map(({ image, name }) => (ofSome.get(image) === ofAll.get(image) ? image : name));
  return someOf([...new Set(names)], most);
}

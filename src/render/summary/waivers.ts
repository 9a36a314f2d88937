import { groupBy } from "../../core/lib/group-by.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { joined, shortPlatform } from "../../core/lib/text/words.ts";
import { shortDay } from "../../core/lib/time/day.ts";
import { dayOfTimestamp } from "../../core/lib/time/timestamp.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { namesOf } from "./facts.ts";

/** Longest name and reason, in characters: people write them. */
const maxName = 60;
const maxReason = 100;

type Waived = Pick<PlannedUnit, "tests">;

/** Whether a failure of one of the unit's tests does not count. */
export function isWaived({ tests }: Waived, name: string): boolean {
  return tests.some((test) => test.name === name && test.waived !== undefined);
}

/** Every waiver of a plan, one line of plain text each: `waived until 15 Dec: "starts" of xcache (TICKET-12)`. */
export function waiverFacts({ units, timestamp }: Pick<Plan, "units" | "timestamp">): string[] {
  const entries = units.flatMap((unit) =>
    waiversOf(unit, dayOfTimestamp(timestamp)).map(({ test, until, reason }) => ({ unit, test, until, reason })),
  );
  const groups = groupBy(entries, ({ test, until, reason }) => JSON.stringify([until, test, reason]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const waived = group.map(({ unit }) => unit);
    return first ? [`waived until ${first.until}: ${first.test} of ${namesOf(waived, units)} (${first.reason})`] : [];
  });
}

/**
 * What became of a unit's waived tests, in plain text: `"starts" failed on arm64, waived until 15 Dec:
 * TICKET-12`, or `"starts" passes: its waiver until 15 Dec can go (TICKET-12)`.
 * @param today `2026-12-02`, UTC
 * @param ranElsewhere also names the tests that did not run here
 */
export function waivedWords(
  { unit, record }: Pick<UnitResult, "unit" | "record">,
  today: string,
  ranElsewhere = false,
): string[] {
  return waiversOf(unit, today).flatMap(({ name, test, until, reason }) => {
    const results = record?.tests.filter((result) => result.name === name) ?? [];
    const failed = results.filter(({ passed }) => !passed).map(({ platform }) => shortPlatform(platform));
    if (failed.length > 0) return [`${test} failed on ${joined(failed)}, waived until ${until}: ${reason}`];
    if (results.length > 0) return [`${test} passes: its waiver until ${until} can go (${reason})`];
    return ranElsewhere ? [`${test} is waived until ${until}: ${reason}`] : [];
  });
}

/** The names of a unit's tests that failed, and whose failure does not count. */
export function waivedFailures({ unit, record }: Pick<UnitResult, "unit" | "record">): Set<string> {
  const failed = record?.tests.filter(({ passed, name }) => !passed && isWaived(unit, name)) ?? [];
  return new Set(failed.map(({ name }) => name));
}

function waiversOf({ tests }: Waived, today: string) {
  return tests.flatMap(({ name, waived }) =>
    waived === undefined
      ? []
      : [
          {
            name,
            test: `"${cut(oneLine(name), maxName)}"`,
            until: shortDay(waived.until, today),
            reason: cut(oneLine(waived.reason), maxReason),
          },
        ],
  );
}

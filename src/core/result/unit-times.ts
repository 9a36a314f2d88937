import type { UnitRecord } from "../build/record.ts";
import type { PlannedUnit } from "../plan/plan.ts";
import { baseUnitsOf } from "../unit/bases.ts";

/** A span of time: its beginning (RFC 3339, UTC), and milliseconds. */
export interface Span {
  began: string;
  duration: number;
}

/** The milliseconds that one unit took. */
export interface UnitTimes {
  unit: string;
  /** The units that it is built on. */
  bases: readonly string[];
  /** From when its build could have begun until it began. */
  queue: number;
  /** Absent if it was only tested. */
  build?: number;
  test: number;
  /** Absent if it got no tags. */
  publish?: number;
  /** From when it could have begun to its last tag, in milliseconds since 1970. Absent without a beginning. */
  span?: { from: number; to: number };
}

/** What `timesOf` reads. */
export interface Timed {
  unit: PlannedUnit;
  record?: UnitRecord;
  /** The writing of its tags. */
  writing?: Span;
}

/** The times of all units that a run built or tested, in order. */
export function timesOf(endings: readonly Timed[]): UnitTimes[] {
  return endings.flatMap(({ unit, record, writing }) => {
    if (!record || !hasRun(record)) return [];
    const { queue = 0, build, test } = record.duration;
    const span = spanOf(record, writing);
    return [
      {
        unit: unit.name,
        bases: baseUnitsOf(unit),
        queue,
        ...(unit.decision === "build" ? { build } : {}),
        test,
        ...(writing ? { publish: writing.duration } : {}),
        ...(span ? { span } : {}),
      },
    ];
  });
}

/** Milliseconds from when the first of these units could have begun to the last one's end; undefined if unknown. */
export function wholeTime(times: readonly UnitTimes[]): number | undefined {
  const spans = times.flatMap(({ span }) => span ?? []);
  if (spans.length === 0) return undefined;
  return Math.max(...spans.map(({ to }) => to)) - Math.min(...spans.map(({ from }) => from));
}

/** Milliseconds that the work on a unit takes, up to its last test. Units built on it wait so long. */
export function untilTested({ queue, build = 0, test }: UnitTimes): number {
  return queue + build + test;
}

/** Milliseconds in all. */
export function totalOf(times: UnitTimes): number {
  return untilTested(times) + (times.publish ?? 0);
}

/** A record without work has no beginning, and took no time. */
function hasRun({ began, duration: { build, test } }: UnitRecord): boolean {
  return began !== undefined || build + test > 0;
}

function spanOf({ began, duration: { queue = 0, build, test } }: UnitRecord, writing: Span | undefined): UnitTimes["span"] {
  if (began === undefined) return undefined;
  const begin = Date.parse(began);
  const ends = [begin + build + test, ...(writing ? [Date.parse(writing.began) + writing.duration] : [])];
  return { from: begin - queue, to: Math.max(...ends) };
}

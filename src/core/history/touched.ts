import { type Hold, holdOn, holdsOn, type UnitHold } from "../holds/hold.ts";
import type { Digest } from "../lib/digest.ts";
import type { UnitResult } from "../result/result.ts";
import type { RestoredUnit } from "../rollback/restored.ts";
import type { Publication } from "../rollback/rollback.ts";
import type { PublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { Origin } from "./history.ts";

/** A stream that a run published in, moved or held back, and what the run knows of it. */
export interface TouchedStream {
  unit: Unit;
  /** What the run published, or moved the stream to. */
  marked?: PublicationId;
  /** The publication of this run. */
  own?: Publication;
  /** Its origin, if the run knows it without a look at the image. */
  origin?: Origin;
  /** What the stream shows now, if known. */
  shown?: Digest;
  /** The hold on it. GitHub may not list a new one yet. */
  hold?: UnitHold;
  /** Holds that the run released, which GitHub may still list as open. */
  released?: readonly number[];
}

/** The streams that a run published in, moved or held back: not those that it left alone. */
export function touchedStreams(results: readonly UnitResult[]): TouchedStream[] {
  return results.flatMap((result): TouchedStream[] => {
    const { unit, stamp, now, hold } = result;
    if (!isTouched(result) || stamp === undefined) return [];
    return [
      {
        unit,
        marked: stamp,
        ...ownOf(result, stamp),
        ...(now === undefined ? {} : { shown: now }),
        ...(hold ? { hold } : {}),
      },
    ];
  });
}

function isTouched(result: UnitResult): boolean {
  const { outcome, was } = result;
  return isPublished(result) || outcome === "overtaken" || (outcome === "repaired" && was !== undefined);
}

function isPublished({ outcome }: UnitResult): boolean {
  return outcome === "published" || outcome === "kept" || outcome === "held";
}

/** What an overtaken unit published is no longer its newest publication. */
function ownOf(result: UnitResult, stamp: PublicationId): Pick<TouchedStream, "own" | "origin"> {
  const digest = result.hold?.instead ?? result.now;
  if (!isPublished(result) || digest === undefined) return {};
  const origin = knownOrigin(result);
  return { own: { stamp, digest }, ...(origin ? { origin } : {}) };
}

/** An image that was built now is as new as its record; one that a rebuild kept is not. */
function knownOrigin({ unit, outcome }: UnitResult): Origin | undefined {
  if (unit.follow?.takes) return { kind: "followed", source: unit.follows?.unit ?? "", stamp: unit.follow.takes.stamp };
  if (unit.decision === "build") return outcome === "kept" ? undefined : { kind: "built" };
  const { pullRequest } = unit.candidate ?? {};
  return pullRequest === undefined ? undefined : { kind: "promoted", pullRequest };
}

/** The streams that a person rolled back. @param hold what holds them there; absent without one */
export function rolledBackStreams(restored: readonly RestoredUnit[], hold: Hold | undefined): TouchedStream[] {
  return restored.flatMap((result): TouchedStream[] => {
    const { unit, newest, wanted, published = [] } = result;
    const on = hold && holdOn(unit, [hold]);
    const isOwn = published.some(({ how }) => how === "rolled-back");
    return touched(result).map((stream) => ({
      ...stream,
      ...(isOwn && newest && wanted !== undefined ? { own: { stamp: newest, digest: wanted, rollback: true as const } } : {}),
      ...(on ? { hold: on } : {}),
    }));
  });
}

/** The streams that a person released. @param holds those that the run released */
export function resumedStreams(restored: readonly RestoredUnit[], holds: readonly Hold[]): TouchedStream[] {
  return restored.flatMap((result) =>
    touched(result).map((stream) => ({ ...stream, released: holdsOn(stream.unit, holds).map(({ issue }) => issue) })),
  );
}

function touched({ unit, newest, now, failed }: RestoredUnit): TouchedStream[] {
  if (failed || newest === undefined) return [];
  return [{ unit, marked: newest, ...(now === undefined ? {} : { shown: now }) }];
}

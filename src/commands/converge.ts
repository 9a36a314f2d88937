import { isDeepStrictEqual } from "node:util";
import type { Digest } from "../core/digest.ts";
import { describeEffect, type Effect, repositoryOf } from "../core/effect.ts";
import type { UnitHold } from "../core/hold.ts";
import { isPublished, type Observation, type Stamp, wantedBy } from "../core/observation.ts";
import { after, type Goal, isContested, type StreamHold, step } from "../core/publish.ts";
import { parseTag } from "../core/tag.ts";
import { timestampFamiliesOf, type Unit } from "../core/unit.ts";
import type { Log, Registry } from "../ports.ts";
import { createApply } from "./apply-effect.ts";
import { createObserver, type Observer } from "./observe.ts";
import { forgivable, type LeftOut, leaveOut } from "./optional-registries.ts";
import { isRace, maximumSteps, mostRaces, stuck } from "./races.ts";
import { problemOf } from "./unit-problem.ts";

/** How a unit's registries ended. */
export interface Converged {
  effects: Effect[];
  /** The newest publication; absent when nothing was ever published, or it could not be reached. */
  current?: { stamp: Stamp; digest: Digest };
  /** What kept the stream from moving to it. */
  hold?: UnitHold;
  /** What the stream shows in the first registry, whatever was to become of it; absent when it shows nothing, or nobody could look. */
  shown?: Digest;
  /** Why the one rule could not be made true. */
  problem?: string;
  /** What optional registries failed at: the next run completes it. */
  warnings: string[];
}

/** What a convergence may be given beside its registries. */
export interface Circumstances {
  /** What looks first: units of one image may share its listings. */
  first?: Observer;
  /**
   * What holds the unit, as it is right now: asked before each look, and once more right before the stream moves. A text says why that is
   * not known: then the stream does not move.
   */
  holdOn?: (unit: Unit) => Promise<UnitHold | string | undefined>;
  /** Whether the commit that is published is still the branch's tip; undefined where nobody can tell. Asked on a tie alone. */
  isTip?: () => Promise<boolean | undefined>;
}

/**
 * Makes the one rule true for a unit: observe → step → at most one effect, until there is nothing left to do.
 * The last look is always a fresh one, so that a newer publication that appeared in the meantime wins, even after our move.
 * Of two runs of one minute, the one whose commit is not the branch's tip any more publishes nothing.
 * Never throws: what was done is part of the answer.
 */
export async function converge(
  unit: Unit,
  wanted: Goal | undefined,
  registry: Registry,
  log: Log,
  { first = createObserver(registry), isTip, holdOn = async () => undefined }: Circumstances = {},
): Promise<Converged> {
  let goal = wanted;
  let hold: UnitHold | string | undefined;
  const apply = createApply((tag) => isTimestampTag(unit, tag), registry, log);
  const effects: Effect[] = [];
  const failures: LeftOut = new Map();
  const without = (seen: Observation): Observation => ({ ...seen, destinations: leaveOut(failures, seen.destinations) });
  const stamps: Effect[] = []; // timestamp tags as they are: they never change, and a listing may not show them yet
  const look = async (observer: Observer = createObserver(registry)): Promise<Observation> => {
    hold = await holdOn(unit);
    return stamps.reduce(remember, without(await observer(unit, wantedBy(goal, streamHold(hold)))));
  };
  let observed: Observation | undefined;
  const end = (rest: Pick<Converged, "current" | "problem">): Converged => {
    const shown = observed?.destinations[0]?.tags.get(unit.streamTag);
    return {
      effects,
      ...rest,
      ...(shown === undefined ? {} : { shown }),
      ...(typeof hold === "object" ? { hold } : {}),
      warnings: [...failures.values()],
    };
  };
  try {
    observed = await look(first);
    let [fresh, asked] = [true, true]; // since the last effect, and since the last one that took time before a stream moves
    let races = 0;
    for (let steps = 0; steps < maximumSteps; steps++) {
      if (goal && isContested(unit, observed, goal) && (await isTip?.()) === false) {
        log.line("another run has published in this minute, and the branch has moved on: nothing new is published");
        goal = undefined;
      }
      const next = step(unit, observed, goal, streamHold(hold));
      if (next.kind === "effect" && !asked && movesStream(unit, next.effect)) {
        asked = true;
        const now = await holdOn(unit);
        if (!isDeepStrictEqual(now, hold)) {
          observed = await look();
          fresh = true;
        }
      } else if (next.kind === "effect") {
        const applied = await apply(next.effect).catch((error: unknown) => {
          if (movesStream(unit, next.effect) && isRace(error) && races++ < mostRaces) return "raced" as const;
          failures.set(repositoryOf(next.effect), forgivable(unit, next.effect, error));
          return undefined;
        });
        if (applied === "raced") {
          log.line("another run moved a tag at the same time: looking again, so that the newer one wins");
          observed = await look();
          [fresh, asked] = [true, true];
          continue;
        }
        if (applied === next.effect) {
          effects.push(applied);
          log.line(describeEffect(applied));
        }
        if (applied?.kind === "tag" && isTimestampTag(unit, applied.tag)) stamps.push(applied);
        observed = applied ? after(observed, applied) : without(observed);
        fresh = false;
        asked = movesStream(unit, next.effect);
      } else if (next.kind === "leave-out") {
        failures.set(next.repository, next.reason);
        observed = without(observed);
      } else if (!fresh) {
        observed = await look();
        [fresh, asked] = [true, true];
      } else if (next.kind === "blocked") {
        return end({ problem: next.reason });
      } else {
        return end(ending(unit, observed, next.current, hold));
      }
    }
    return end({ problem: stuck });
  } catch (error) {
    return end({ problem: problemOf(error, log) });
  }
}

/** What a unit came to and, where it is held, why it does not show what it was to show. */
function ending(
  unit: Unit,
  observed: Observation,
  current: Converged["current"],
  hold: UnitHold | string | undefined,
): Pick<Converged, "current" | "problem"> {
  const newest = current ? { current } : {};
  if (hold === undefined) return newest;
  const problem = typeof hold === "string" ? unasked(unit, observed, hold) : unproven(unit, observed, hold);
  return { ...newest, ...(problem === undefined ? {} : { problem }) };
}

function unasked(unit: Unit, observed: Observation, reason: string): string | undefined {
  return step(unit, observed).kind === "done" ? undefined : `its stream has not moved, since it may be held: ${reason}`;
}

function unproven(unit: Unit, observed: Observation, { issue, digest }: UnitHold): string | undefined {
  if (digest === undefined || isPublished(unit, observed, digest)) return undefined;
  return `hold #${issue} names ${digest}, which is under none of its timestamp tags, so that nothing says that it was tested: its stream stays as it is`;
}

function streamHold(hold: UnitHold | string | undefined): StreamHold | undefined {
  return typeof hold === "string" ? {} : hold;
}

function movesStream(unit: Unit, effect: Effect): boolean {
  return effect.kind === "tag" && !isTimestampTag(unit, effect.tag);
}

/** Adds a timestamp tag that was confirmed, unless the registry shows it: what is seen counts for more. */
function remember(observed: Observation, effect: Effect): Observation {
  const seen = observed.destinations.find(({ repository }) => repository === repositoryOf(effect));
  return effect.kind === "tag" && !seen?.tags.has(effect.tag) ? after(observed, effect) : observed;
}

function isTimestampTag(unit: Unit, tag: string): boolean {
  return timestampFamiliesOf(unit).some((family) => parseTag(tag, family)?.kind === "timestamp");
}

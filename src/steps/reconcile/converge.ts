import { isDeepStrictEqual } from "node:util";
import type { UnitHold } from "../../core/holds/hold.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { describeEffect, type Effect, repositoryOf } from "../../core/publish/effect.ts";
import { type Observation, type Stamp, wantedBy } from "../../core/publish/observation.ts";
import { nextStamp, stampOfGoal } from "../../core/publish/publication-id.ts";
import { after, type Goal, isContested, step } from "../../core/publish/publish.ts";
import type { Recheck } from "../../core/publish/recheck.ts";
import { familiesOf, type Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { createObserver, type Observer } from "../observe/observe.ts";
import { forgivable, type LeftOut, leaveOut } from "../publish/optional-registries.ts";
import { problemOf } from "../report/unit-problem.ts";
import { createApply } from "./apply-effect.ts";
import { heldProblem, streamHold } from "./held-ending.ts";
import { isRace, maximumSteps, mostRaces, stuck } from "./races.ts";

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

/** The verdict on a goal, and the publication that came between. */
export interface Rechecked {
  verdict: Recheck;
  newest: Stamp;
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
  /** Whether the commit that is published is still the branch's tip; undefined if unknown. Asked on a tie alone. */
  isTip?: () => Promise<boolean | undefined>;
  /** Whether the goal may still be published: asked right before its first timestamp tag. Undefined where nothing came between. */
  recheck?: (observed: Observation, goal: { digest: Digest; stamp: Stamp }) => Promise<Rechecked | undefined>;
}

/** Where a convergence stands. */
interface State {
  readonly unit: Unit;
  readonly registry: Registry;
  readonly log: Log;
  readonly circumstances: Circumstances;
  readonly apply: (effect: Effect) => Promise<Effect>;
  readonly effects: Effect[];
  readonly failures: LeftOut;
  /** Tags that never change, as they are: a listing may not show them yet. */
  readonly claimed: Effect[];
  goal: Goal | undefined;
  hold: UnitHold | string | undefined;
  observed: Observation;
  /** Whether nothing was done since the last look. */
  isFresh: boolean;
  /** Whether the hold was asked for since the last effect that took time. */
  isHoldKnown: boolean;
  isRechecked: boolean;
  races: number;
}

type Ending = Pick<Converged, "current" | "problem">;

/**
 * Makes the one rule true for a unit: observe → step → at most one effect, until there is nothing left to do.
 * The last look is always a fresh one, so that a newer publication that appeared in the meantime wins, even after our move.
 * Of two runs of one minute, the one whose commit is not the branch's tip any more publishes nothing.
 * Never throws: what was done is part of the answer.
 */
export async function converge(
  unit: Unit,
  goal: Goal | undefined,
  registry: Registry,
  log: Log,
  circumstances: Circumstances = {},
): Promise<Converged> {
  const state: State = {
    unit,
    registry,
    log,
    circumstances,
    apply: createApply((tag) => !familiesOf(unit).includes(tag), registry, log),
    effects: [],
    failures: new Map(),
    claimed: [],
    goal,
    hold: undefined,
    observed: { destinations: [] },
    isFresh: true,
    isHoldKnown: true,
    isRechecked: false,
    races: 0,
  };
  try {
    await look(state, circumstances.first);
    for (let steps = 0; steps < maximumSteps; steps++) {
      const ending = await advance(state);
      if (ending) return endOf(state, ending);
    }
    return endOf(state, { problem: stuck });
  } catch (error) {
    return endOf(state, { problem: problemOf(error, log) });
  }
}

function endOf({ unit, effects, observed, hold, failures }: State, ending: Ending): Converged {
  const shown = observed.destinations[0]?.tags.get(unit.streamTag);
  return {
    effects,
    ...ending,
    ...(shown === undefined ? {} : { shown }),
    ...(typeof hold === "object" ? { hold } : {}),
    warnings: [...failures.values()],
  };
}

/** A fresh look, with the hold as it is now. */
async function look(state: State, observer?: Observer): Promise<void> {
  state.hold = await state.circumstances.holdOn?.(state.unit);
  state.observed = await see(state, observer);
  state.isFresh = true;
  state.isHoldKnown = true;
}

async function see(state: State, observer: Observer = createObserver(state.registry)): Promise<Observation> {
  const { unit, goal, hold, claimed } = state;
  const seen = await observer(unit, wantedBy(goal, streamHold(hold)));
  return claimed.reduce(remember, withoutFailed(state, seen));
}

function withoutFailed({ failures }: State, seen: Observation): Observation {
  return { ...seen, destinations: leaveOut(failures, seen.destinations) };
}

/** One step; an ending where there is nothing left to do. */
async function advance(state: State): Promise<Ending | undefined> {
  const { unit, observed, log, circumstances } = state;
  if (state.goal && isContested(unit, observed, state.goal) && (await circumstances.isTip?.()) === false) {
    log.line("another run published in this minute, and the branch has moved on: this run publishes nothing");
    state.goal = undefined;
  }
  const next = step(unit, observed, state.goal, streamHold(state.hold));
  if (next.kind === "effect") return applyNext(state, next.effect);
  if (next.kind === "leave-out") {
    state.failures.set(next.repository, next.reason);
    state.observed = withoutFailed(state, observed);
    return undefined;
  }
  if (!state.isFresh) {
    await look(state);
    return undefined;
  }
  if (next.kind === "blocked") return { problem: next.reason };
  const problem = heldProblem(unit, observed, state.hold);
  return { ...(next.current ? { current: next.current } : {}), ...(problem === undefined ? {} : { problem }) };
}

/** Applies an effect, unless what it was decided on is to be asked for once more before it. */
async function applyNext(state: State, effect: Effect): Promise<Ending | undefined> {
  const { unit } = state;
  const stamp = state.isRechecked ? undefined : stampOfGoal(unit, state.goal, effect);
  if (stamp) return recheckGoal(state, stamp);
  if (movesStream(unit, effect) && !state.isHoldKnown) {
    state.isHoldKnown = true;
    if (!isDeepStrictEqual(await state.circumstances.holdOn?.(unit), state.hold)) await look(state);
    return undefined;
  }
  const applied = await tryEffect(state, effect);
  if (applied === "raced") {
    state.log.line("another run moved a tag at the same time: looking again, so that the newer one wins");
    await look(state);
    return undefined;
  }
  if (applied === effect) {
    state.effects.push(applied);
    state.log.line(describeEffect(applied));
  }
  if (applied?.kind === "tag" && !movesStream(unit, applied)) state.claimed.push(applied);
  state.observed = applied ? after(state.observed, applied) : withoutFailed(state, state.observed);
  state.isFresh = false;
  state.isHoldKnown = movesStream(unit, effect);
  return undefined;
}

async function tryEffect(state: State, effect: Effect): Promise<Effect | "raced" | undefined> {
  try {
    return await state.apply(effect);
  } catch (error) {
    if (movesStream(state.unit, effect) && isRace(error) && state.races++ < mostRaces) return "raced";
    state.failures.set(repositoryOf(effect), forgivable(state.unit, effect, error));
    return undefined;
  }
}

/** Asks, with a fresh look, whether the goal may still be published. */
async function recheckGoal(state: State, stamp: Stamp): Promise<Ending | undefined> {
  const { goal, circumstances, log } = state;
  state.isRechecked = true;
  if (!goal || !circumstances.recheck) return undefined;
  const answer = await circumstances.recheck(state.isFresh ? state.observed : await see(state), { digest: goal.digest, stamp });
  switch (answer?.verdict.kind) {
    case "stop":
      return { problem: answer.verdict.reason };
    case "yield":
      log.line("another run published a newer build of the same inputs meanwhile: this run publishes nothing");
      state.goal = undefined;
      await look(state);
      return undefined;
    case "follow":
      log.line("another run published meanwhile: this publication takes a later timestamp");
      state.goal = { digest: goal.digest, ...nextStamp(answer.newest) };
      await look(state);
      return undefined;
    default:
      return undefined;
  }
}

function movesStream(unit: Unit, effect: Effect): boolean {
  return effect.kind === "tag" && familiesOf(unit).includes(effect.tag);
}

/** Adds a confirmed tag, unless the registry shows it: an observation counts for more. */
function remember(observed: Observation, effect: Effect): Observation {
  const seen = observed.destinations.find(({ repository }) => repository === repositoryOf(effect));
  return effect.kind === "tag" && !seen?.tags.has(effect.tag) ? after(observed, effect) : observed;
}

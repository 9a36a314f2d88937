import { type Code, Failure } from "../../core/lib/problems/problem.ts";
import { describeEffect, type Effect } from "../../core/publish/effect.ts";
import { toleratedFailure } from "../../core/publish/optional-registries.ts";
import { apply, begin, leaveOut, lose, type Observed, type Progress, see } from "../../core/publish/progress.ts";
import { isWrittenOnce, kindOfTag } from "../../core/tags/publication-tags.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { failureOf } from "../report/unit-problem.ts";
import { createApply } from "./apply-effect.ts";

/**
 * More than any configuration needs: stops a run on a registry that never shows what it confirmed.
 */
const maximumSteps = 1000;
const stuck = `after ${maximumSteps} steps the registry still does not show what it confirmed. Check its health, then run again.`;

/** The next action; `done` carries the result. */
export type Next<Done> =
  | { kind: "effect"; effect: Effect }
  | { kind: "leave-out"; repository: string; reason: string }
  | { kind: "blocked"; reason: string; code?: Code }
  | { kind: "done"; done: Done };

/**
 * The fate of an effect right before it is applied.
 * - apply: nothing has changed since the decision
 * - again: decide again, on known facts
 * - look: observe again first
 */
export type Confirmation = "apply" | "again" | "look" | { problem: string };

/** The target of a reconciliation: a unit's stream, or a version. */
export interface Target<O extends Observed, Done> {
  readonly unit: Unit;
  /** Asks for the facts that direct the next look: the hold. Called before each look. */
  prepare(): Promise<void>;
  /**
   * A fresh look at the registries.
   * @param isFirst whether it may use listings made for other units
   */
  look(isFirst: boolean): Promise<O>;
  next(observed: O): Promise<Next<Done>>;
  /**
   * Asks again for the facts behind an effect.
   * @param fresh the registries' current state
   */
  confirm(effect: Effect, fresh: () => Promise<O>): Promise<Confirmation>;
  /** Tells the target that an effect was tried. */
  tried(effect: Effect): void;
}

/** How a reconciliation ended. Has either `done` or `problem`. */
export interface Reconciled<O, Done> {
  effects: readonly Effect[];
  /** The registries' state at the last look; absent if every look failed. */
  observed?: O;
  done?: Done;
  problem?: string;
  /** The code of the problem, if it has one. */
  code?: Code;
  /** Failures of optional registries: the next run completes them. */
  warnings: string[];
}

type Ending<Done> = { done: Done } | { problem: string; code?: Code };

/**
 * Brings registries to a target's goal: look → decide → at most one effect, until nothing is left
 * to do. The last look is always fresh, so that a concurrent newer publication wins, even after our
 * move. Never throws: the result says what was done.
 */
export async function reconcile<O extends Observed, Done>(
  target: Target<O, Done>,
  registry: Registry,
  log: Log,
): Promise<Reconciled<O, Done>> {
  const loop = new Loop(target, registry, log);
  try {
    await loop.look();
    for (let steps = 0; steps < maximumSteps; steps++) {
      const ending = await loop.advance();
      if (ending) return loop.end(ending);
    }
    return loop.end({ problem: stuck });
  } catch (error) {
    return loop.end(failureOf(error, log));
  }
}

class Loop<O extends Observed, Done> {
  readonly #target: Target<O, Done>;
  readonly #log: Log;
  readonly #apply: (effect: Effect) => Promise<Effect>;
  #progress: Progress<O> | undefined;

  constructor(target: Target<O, Done>, registry: Registry, log: Log) {
    this.#target = target;
    this.#log = log;
    this.#apply = createApply((tag) => isWrittenOnce(target.unit, tag), registry, log);
  }

  async look(): Promise<undefined> {
    const progress = this.#progress;
    await this.#target.prepare();
    const observed = await this.#target.look(progress === undefined);
    this.#progress = progress === undefined ? begin(observed) : see(progress, observed);
  }

  end(ending: Ending<Done>): Reconciled<O, Done> {
    const { effects = [], observed, failures = new Map<string, string>() } = this.#progress ?? {};
    return { effects, ...(observed ? { observed } : {}), ...ending, warnings: [...failures.values()] };
  }

  /** One step; an ending if nothing is left to do. */
  async advance(): Promise<Ending<Done> | undefined> {
    const progress = this.#known();
    const next = await this.#target.next(progress.observed);
    if (next.kind === "effect") return this.#applyNext(progress, next.effect);
    if (next.kind === "leave-out") {
      this.#progress = leaveOut(progress, next.repository, next.reason);
      return undefined;
    }
    if (!progress.isFresh) return this.look();
    if (next.kind === "done") return { done: next.done };
    return { problem: next.reason, ...(next.code === undefined ? {} : { code: next.code }) };
  }

  async #applyNext(progress: Progress<O>, effect: Effect): Promise<Ending<Done> | undefined> {
    const fresh = async () => (progress.isFresh ? progress.observed : see(progress, await this.#target.look(false)).observed);
    const confirmation = await this.#target.confirm(effect, fresh);
    if (confirmation === "look") return this.look();
    if (confirmation !== "apply") return confirmation === "again" ? undefined : confirmation;
    await this.#try(progress, effect);
    this.#target.tried(effect);
    return undefined;
  }

  async #try(progress: Progress<O>, effect: Effect): Promise<void> {
    const mutability = effect.kind === "tag" ? kindOfTag(this.#target.unit, effect.tag)?.mutability : undefined;
    try {
      const applied = await this.#apply(effect);
      if (applied === effect) this.#log.line(describeEffect(applied));
      this.#progress = apply(progress, effect, applied, mutability);
    } catch (error) {
      const lost = mutability === "moves" && isRace(error) ? lose(progress) : undefined;
      if (lost) {
        this.#log.line("another run moved a tag at the same time: looking again, so that the newer one wins");
        this.#progress = lost;
        return this.look();
      }
      this.#progress = { ...leaveOut(progress, ...toleratedFailure(this.#target.unit, effect, error)), isFresh: false };
    }
  }

  #known(): Progress<O> {
    if (!this.#progress) throw new TypeError("a step before the first look");
    return this.#progress;
  }
}

/**
 * Whether a moving tag shows something other than what we just put there: another run was faster.
 */
function isRace(error: unknown): boolean {
  return error instanceof Failure && error.problems.some(({ code }) => code === "registry-changed");
}

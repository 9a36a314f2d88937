import { isDeepStrictEqual } from "node:util";
import type { UnitHold } from "../../core/holds/hold.ts";
import type { Digest } from "../../core/lib/digest.ts";
import type { Code } from "../../core/lib/problems/problem.ts";
import type { Effect } from "../../core/publish/effect.ts";
import { type Observation, wantedBy } from "../../core/publish/observation.ts";
import { nextPublicationId, publicationIdOfGoal } from "../../core/publish/publication-id.ts";
import { type Goal, isContested, step } from "../../core/publish/publish.ts";
import type { Recheck } from "../../core/publish/recheck.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { createObserver, type Observer } from "../observe/observe.ts";
import { heldProblem, streamHold } from "./held-ending.ts";
import { type Confirmation, type Next, reconcile, type Target } from "./reconcile.ts";

/** How a unit's registries ended. */
export interface Converged {
  effects: readonly Effect[];
  /** The newest publication; absent if nothing was ever published, or it could not be reached. */
  current?: { stamp: PublicationId; digest: Digest };
  /** Why the stream did not move to it. */
  hold?: UnitHold;
  /**
   * The stream's digest in the first registry, whatever the goal; absent if it shows nothing, or
   * every look failed.
   */
  shown?: Digest;
  /** Why the goal was not published, although nothing failed. */
  yielded?: string;
  /** Why the one rule could not be enforced. */
  problem?: string;
  /** The code of that error, if it has one. */
  code?: Code;
  /** Failures of optional registries: the next run completes them. */
  warnings: string[];
}

/** The verdict on a goal, and the newer publication. */
export interface Rechecked {
  verdict: Recheck;
  newest: PublicationId;
}

/** Optional inputs of a stream's reconciliation. */
export interface Circumstances {
  /** The observer for the first look: units of one image may share its listings. */
  first?: Observer;
  /** Whether a text that an alias gives is another unit's tag. */
  isTaken?: (unit: Unit, text: string) => boolean;
  /**
   * The unit's current hold: asked before each look, and again right before the stream moves. A
   * text says why it is unknown: then the stream does not move.
   */
  holdOn?: (unit: Unit) => Promise<UnitHold | string | undefined>;
  /**
   * Whether the published commit is still the branch's tip; undefined if unknown. Asked only to
   * break a tie.
   */
  isTip?: () => Promise<boolean | undefined>;
  /**
   * Whether the goal may still be published: asked right before its first timestamp tag. Undefined
   * if nothing newer was published.
   */
  recheck?: (observed: Observation, goal: { digest: Digest; stamp: PublicationId }) => Promise<Rechecked | undefined>;
  /** Waits, right before the stream moves, for units that move together; a text says why it must not. */
  beforeStream?: () => Promise<string | undefined>;
}

/**
 * Enforces the one rule for a unit. Of two runs in one minute, the one whose commit is no longer
 * the branch's tip publishes nothing. Never throws: the result says what was done.
 */
export async function converge(
  unit: Unit,
  goal: Goal | undefined,
  registry: Registry,
  log: Log,
  circumstances: Circumstances = {},
): Promise<Converged> {
  const stream = new Stream(unit, goal, registry, log, circumstances);
  const { effects, observed, done, problem = done?.problem, code, warnings } = await reconcile(stream, registry, log);
  const shown = observed?.destinations[0]?.tags.get(unit.streamTag);
  const { hold, yielded } = stream;
  return {
    effects,
    ...(done?.current ? { current: done.current } : {}),
    ...(yielded === undefined ? {} : { yielded }),
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    ...(shown === undefined ? {} : { shown }),
    ...(typeof hold === "object" ? { hold } : {}),
    warnings,
  };
}

/** A stream's final state: its newest publication, and why it does not show a hold's digest. */
type Done = Pick<Converged, "current" | "problem">;

/** A unit's stream, with its goal and its hold. */
class Stream implements Target<Observation, Done> {
  readonly unit: Unit;
  readonly #registry: Registry;
  readonly #log: Log;
  readonly #circumstances: Circumstances;
  #goal: Goal | undefined;
  #hold: UnitHold | string | undefined;
  /** Whether we asked for the hold since the last slow effect. */
  #isHoldKnown = false;
  #isRechecked = false;
  /** Why it publishes nothing, although nothing failed. */
  yielded: string | undefined;

  constructor(unit: Unit, goal: Goal | undefined, registry: Registry, log: Log, circumstances: Circumstances) {
    this.unit = unit;
    this.#goal = goal;
    this.#registry = registry;
    this.#log = log;
    this.#circumstances = circumstances;
  }

  get hold(): UnitHold | string | undefined {
    return this.#hold;
  }

  async prepare(): Promise<void> {
    this.#hold = await this.#circumstances.holdOn?.(this.unit);
    this.#isHoldKnown = true;
  }

  look(isFirst: boolean): Promise<Observation> {
    const { first, isTaken } = this.#circumstances;
    const observer = (isFirst ? first : undefined) ?? createObserver(this.#registry, isTaken ? { isTaken } : {});
    return observer(this.unit, wantedBy(this.#goal, streamHold(this.#hold)));
  }

  async next(observed: Observation): Promise<Next<Done>> {
    const { unit } = this;
    if (this.#goal && isContested(unit, observed, this.#goal) && (await this.#circumstances.isTip?.()) === false) {
      this.#log.line("another run published in this minute, and the branch has moved on: this run publishes nothing");
      this.#goal = undefined;
    }
    const next = step(unit, observed, this.#goal, streamHold(this.#hold));
    if (next.kind !== "done") return next;
    const problem = heldProblem(unit, observed, this.#hold);
    const done = { ...(next.current ? { current: next.current } : {}), ...(problem === undefined ? {} : { problem }) };
    return { kind: "done", done };
  }

  async confirm(effect: Effect, fresh: () => Promise<Observation>): Promise<Confirmation> {
    const stamp = this.#isRechecked ? undefined : publicationIdOfGoal(this.unit, this.#goal, effect);
    if (stamp) return this.#recheckGoal(stamp, fresh);
    if (!this.#movesStream(effect)) return "apply";
    const refusal = await this.#circumstances.beforeStream?.();
    if (refusal !== undefined) return { problem: refusal };
    if (this.#isHoldKnown) return "apply";
    this.#isHoldKnown = true;
    return isDeepStrictEqual(await this.#circumstances.holdOn?.(this.unit), this.#hold) ? "again" : "look";
  }

  tried(effect: Effect): void {
    this.#isHoldKnown = this.#movesStream(effect);
  }

  #movesStream(effect: Effect): boolean {
    return effect.kind === "tag" && kindOfTag(this.unit, effect.tag)?.shows === "stream";
  }

  /** Asks, with a fresh look, whether the goal may still be published. */
  async #recheckGoal(stamp: PublicationId, fresh: () => Promise<Observation>): Promise<Confirmation> {
    const { recheck } = this.#circumstances;
    const goal = this.#goal;
    this.#isRechecked = true;
    if (!goal || !recheck) return "again";
    const answer = await recheck(await fresh(), { digest: goal.digest, stamp });
    switch (answer?.verdict.kind) {
      case "stop":
        return { problem: answer.verdict.reason };
      case "yield":
        this.#log.line(`${answer.verdict.reason}; this run does not publish it`);
        this.yielded = answer.verdict.reason;
        this.#goal = undefined;
        return "look";
      case "follow":
        this.#log.line("another run published meanwhile: this publication takes a later timestamp");
        this.#goal = { ...goal, ...nextPublicationId(answer.newest) };
        return "look";
      default:
        return "again";
    }
  }
}

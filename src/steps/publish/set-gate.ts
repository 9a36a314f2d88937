/** What the units of a set do at the same time: first all timestamp tags, then all streams. */
const stages = ["timestamps", "streams"] as const;
export type Stage = (typeof stages)[number];

/** A unit's place in its set. */
export interface SetMember {
  /** Waits until all others have come as far; a text says why the unit must stop. Not once the unit has left. */
  pass(stage: Stage): Promise<string | undefined>;
  /**
   * The unit publishes nothing more.
   * @param problem why it could not be published: then the others stop, too
   */
  leave(problem?: string): void;
}

/** The place of a unit that moves alone. */
export const alone: SetMember = { pass: async () => undefined, leave: () => {} };

/**
 * Lets the units of one set move on together, or not at all. Each waits before a stage until all
 * others have reached it, or have nothing left to do. The units must run side by side.
 */
export class SetGate {
  readonly #waiting = new Map<string, number>();
  readonly #wake: (() => void)[] = [];
  #refusal: string | undefined;

  /** @param units the names of all units that this run publishes of the set */
  constructor(units: readonly string[]) {
    for (const unit of units) this.#waiting.set(unit, -1);
  }

  /** The place of one of them. */
  member(unit: string): SetMember {
    return { pass: (stage) => this.#pass(unit, stage), leave: (problem) => this.#leave(unit, problem) };
  }

  async #pass(unit: string, stage: Stage): Promise<string | undefined> {
    const [reached, before] = [stages.indexOf(stage), this.#waiting.get(unit) ?? -1];
    if (before === stages.length) return undefined;
    this.#waiting.set(unit, Math.max(before, reached));
    this.#wakeAll();
    while (this.#refusal === undefined && [...this.#waiting.values()].some((other) => other < reached))
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    return this.#refusal;
  }

  #leave(unit: string, problem?: string): void {
    this.#waiting.set(unit, stages.length);
    if (problem !== undefined) this.#refusal ??= `it moves together with ${unit}, which is not published: ${problem}`;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

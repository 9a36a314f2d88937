import type { InputsHash } from "../../core/inputs/inputs-hash.ts";
import { hashUnits } from "../../core/inputs/unit-hashes.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import type { Log } from "../../ports/log.ts";
import type { Repository } from "../../ports/repository.ts";

/** What units are made of in the work tree now, their bases left out. */
export type InputsNow = (units: readonly Unit[]) => Promise<ReadonlyMap<string, InputsHash>>;

/** Looks at the work tree anew each time: tests' scripts, and other steps, may leave files in it. */
export function inputsIn(tree: Repository, commit: string, { hasherOf }: Pick<Ports, "hasherOf">): InputsNow {
  return async (units) => {
    const alone = units.map(({ base: _, ...unit }): Unit => unit);
    const hasher = hasherOf(tree, true);
    const hashes = hashUnits(alone, await hasher.filesOf(commit, alone), hasher.sha256);
    return new Map([...hashes].map(([name, { inputs }]) => [name, inputs]));
  };
}

/**
 * Keeps an image from saying that it was made of inputs that it was not made of: the script of a base's test, or of another unit that is built at the same
 * time, may write into a context before BuildKit has read it.
 */
export class InputsWatch {
  readonly #now: InputsNow;
  readonly #before: ReadonlyMap<string, InputsHash>;
  readonly #withoutHash = new Set<string>();

  private constructor(now: InputsNow, before: ReadonlyMap<string, InputsHash>) {
    this.#now = now;
    this.#before = before;
  }

  /** Begins while the work tree is as the plan has it. */
  static async begin(units: readonly Unit[], now: InputsNow = async () => new Map()): Promise<InputsWatch> {
    return new InputsWatch(now, await now(units));
  }

  /**
   * Builds a unit: with its inputs hash, if its files are what that stands for both before the build and after it, or else without one.
   * @param base the name of its base, where that was built here
   */
  async build<Image>(
    unit: PlannedUnit,
    base: string | undefined,
    log: Log,
    build: (unit: PlannedUnit) => Promise<Image>,
  ): Promise<Image> {
    if ("none" in unit.inputs) return build(unit);
    const lost = base !== undefined && this.#withoutHash.has(base) ? `${base}, which it is built on, has none` : undefined;
    let none = lost ?? (await this.#changeOf(unit));
    if (none === undefined) {
      const image = await build(unit);
      none = await this.#changeOf(unit);
      if (none === undefined) return image;
      log.line(`Files changed during the build (${none}): building again.`);
    }
    log.line(`${unit.name} has no inputs hash: ${none}`);
    this.#withoutHash.add(unit.name);
    return build({ ...unit, inputs: { none } });
  }

  async #changeOf(unit: PlannedUnit): Promise<string | undefined> {
    const before = this.#before.get(unit.name);
    if (before === undefined) return undefined;
    const now = (await this.#now([unit])).get(unit.name);
    if (now && "none" in now) return now.none;
    const same = "hash" in before && now?.hash === before.hash;
    return same ? undefined : "files of its build changed since the plan";
  }
}

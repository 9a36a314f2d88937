import type { InputsHash } from "../../core/inputs/inputs-hash.ts";
import { hashUnits } from "../../core/inputs/unit-hashes.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import type { Log } from "../../ports/log.ts";
import type { SourceTrees } from "../plan/checkout/source-trees.ts";
import { sourceHasher } from "../plan/sources/source-hasher.ts";

/** A unit's inputs in the work tree now, without its bases. */
export type InputsNow = (units: readonly Unit[]) => Promise<ReadonlyMap<string, InputsHash>>;

/** Reads the work trees each time: test scripts and other steps may leave files in them. */
export function inputsIn(trees: SourceTrees, { hasherOf }: Pick<Ports, "hasherOf">): InputsNow {
  return async (units) => {
    const alone = units.map(({ base: _, ...unit }): Unit => unit);
    const hasher = sourceHasher(trees, hasherOf, true);
    const hashes = hashUnits(alone, await hasher.filesOf(alone), hasher.sha256);
    return new Map([...hashes].map(([name, { inputs }]) => [name, inputs]));
  };
}

/**
 * Keeps false inputs hashes off images: the test script of a base, or of a unit built at the same
 * time, may write into a context before BuildKit reads it.
 */
export class InputsWatch {
  readonly #now: InputsNow;
  readonly #before: ReadonlyMap<string, InputsHash>;
  readonly #withoutHash: Set<string>;

  private constructor(now: InputsNow, before: ReadonlyMap<string, InputsHash>, withoutHash: readonly string[]) {
    this.#now = now;
    this.#before = before;
    this.#withoutHash = new Set(withoutHash);
  }

  /**
   * Start while the work tree still matches the plan.
   * @param withoutHash the names of bases that earlier jobs built without their inputs hash
   */
  static async begin(
    units: readonly Unit[],
    now: InputsNow = async () => new Map(),
    withoutHash: readonly string[] = [],
  ): Promise<InputsWatch> {
    return new InputsWatch(now, await now(units), withoutHash);
  }

  /** Whether the image of a unit that was built here has no inputs hash. */
  isWithoutHash({ name, inputs }: Pick<PlannedUnit, "name" | "inputs">): boolean {
    return "none" in inputs || this.#withoutHash.has(name);
  }

  /**
   * Builds a unit with its inputs hash if its files match the hash before and after the build;
   * otherwise without a hash.
   * @param bases the names of its bases that this run builds
   */
  async build<Image>(
    unit: PlannedUnit,
    bases: readonly string[],
    log: Log,
    build: (unit: PlannedUnit) => Promise<Image>,
  ): Promise<Image> {
    if ("none" in unit.inputs) return build(unit);
    const base = bases.find((name) => this.#withoutHash.has(name));
    let none = base !== undefined ? `its base ${base} has none` : await this.#changeOf(unit);
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
    return same ? undefined : "files of the build changed since the plan";
  }
}

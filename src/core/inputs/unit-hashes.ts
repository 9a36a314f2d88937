import { baseUnitsOf } from "../unit/bases.ts";
import type { Unit } from "../unit/unit.ts";
import { type Hash, type InputsFacts, type InputsHash, inputsHash } from "./inputs-hash.ts";

/** A unit's two hashes at one commit (design, section 5). */
export interface Hashes {
  inputs: InputsHash;
  tests: string;
}

/** The files of a unit at one commit. */
export interface UnitFiles {
  /** The inputs of its build, without its base. */
  inputs: InputsFacts;
  /** The hash of its tests: definitions, scripts and other files. */
  tests: string;
}

/**
 * The inputs of images that differ from the commit: bases that a hold keeps, or that a rollback
 * restored.
 */
export interface OtherBases {
  /** By unit name. */
  held?: ReadonlyMap<string, InputsHash>;
  /**
   * The inputs hash of a rolled-back unit, given its hashes at the commit; undefined if it was not
   * rolled back.
   */
  rolledBack?: (unit: Unit, hashes: Hashes) => string | undefined;
}

/** The hashes of a unit, and the inputs hash of a rolled-back image for its children. */
export type UnitHashes = Hashes & { rolledBackInputs?: string };

/**
 * Hashes each unit once, with the inputs of its bases.
 * @param units bases before their children
 * @param files by unit name
 * @throws TypeError for a unit without files
 */
export function hashUnits(
  units: readonly Unit[],
  files: ReadonlyMap<string, UnitFiles>,
  hash: Hash,
  { held = new Map(), rolledBack = () => undefined }: OtherBases = {},
): Map<string, UnitHashes> {
  const asCommitted = new Map<string, InputsHash>();
  const made = new Map<string, UnitHashes>();
  for (const unit of units) {
    const own = files.get(unit.name);
    if (!own) throw new TypeError(`the files of ${unit.name} are not known`);
    const bases = basesNow(unit, held, asCommitted, made);
    const hashOn = (at: "asCommitted" | "now"): InputsHash =>
      inputsHash(unit, own.inputs, new Map(bases.map((base) => [base.name, base[at]])), hash);
    const committed = hashOn("asCommitted");
    asCommitted.set(unit.name, committed);
    const back = rolledBack(unit, { inputs: committed, tests: own.tests });
    made.set(unit.name, {
      inputs: bases.every((base) => base.now === base.asCommitted) ? committed : hashOn("now"),
      tests: own.tests,
      ...(back === undefined ? {} : { rolledBackInputs: back }),
    });
  }
  return made;
}

/** The inputs of each base, at the commit and now. */
function basesNow(
  unit: Unit,
  held: ReadonlyMap<string, InputsHash>,
  asCommitted: ReadonlyMap<string, InputsHash>,
  made: ReadonlyMap<string, UnitHashes>,
): { name: string; asCommitted: InputsHash | undefined; now: InputsHash | undefined }[] {
  return baseUnitsOf(unit).map((name) => {
    const kept = held.get(name);
    const { rolledBackInputs: back, inputs } = made.get(name) ?? {};
    return { name, asCommitted: kept ?? asCommitted.get(name), now: back === undefined ? (kept ?? inputs) : { hash: back } };
  });
}

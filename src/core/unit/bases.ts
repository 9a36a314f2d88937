import type { Unit } from "./unit.ts";

/** A unit that another one is built on. */
export interface UnitBase {
  /** The base's unit name. */
  unit: string;
  /** What the build replaces by the base; absent for the base's references and image name. */
  names?: readonly string[];
  /** The platforms that use it; absent for all platforms of the child. */
  platforms?: readonly string[];
}

/** The keys of a unit that hold its bases. */
export type BaseKeys = Pick<Unit, "base" | "baseNames" | "basePlatforms" | "otherBases">;

/** All bases of a unit, the main one first. */
export function basesOf({ base, baseNames, basePlatforms, otherBases = [] }: BaseKeys): UnitBase[] {
  if (base === undefined) return [];
  const main = { unit: base, ...(baseNames ? { names: baseNames } : {}), ...(basePlatforms ? { platforms: basePlatforms } : {}) };
  return [main, ...otherBases];
}

/** The names of the units that a unit is built on, the main one first. */
export function baseUnitsOf({ base, otherBases }: BaseKeys): string[] {
  if (base === undefined) return [];
  return otherBases ? [base, ...otherBases.map(({ unit }) => unit)] : [base];
}

/** The names of all units that these units are built on. */
export function allBasesOf(units: readonly BaseKeys[]): Set<string> {
  return new Set(units.flatMap(baseUnitsOf));
}

/** The keys of a unit with these bases, the main one first. */
export function baseKeys([main, ...others]: readonly UnitBase[]): BaseKeys {
  if (!main) return {};
  return {
    base: main.unit,
    ...(main.names ? { baseNames: [...main.names] } : {}),
    ...(main.platforms ? { basePlatforms: [...main.platforms] } : {}),
    ...(others.length === 0 ? {} : { otherBases: others.map(otherBase) }),
  };
}

function otherBase({ unit, names, platforms }: UnitBase) {
  return { unit, ...(names ? { names: [...names] } : {}), ...(platforms ? { platforms: [...platforms] } : {}) };
}

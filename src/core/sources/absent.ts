import { baseKeys, basesOf } from "../unit/bases.ts";
import type { Unit, UnitSource } from "../unit/unit.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";

/** A unit that a plan leaves out, because its source does not have it. */
export interface AbsentUnit {
  /** Its name. */
  unit: string;
  /** Absent if its stream has no source yet. */
  source?: UnitSource;
  /** For people: in lower case, without a full stop. */
  reason: string;
}

/**
 * Takes the units out that do not exist at their source, and with them all units of their stream
 * that are built on them, and those that follow them. For other streams, such a base is an image like any other in a registry.
 * @param units bases before their children, and units before those that follow them
 * @param reasons by unit name
 */
export function withoutAbsent(
  units: readonly Unit[],
  reasons: ReadonlyMap<string, string>,
): { units: Unit[]; absent: AbsentUnit[] } {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const absent = new Map<string, AbsentUnit>();
  const left: Unit[] = [];
  for (const one of units) {
    const unit = withoutForeign(one, byName, (base) => absent.has(base));
    const { name, source } = unit;
    const base = basesOf(unit).find((base) => absent.has(base.unit));
    const followed = unit.follows && absent.get(unit.follows.unit);
    const reason = reasons.get(name) ?? ofBase(base && absent.get(base.unit)) ?? ofFollowed(followed);
    if (reason === undefined) left.push(unit);
    else absent.set(name, { unit: name, ...(source ? { source } : {}), reason });
  }
  return { units: left, absent: [...absent.values()] };
}

/** A unit without those bases of other streams that are missing. */
export function withoutForeign(unit: Unit, byName: ReadonlyMap<string, Unit>, isMissing: (base: string) => boolean): Unit {
  const bases = basesOf(unit);
  const kept = bases.filter((base) => !isMissing(base.unit) || !isForeign(unit, byName.get(base.unit)));
  if (kept.length === bases.length) return unit;
  const { base: _base, baseNames: _names, basePlatforms: _platforms, otherBases: _others, ...alone } = unit;
  return { ...alone, ...baseKeys(kept) };
}

/** An image with versions alone declares bases that are in streams. */
function isForeign(unit: Unit, base: Unit | undefined): boolean {
  return base !== undefined && base.stream !== unit.stream && !hasVersionsAlone(unit);
}

function ofBase(base: AbsentUnit | undefined): string | undefined {
  return base && `its base ${base.unit} is left out: ${base.reason}`;
}

function ofFollowed(followed: AbsentUnit | undefined): string | undefined {
  return followed && `it follows ${followed.unit}, which is left out: ${followed.reason}`;
}

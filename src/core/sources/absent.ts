import { baseUnitsOf } from "../unit/bases.ts";
import type { Unit, UnitSource } from "../unit/unit.ts";

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
 * Takes the units out that do not exist at their source, and with them all units that are built on
 * them.
 * @param units bases before their children
 * @param reasons by unit name
 */
export function withoutAbsent(
  units: readonly Unit[],
  reasons: ReadonlyMap<string, string>,
): { units: Unit[]; absent: AbsentUnit[] } {
  const absent = new Map<string, AbsentUnit>();
  for (const unit of units) {
    const { name, source } = unit;
    const base = baseUnitsOf(unit).find((one) => absent.has(one));
    const reason = reasons.get(name) ?? ofBase(base === undefined ? undefined : absent.get(base));
    if (reason !== undefined) absent.set(name, { unit: name, ...(source ? { source } : {}), reason });
  }
  return { units: units.filter(({ name }) => !absent.has(name)), absent: [...absent.values()] };
}

function ofBase(base: AbsentUnit | undefined): string | undefined {
  return base && `its base ${base.unit} is left out: ${base.reason}`;
}

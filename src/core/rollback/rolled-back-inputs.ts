import type { UnitFacts } from "../plan/decide.ts";
import type { Intent } from "../plan/plan.ts";
import { basesOf } from "../unit/selector.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * What a unit's newest image is made of, where a rollback put it back, nothing keeps it there any more, and a push does not build the unit again:
 * what it rolled back is of the commit's inputs. What is built on the unit is built on that image, and its hash is made of this. Else undefined.
 */
export function putBack({ inputs, observed, published, hold }: UnitFacts, intent: Intent): string | undefined {
  const current = observed?.current;
  const made = current?.annotations?.inputs;
  const isHeld = typeof hold === "object" && hold.digest !== undefined;
  if (intent !== "publish" || isHeld || !published || made === undefined || "none" in inputs) return undefined;
  return current?.digest !== published.digest && published.inputs === inputs.hash && made !== inputs.hash ? made : undefined;
}

/** The units that others are built on, and that were put back, with what their images are made of. */
export function basesPutBack(units: readonly { unit: Unit; facts: UnitFacts }[], intent: Intent): Map<string, { hash: string }> {
  const bases = basesOf(units.map(({ unit }) => unit));
  return new Map(
    units.flatMap(({ unit, facts }) => {
      const hash = bases.has(unit.name) ? putBack(facts, intent) : undefined;
      return hash === undefined ? [] : [[unit.name, { hash }] as const];
    }),
  );
}

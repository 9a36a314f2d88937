import type { Unit } from "../unit/unit.ts";

/**
 * Units in the order of a list, except that bases come before their children.
 * @param units without cycles of bases
 * @param order the units before their Dockerfiles gave them bases, by name
 */
export function inOrder(units: readonly Unit[], order: readonly Pick<Unit, "name">[]): Unit[] {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const ordered = new Set<Unit>();
  for (const { name } of order) {
    const chain: Unit[] = [];
    for (let next = byName.get(name); next && !ordered.has(next) && !chain.includes(next); ) {
      chain.push(next);
      next = next.base === undefined ? undefined : byName.get(next.base);
    }
    for (const member of chain.reverse()) ordered.add(member);
  }
  return [...ordered];
}

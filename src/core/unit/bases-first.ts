import { baseUnitsOf } from "./bases.ts";
import type { Unit } from "./unit.ts";

/**
 * The units, bases before their children, otherwise in the given order.
 * @param report gets the units of each cycle of bases
 */
export function basesFirst(units: readonly Unit[], report?: (cycle: Unit[]) => void): Unit[] {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  return dependenciesFirst(units, (unit) => baseUnitsOf(unit).flatMap((name) => byName.get(name) ?? []), report);
}

/**
 * Nodes, dependencies before what depends on them, otherwise in the given order.
 * @param report gets the nodes of each cycle
 */
export function dependenciesFirst<Node>(
  nodes: readonly Node[],
  dependenciesOf: (node: Node) => readonly Node[],
  report: (cycle: Node[]) => void = () => {},
): Node[] {
  const ordered = new Set<Node>();
  const path: Node[] = [];
  const visit = (node: Node): void => {
    if (ordered.has(node)) return;
    const start = path.indexOf(node);
    if (start >= 0) {
      report(path.slice(start));
      return;
    }
    path.push(node);
    for (const dependency of dependenciesOf(node)) visit(dependency);
    path.pop();
    ordered.add(node);
  };
  for (const node of nodes) visit(node);
  return [...ordered];
}

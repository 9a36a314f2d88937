import { groupBy } from "../../lib/group-by.ts";
import { Connections, type Grouped } from "./connections.ts";

/**
 * Groups the units that bases or shared stages connect, in the order of the first unit of each
 * group. A unit with bases in several groups joins these groups.
 * @param units bases before their children; each group keeps this order
 */
export function connected<U extends Grouped>(units: readonly U[]): U[][] {
  const connections = new Connections();
  for (const unit of units) connections.add(unit);
  return [...groupBy(units, ({ name }) => connections.leaderOf(name)).values()];
}

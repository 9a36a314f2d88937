import { compareTexts } from "../lib/text/compare-texts.ts";
import type { PackageChange, PackageChangeKind, PackageComparison } from "./image-changes.ts";
import type { Order } from "./order/order.ts";
import { isSystemType, orderOf } from "./order/orders.ts";
import type { ListedPackage, PackageList } from "./package-list.ts";

type Unknown = { unknown: string };

/**
 * What differs between two lists. If different tools or different versions of a tool made them,
 * only packages of the operating system are compared: another tool finds others of the rest.
 */
export function comparePackages(before: PackageList | Unknown, now: PackageList | Unknown): PackageComparison {
  if ("unknown" in now) return { unknown: now.unknown };
  if ("unknown" in before) return { unknown: `The image before: ${before.unknown}` };
  const systemOnly = !haveSameTools(before, now);
  const counts = ([, { type }]: [string, ListedPackage]): boolean => !systemOnly || isSystemType(type);
  const [old, current] = [new Map([...before.packages].filter(counts)), new Map([...now.packages].filter(counts))];
  const keys = new Set([...old.keys(), ...current.keys()]);
  const changes = [...keys].flatMap((key) => changeOf(old.get(key), current.get(key)));
  return { total: current.size, ...(systemOnly ? { systemOnly } : {}), changes: changes.sort(byKindAndName) };
}

function haveSameTools(before: PackageList, now: PackageList): boolean {
  return before.tools.length === now.tools.length && before.tools.every((tool, index) => tool === now.tools[index]);
}

function changeOf(old: ListedPackage | undefined, current: ListedPackage | undefined): PackageChange[] {
  const known = current ?? old;
  if (!known) return [];
  const { type, name, arch } = known;
  const order = orderOf(known);
  const [before, now] = [inOrder(order, old?.versions ?? []), inOrder(order, current?.versions ?? [])];
  if (before.length === now.length && before.every((version, index) => version === now[index])) return [];
  const kind = kindOf(order, before, now);
  return [{ kind, type, name, ...(arch === undefined ? {} : { arch }), before, now }];
}

/**
 * Of several versions (kernels, keys, copies), the highest ones count: an old kernel that comes or
 * goes is a change, and no step backwards.
 */
function kindOf(order: Order, before: readonly string[], now: readonly string[]): PackageChangeKind {
  const [highestBefore, highestNow] = [before.at(-1), now.at(-1)];
  if (highestBefore === undefined) return "added";
  if (highestNow === undefined) return "removed";
  return (order(highestNow, highestBefore) ?? 0) < 0 ? "backwards" : "changed";
}

/**
 * The lowest version first, after those that the system would reject: between them and the others
 * no order is claimed, and without one the same versions could come in two orders.
 */
function inOrder(order: Order, versions: readonly string[]): string[] {
  const isValid = (version: string): boolean => order(version, version) !== undefined;
  return [...versions].sort((a, b) => Number(isValid(a)) - Number(isValid(b)) || order(a, b) || compareTexts(a, b));
}

function byKindAndName(a: PackageChange, b: PackageChange): number {
  return (
    Number(b.kind === "backwards") - Number(a.kind === "backwards") ||
    compareTexts(a.type, b.type) ||
    compareTexts(a.name, b.name) ||
    compareTexts(a.arch ?? "", b.arch ?? "")
  );
}

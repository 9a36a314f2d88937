import type { ListedPackage, PackageList } from "../packages/package-list.ts";

/**
 * The first package that differs between two lists, in words; undefined if all are equal. Lists of
 * different tools are compared, too: equal ones prove as much.
 */
export function differingPackage(published: PackageList, built: PackageList): string | undefined {
  const keys = [...new Set([...published.packages.keys(), ...built.packages.keys()])].sort();
  for (const key of keys) {
    const [before, now] = [published.packages.get(key), built.packages.get(key)];
    const [from, to] = [versionsOf(before), versionsOf(now)];
    if (from !== to) return `the package ${(now ?? before)?.name} differs: ${from}, now ${to}`;
  }
  return undefined;
}

function versionsOf(one: ListedPackage | undefined): string {
  return one ? one.versions.toSorted().join(" and ") : "none";
}

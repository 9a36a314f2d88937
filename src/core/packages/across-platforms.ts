import { groupBy } from "../lib/group-by.ts";
import type { PackageChange, PackageChangeKind, PlatformChanges } from "./image-changes.ts";

/** A package that changed in the same way on some platforms. */
export interface SharedChange {
  kind: PackageChangeKind;
  type: string;
  /** With the architecture only where those of one image changed differently: `glibc.i686`. */
  name: string;
  before: readonly string[];
  now: readonly string[];
}

/** The changed packages of an image, with its platforms together as far as they agree. */
export interface ChangesAcross {
  /** On every platform whose packages are known; backwards first. */
  everywhere: readonly SharedChange[];
  /** On some of those platforms only. */
  apart: readonly { platforms: readonly string[]; changes: readonly SharedChange[] }[];
  /** How many packages changed on any platform. */
  changed: number;
  /**
   * How many packages the two images have together, on the platform with most: never fewer than
   * changed there. Absent if unknown on all.
   */
  total?: number;
  /** Whether only packages of the operating system were compared, on any platform. */
  systemOnly: boolean;
  /** Platforms without a comparison. */
  unknown: readonly { platforms: readonly string[]; reason: string }[];
}

/** Puts the changes of all platforms together. Architectures of packages are those of platforms. */
export function acrossPlatforms(platforms: readonly PlatformChanges[]): ChangesAcross {
  const known = platforms.flatMap(({ platform, packages }) => ("unknown" in packages ? [] : [{ platform, ...packages }]));
  const all = known.flatMap(({ platform, changes }) => sharedChanges(changes).map((change) => ({ platform, change })));
  const groups = [...groupBy(all, ({ change }) => JSON.stringify(change)).values()].flatMap(([first, ...others]) =>
    first ? [{ change: first.change, platforms: [first, ...others].map(({ platform }) => platform) }] : [],
  );
  const ordered = [...groups.filter(isBackwards), ...groups.filter((group) => !isBackwards(group))];
  const some = ordered.filter((group) => group.platforms.length < known.length);
  const changed = new Set(ordered.map(({ change: { type, name } }) => `${type}/${name}`)).size;
  const reasons = platforms.flatMap(({ platform, packages }) =>
    "unknown" in packages ? [{ platform, reason: packages.unknown }] : [],
  );
  return {
    everywhere: ordered.filter((group) => group.platforms.length === known.length).map(({ change }) => change),
    apart: [...groupBy(some, (group) => group.platforms.join()).values()].map((group) => ({
      platforms: group[0]?.platforms ?? [],
      changes: group.map(({ change }) => change),
    })),
    changed,
    ...(known.length === 0 ? {} : { total: Math.max(changed, ...known.map(packagesOfBoth)) }),
    systemOnly: known.some(({ systemOnly }) => systemOnly),
    unknown: [...groupBy(reasons, ({ reason }) => reason)].map(([reason, group]) => ({
      platforms: group.map(({ platform }) => platform),
      reason,
    })),
  };
}

function packagesOfBoth({ total, changes }: { total: number; changes: readonly PackageChange[] }): number {
  return total + changes.filter(({ kind }) => kind === "removed").length;
}

function isBackwards({ change }: { change: SharedChange }): boolean {
  return change.kind === "backwards";
}

/** The changes of one platform: one for each package, if its architectures changed alike. */
function sharedChanges(changes: readonly PackageChange[]): SharedChange[] {
  return [...groupBy(changes, ({ type, name }) => JSON.stringify([type, name])).values()].flatMap((group) => {
    const alike = new Set(group.map(({ kind, before, now }) => JSON.stringify([kind, before, now]))).size === 1;
    return (alike ? group.slice(0, 1) : group).map(({ kind, type, name, arch, before, now }) => ({
      kind,
      type,
      name: alike || arch === undefined ? name : `${name}.${arch}`,
      before,
      now,
    }));
  });
}

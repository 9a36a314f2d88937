import { acrossPlatforms } from "../packages/across-platforms.ts";
import type { PlatformChanges } from "../packages/image-changes.ts";
import type { UnitChanges } from "../packages/unit-changes.ts";
import type { ChangedPackage, PackagesStatus } from "./publication-status.ts";

/** How a publication's packages differ from those of the one before, with all platforms together. */
export function packagesStatus(changes: UnitChanges): PackagesStatus {
  if ("unknown" in changes) return { changed: 0, changes: [], unknown: changes.unknown };
  const { everywhere, apart, changed, total, systemOnly, unknown } = acrossPlatforms(changes.platforms);
  const some = apart.flatMap(({ platforms, changes: own }) => own.map((change) => ({ ...change, platforms: [...platforms] })));
  return {
    changed,
    ...(total === undefined ? {} : { total }),
    changes: [...everywhere, ...some].map(
      ({ kind, name, before, now, ...rest }): ChangedPackage => ({
        kind,
        name,
        before: [...before],
        now: [...now],
        ...("platforms" in rest ? { platforms: rest.platforms as string[] } : {}),
      }),
    ),
    ...(systemOnly ? { systemOnly: true as const } : {}),
    ...sizesOf(changes.platforms),
    ...(unknown.length === 0
      ? {}
      : { unknown: unknown.map(({ platforms, reason }) => `${platforms.join(", ")}: ${reason}`).join(" ") }),
  };
}

/** Those of the platform that is largest now. */
function sizesOf(platforms: readonly PlatformChanges[]): Pick<PackagesStatus, "bytes" | "bytesBefore"> {
  const sizes = platforms.flatMap(({ size }) => size ?? []);
  const [largest] = sizes.toSorted((a, b) => b.now - a.now);
  return largest ? { bytes: largest.now, bytesBefore: largest.before } : {};
}

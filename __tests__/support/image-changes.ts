import type { Digest } from "../../src/core/lib/digest.ts";
import type { ImageChanges, PackageChange, PlatformChanges } from "../../src/core/packages/image-changes.ts";
import type { UnitChanges } from "../../src/core/packages/unit-changes.ts";
import { parsePublicationId } from "../../src/core/tags/timestamp.ts";

/** A digest of one hexadecimal digit, repeated. */
export const digestOf = (digit: string): Digest => `sha256:${digit.repeat(64)}`;

/** A changed package: `rpm squid 1.0 → 1.1`; `–` for none. */
export function changeOf(text: string): PackageChange {
  const [type = "", name = "", before = "–", , now = "–", ...flags] = text.split(" ");
  const [plain = "", arch] = type === "rpm" ? name.split(/\.(?=x86_64$|aarch64$|i686$)/) : [name];
  const versions = (list: string): string[] => (list === "–" ? [] : list.split(","));
  const kind = before === "–" ? "added" : now === "–" ? "removed" : flags.includes("backwards") ? "backwards" : "changed";
  return { kind, type, name: plain, ...(arch === undefined ? {} : { arch }), before: versions(before), now: versions(now) };
}

/** The changes of one platform, which has 214 packages. */
export function platformOf(platform: string, changes: readonly string[], other: Partial<PlatformChanges> = {}): PlatformChanges {
  return { platform, packages: { total: 214, changes: changes.map(changeOf) }, bases: [], ...other };
}

/** The changes of a unit between two publications. */
export function unitChanges(
  unit: string,
  platforms: readonly PlatformChanges[],
  other: Partial<ImageChanges> & { packages?: false } = {},
): UnitChanges {
  const stamp = (text: string) => ({ stamp: parsePublicationId(text) as NonNullable<ReturnType<typeof parsePublicationId>> });
  return {
    unit,
    from: { digest: digestOf("a"), ...stamp("20261116-0617") },
    to: { digest: digestOf("b"), ...stamp("20261123-0617") },
    platforms,
    ...other,
  };
}

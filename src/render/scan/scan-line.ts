import { groupBy } from "../../core/lib/group-by.ts";
import { count, joined, shortPlatform, thousands } from "../../core/lib/text/words.ts";
import type { PlatformScan, UnitScan } from "../../core/scan/scan-record.ts";
import { joinPlatforms, scanWords } from "../../core/scan/words.ts";

/**
 * A unit's scan on one line of plain text, platforms together unless they differ:
 * `fixed: CVE-2026-1111 high (openssl-libs) · new: none`. To be escaped.
 */
export function scanLine(scan: UnitScan): string {
  const groups = [...groupBy(scan, scanWords)];
  if (groups.length === 1) return groups[0]?.[0] ?? "";
  return groups.map(([words, of]) => `${joined(of.map(({ platform }) => shortPlatform(platform)))}: ${words}`).join("; ");
}

/** For a table's cell: `1 CVE fixed, 2 new`; empty if nothing differs. Plain text. */
export function scanBrief(scan: UnitScan): string {
  if (scan.some((one) => "failed" in one)) return "scan without result";
  const compared = scan.flatMap((one) => ("failed" in one || one.fixed === undefined || one.new === undefined ? [] : [one]));
  if (compared.length === 0) return "";
  const [fixed, added] = [distinct(compared, "fixed"), distinct(compared, "new")];
  if (fixed === 0) return added === 0 ? "" : count(added, "new CVE");
  return `${count(fixed, "CVE")} fixed${added === 0 ? "" : `, ${thousands(added)} new`}`;
}

/** How many findings of one kind differ, of all platforms together; at least as many as one has. */
function distinct(scans: readonly PlatformScan[], kind: "fixed" | "new"): number {
  const joint = joinPlatforms(scans.map((scan) => ({ platform: scan.platform, findings: scan[kind]?.findings ?? [] })));
  return Math.max(joint.length, ...scans.map((scan) => scan[kind]?.count ?? 0));
}

import { type Finding, severities, severityRank, worstFirst } from "./finding.ts";
import type { Report } from "./report.ts";
import { type CountedFindings, countsOf, keepWorst, type PlatformScan } from "./scan-record.ts";

/** The severities that an image's `fail` may name, or none. */
export type GateLevel = (typeof severities)[number] | "never";

/** Why the published image has no report. To continue "not gated: …". */
export interface NoReport {
  none: string;
}

/** What a scan says: its record, and the new findings that fail the image. */
export interface ScanVerdict {
  scan: PlatformScan;
  /** The worst first; empty if the image passes. */
  worse: Finding[];
}

/**
 * Compares the report on the new image with that on the published one. Only a new finding fails an
 * image, and only if the same tool made both reports: an image that only loses findings passes.
 */
export function compareReports(
  platform: string,
  published: Report | NoReport,
  now: Report,
  fail: GateLevel = "never",
): ScanVerdict {
  const scan: PlatformScan = { platform, tool: now.tool, counts: countsOf([...now.findings.values()]) };
  if ("none" in published) return { scan: { ...scan, notGated: published.none }, worse: [] };
  const fixed = missingIn(now, published);
  const added = missingIn(published, now);
  const other = differenceOf(published, now);
  return {
    scan: { ...scan, fixed: counted(fixed), new: counted(added), ...(other === undefined ? {} : { notGated: other }) },
    worse: other === undefined ? atLeast(added, fail) : [],
  };
}

/** The findings of a report that another one lacks, the worst first. */
function missingIn(other: Report, { findings }: Report): Finding[] {
  return worstFirst([...findings].flatMap(([key, finding]) => (other.findings.has(key) ? [] : [finding])));
}

/** Reports of different tools differ although the images may not. */
function differenceOf(published: Report, now: Report): string | undefined {
  if (published.format !== now.format)
    return `the report on the published image is ${published.format}, that on the new one ${now.format}`;
  return published.tool === now.tool
    ? undefined
    : `${published.tool} made the report on the published image, ${now.tool} that on the new one`;
}

function atLeast(findings: readonly Finding[], fail: GateLevel): Finding[] {
  if (fail === "never") return [];
  return findings.filter((finding) => severityRank(finding) <= severities.indexOf(fail));
}

function counted(findings: readonly Finding[]): CountedFindings {
  return { count: findings.length, findings: keepWorst(findings) };
}

import * as v from "valibot";
import { list, name, platform, tally } from "../lib/scalars.ts";
import { type Finding, findingSchema, maximumFindingText, severities } from "./finding.ts";

/** The most findings of one kind that a record keeps for each platform. */
export const maximumRecordedFindings = 100;

/** The most characters that a record keeps of why a scan failed, or is not gated. */
export const maximumScanText = 2000;

const bounded = (description: string) => v.pipe(v.string(), v.maxLength(maximumScanText), v.description(description));

/** `unrated`: without a severity, or with a lower one than `low`. */
export const countKeys = [...severities, "unrated"] as const;

/** How many findings have each severity. */
export type SeverityCounts = Record<(typeof countKeys)[number], number>;

const ofSeverity = tally("How many findings have this severity.");

const countsSchema = v.pipe(
  v.strictObject({ critical: ofSeverity, high: ofSeverity, medium: ofSeverity, low: ofSeverity, unrated: ofSeverity }),
  v.description("The findings in the new image, by severity."),
);

const countedSchema = v.strictObject({
  count: tally("How many there are."),
  findings: v.pipe(
    list<Finding>(findingSchema, "The worst of them."),
    v.maxLength(maximumRecordedFindings, `more than ${maximumRecordedFindings}`),
  ),
});

/** Findings, of which a record keeps only the worst. */
export interface CountedFindings extends v.InferOutput<typeof countedSchema> {}

const scannedSchema = v.strictObject({
  platform,
  tool: v.pipe(name("The scanner, with its version if the report has one."), v.maxLength(maximumFindingText * 2)),
  counts: countsSchema,
  fixed: v.exactOptional(v.pipe(countedSchema, v.description("Only in the published image. Absent if nothing was compared."))),
  new: v.exactOptional(v.pipe(countedSchema, v.description("Only in the new image. Absent if nothing was compared."))),
  notGated: v.exactOptional(bounded("Why `fail` does not look at the new findings.")),
});

const failedSchema = v.strictObject({ platform, failed: bounded("Why the scanner gave no result.") });

export const platformScansSchema = v.pipe(
  v.array(v.union([scannedSchema, failedSchema])),
  v.minLength(1, "it is empty"),
  v.description("What the scanner found on each platform, compared with the published image."),
);

/** The scan of one platform's image, compared with the published one. */
export interface PlatformScan extends v.InferOutput<typeof scannedSchema> {}

/** A scan without a result. */
export interface FailedScan extends v.InferOutput<typeof failedSchema> {}

/** The scans of a unit's platforms, in its order. */
export type UnitScan = (PlatformScan | FailedScan)[];

/** How many findings have each severity. */
export function countsOf(findings: readonly Finding[]): SeverityCounts {
  const counts: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0, unrated: 0 };
  for (const { severity } of findings) counts[severity ?? "unrated"]++;
  return counts;
}

/** As many findings as a record keeps. @param sorted the worst first */
export function keepWorst(sorted: readonly Finding[]): Finding[] {
  return sorted.slice(0, maximumRecordedFindings);
}

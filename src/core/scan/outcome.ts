import type { Problem } from "../lib/problems/problem.ts";
import { count } from "../lib/text/words.ts";
import type { Severity } from "./finding.ts";
import type { FailedScan, UnitScan } from "./scan-record.ts";
import { type WorseFindings, worseMessage } from "./words.ts";

/** What the scan of a unit's platforms means for the unit. */
export interface ScanOutcome {
  scan: UnitScan;
  /** Of severity `error` if they fail the unit. */
  problems: Problem[];
}

/**
 * Judges a unit by the scans of its platforms. A scanner without a result is a warning, unless the
 * scan is a gate: then nobody knows what it would have found.
 * @param fail absent: the scan is no gate
 */
export function judgeScans(scan: UnitScan, worse: readonly WorseFindings[], fail: Severity | undefined): ScanOutcome {
  const failed = scan.filter((one): one is FailedScan => "failed" in one);
  const problems: Problem[] = [];
  if (fail !== undefined && worse.some(({ findings }) => findings.length > 0))
    problems.push({ code: "scan-worse", severity: "error", message: worseMessage(worse, fail) });
  if (failed.length > 0) {
    const reasons = failed.map(({ platform, failed: reason }) => `${platform}: ${reason}`).join("; ");
    const effect = fail === undefined ? "Nothing else depends on it." : "`fail` is set, so the image fails.";
    const message = `The scan gave no result on ${count(failed.length, "platform")} (${reasons}). ${effect}`;
    problems.push({ code: "scan-failed", severity: fail === undefined ? "warning" : "error", message });
  }
  return { scan, problems };
}

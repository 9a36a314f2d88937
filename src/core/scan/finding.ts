/** Severities of vulnerabilities, the worst first. */
export const severities = ["critical", "high", "medium", "low"] as const;

export type Severity = (typeof severities)[number];

/** One vulnerability in one package, from a scanner's report. */
export interface Finding {
  /** `CVE-2026-1111`. */
  id: string;
  /** The package's purl without its version, or its name if the report has no purl. */
  package: string;
  /** Absent if the report does not rate it, or rates it lower than `low`. */
  severity?: Severity;
  /** The version that mends it. */
  fixedIn?: string;
}

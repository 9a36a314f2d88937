import * as v from "valibot";
import { compareTexts } from "../lib/text/compare-texts.ts";

/** Severities of vulnerabilities, the worst first. */
export const severities = ["critical", "high", "medium", "low"] as const;

export type Severity = (typeof severities)[number];

/** The most characters of each text of a finding: reports may be a stranger's text. Some need two UTF-16 units. */
export const maximumFindingText = 200;

const bounded = (description: string) => v.pipe(v.string(), v.maxLength(maximumFindingText * 2), v.description(description));

export const findingSchema = v.strictObject({
  id: bounded("`CVE-2026-1111`."),
  package: bounded("The package's purl without its version, or its name if the report has no purl. Empty if it has neither."),
  severity: v.exactOptional(
    v.pipe(v.picklist(severities), v.description("Absent if the report does not rate it, or rates it lower than `low`.")),
  ),
  fixedIn: v.exactOptional(bounded("The version that mends it.")),
});

/** One vulnerability in one package, from a scanner's report. */
export interface Finding extends v.InferOutput<typeof findingSchema> {}

/** The same for the same vulnerability in the same package, whatever its version. */
export function findingKey({ id, package: of }: Finding): string {
  return `${id}\n${of}`;
}

/** 0 for the worst severity; the highest number without any. */
export function severityRank({ severity }: Pick<Finding, "severity">): number {
  return severity === undefined ? severities.length : severities.indexOf(severity);
}

/** The worst first, then by id and package. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (one, other) =>
      severityRank(one) - severityRank(other) || compareTexts(one.id, other.id) || compareTexts(one.package, other.package),
  );
}

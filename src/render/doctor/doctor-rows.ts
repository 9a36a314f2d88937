import type { Finding, FindingLevel } from "../../core/doctor/finding.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { count, firstOf } from "../../core/lib/text/words.ts";

/** A row of the table, as text. */
export interface DoctorRow {
  level: FindingLevel;
  text: string;
  remedy: string;
}

/** Most subjects that one cause names. */
const maxNamed = 4;

/** Rows for people: what is in order in one row, and each cause of `unknown` in one. */
export function doctorRows(findings: readonly Finding[]): DoctorRow[] {
  const well = findings.filter(({ level }) => level === "ok").map(({ subject }) => subject);
  const found = findings.filter(({ level }) => level !== "ok" && level !== "unknown");
  const unknown = groupBy(
    findings.filter(({ level }) => level === "unknown"),
    ({ what, remedy = "" }) => JSON.stringify([what, remedy]),
  );
  return [
    ...(well.length > 0 ? [{ level: "ok" as const, text: well.join(", "), remedy: "" }] : []),
    ...found.map(({ level, subject, what, remedy = "", place }) => {
      const at = place && !subject.endsWith(`:${place.line}`) ? ` (${place.file}:${place.line})` : "";
      return { level, text: `${subject}: ${what}${at}`, remedy };
    }),
    ...[...unknown.values()].map((same): DoctorRow => {
      const subjects = [...new Set(same.map(({ subject }) => subject))];
      return { level: "unknown", text: `${firstOf(subjects, maxNamed)}: ${same[0]?.what}`, remedy: same[0]?.remedy ?? "" };
    }),
  ];
}

/** `2 things will fail`; `Nothing will fail; 3 risks`. */
export function doctorHeadline(findings: readonly Finding[]): string {
  const numberOf = (wanted: FindingLevel) => findings.filter(({ level }) => level === wanted).length;
  const [fails, soon, risk, unknown] = [numberOf("fails"), numberOf("soon"), numberOf("risk"), numberOf("unknown")];
  const rest = [
    ...(soon > 0 ? [`${soon} soon`] : []),
    ...(risk > 0 ? [count(risk, "risk")] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  const first = fails > 0 ? `${count(fails, "thing")} will fail` : "Nothing will fail";
  return [first, ...rest].join(" · ");
}

import { unanswered } from "./answer.ts";
import { checks } from "./checks/list.ts";
import type { Facts } from "./facts.ts";
import type { Finding, FindingLevel } from "./finding.ts";

const order: readonly FindingLevel[] = ["ok", "fails", "soon", "risk", "unknown"];

const withoutUnits = { unknown: "the configuration is not valid", remedy: "correct it first" };

/** The whole table: a row for each check that found nothing, then what was found, the worst first. */
export function diagnose(facts: Facts): Finding[] {
  const hasUnits = "known" in facts.configuration && "units" in facts.configuration.known;
  const rows = checks.flatMap(({ name, title, ofUnits, find }): Finding[] => {
    const found = ofUnits && !hasUnits ? [unanswered(name, title, withoutUnits)] : find(facts);
    return found.length > 0 ? found : [{ level: "ok", check: name, subject: title, what: "in order" }];
  });
  return rows.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** Whether a run will fail. */
export function willFail(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "fails");
}

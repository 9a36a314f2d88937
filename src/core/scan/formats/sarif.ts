import * as v from "valibot";
import { defineFormat, looseList, looseText, toolName } from "./format.ts";

const message = v.fallback(v.optional(v.object({ text: looseText })), undefined);

const rule = v.object({
  id: v.string(),
  help: message,
  properties: v.fallback(
    v.optional(
      v.object({
        "security-severity": v.fallback(v.optional(v.union([v.string(), v.number()])), undefined),
        purls: v.fallback(v.optional(v.array(v.string())), undefined),
      }),
    ),
    undefined,
  ),
});

const result = v.object({
  ruleId: v.string(),
  message,
});

type Rule = v.InferOutput<typeof rule>;

/** SARIF 2.1.0. The rule has the severity, as a CVSS score in `security-severity` (GitHub's key). */
export const sarif = defineFormat({
  name: "SARIF",
  recognises: (document) => "runs" in document && "version" in document && String(document.version).startsWith("2.1"),
  schema: v.object({
    runs: v.pipe(
      v.array(
        v.object({
          tool: v.object({
            driver: v.object({ name: looseText, version: looseText, semanticVersion: looseText, rules: looseList(rule) }),
          }),
          results: looseList(result),
        }),
      ),
      v.minLength(1),
    ),
  }),
  read: ({ runs }) => ({
    tool: runs.map(({ tool: { driver } }) => toolName(driver.name, driver.version ?? driver.semanticVersion)).join(", "),
    findings: runs.flatMap(({ tool, results }) => {
      const rules = new Map(tool.driver.rules.map((one) => [one.id, one]));
      return results.map(({ ruleId, message: said }) => findingOf(ruleId, rules.get(ruleId), said?.text));
    }),
  }),
});

function findingOf(ruleId: string, of: Rule | undefined, said: string | undefined) {
  // Trivy names the package in each result, Grype in the help of its rule.
  const name = packageIn(said) ?? packageIn(of?.help?.text);
  const purls = of?.properties?.purls ?? [];
  // Grype's rule is the vulnerability and the package: `CVE-2026-1111-openssl-libs`.
  const isJoined = name !== undefined && ruleId.endsWith(`-${name}`);
  return {
    id: isJoined ? ruleId.slice(0, -name.length - 1) : ruleId,
    package: purls.length === 1 ? purls[0] : name,
    severity: severityOf(of?.properties?.["security-severity"]),
  };
}

/** Characters of a text that may name the package: thousands of results may share one of megabytes. */
const longestText = 10_000;

function packageIn(text = ""): string | undefined {
  return /^Package: (\S+)$/m.exec(text.slice(0, longestText).replaceAll("\r", ""))?.[1];
}

/** CVSS v3.1, "Qualitative Severity Rating Scale". */
function severityOf(score: string | number | undefined): string | undefined {
  const number = Number.parseFloat(String(score));
  const bounds = [
    [9, "critical"],
    [7, "high"],
    [4, "medium"],
    [0.1, "low"],
  ] as const;
  return bounds.find(([least]) => number >= least)?.[1];
}

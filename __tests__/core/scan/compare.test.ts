import { describe, expect, test } from "@jest/globals";
import { compareReports } from "../../../src/core/scan/compare.ts";
import { judgeScans } from "../../../src/core/scan/outcome.ts";
import { type Report, readReport } from "../../../src/core/scan/report.ts";
import { scanWords, worseMessage } from "../../../src/core/scan/words.ts";
import { cyclonedxReport, grypeReport, type ReportedFinding } from "../../support/scan-reports.ts";

const platform = "linux/amd64";

function reported(document: object): Report {
  const report = readReport(JSON.stringify(document));
  if ("malformed" in report) throw new TypeError(report.malformed);
  return report;
}

const found = (...ids: string[]): ReportedFinding[] =>
  ids.map((id) => ({
    id: `CVE-${id}`,
    name: `lib${id.toLowerCase()}`,
    severity: { C: "critical", H: "high", M: "medium" }[id[0] ?? ""] ?? "low",
  }));

const grype = (...ids: string[]): Report => reported(grypeReport(found(...ids)));

describe("what is fixed, what is new, and what fails", () => {
  test.each([
    { published: ["H1"], now: ["H1"], fail: "low", fixed: [], added: [], worse: [] },
    { published: ["C1", "H1"], now: ["H1"], fail: "low", fixed: ["CVE-C1"], added: [], worse: [] },
    { published: ["H1"], now: ["M1", "C1"], fail: "high", fixed: ["CVE-H1"], added: ["CVE-C1", "CVE-M1"], worse: ["CVE-C1"] },
    { published: [], now: ["H1", "C1"], fail: "critical", fixed: [], added: ["CVE-C1", "CVE-H1"], worse: ["CVE-C1"] },
    { published: [], now: ["C1"], fail: "never", fixed: [], added: ["CVE-C1"], worse: [] },
    { published: [], now: ["C1"], fail: undefined, fixed: [], added: ["CVE-C1"], worse: [] },
    { published: [], now: ["M1"], fail: "medium", fixed: [], added: ["CVE-M1"], worse: ["CVE-M1"] },
  ] as const)("$published → $now, fail: $fail", ({ published, now, fail, fixed, added, worse }) => {
    const verdict = compareReports(platform, grype(...published), grype(...now), fail);
    const ids = (findings: readonly { id: string }[] = []) => findings.map(({ id }) => id);
    expect(ids(verdict.scan.fixed?.findings)).toEqual(fixed);
    expect(ids(verdict.scan.new?.findings)).toEqual(added);
    expect(ids(verdict.worse)).toEqual(worse);
    expect(verdict.scan.notGated).toBeUndefined();
  });

  test.each([
    [
      "another version",
      reported(grypeReport([], "0.103.0")),
      "grype 0.103.0 made the report on the published image, grype 0.104.0 that on the new one",
    ],
    [
      "another format",
      reported(cyclonedxReport([])),
      "the report on the published image is CycloneDX JSON, that on the new one Grype JSON",
    ],
  ])("%s: shown, not gated", (_, published, notGated) => {
    const verdict = compareReports(platform, published, grype("C1"), "low");
    expect(verdict.scan).toMatchObject({ notGated, new: { count: 1 }, fixed: { count: 0 } });
    expect(verdict.worse).toEqual([]);
  });

  test("nothing published: counts alone, not gated", () => {
    const verdict = compareReports(platform, { none: "nothing is published yet" }, grype("C1", "H1", "H2", "L1"), "low");
    expect(verdict).toEqual({
      scan: {
        platform,
        tool: "grype 0.104.0",
        counts: { critical: 1, high: 2, medium: 0, low: 1, unrated: 0 },
        notGated: "nothing is published yet",
      },
      worse: [],
    });
  });

  test("the record keeps the worst 100, and counts all", () => {
    const ids = Array.from({ length: 150 }, (_, index) => `L${index}`);
    const { scan } = compareReports(platform, grype(), grype(...ids, "C1"), "never");
    expect(scan.new?.count).toBe(151);
    expect(scan.new?.findings).toHaveLength(100);
    expect(scan.new?.findings[0]?.id).toBe("CVE-C1");
  });
});

describe("in words", () => {
  test.each([
    [compareReports(platform, grype("H1"), grype()), "fixed: CVE-H1 high (libh1) · new: none"],
    [
      compareReports(platform, grype(), grype("C1", "H1", "H2", "H3")),
      "fixed: none · new: CVE-C1 critical (libc1), CVE-H1 high (libh1), CVE-H2 high (libh2) and 1 more",
    ],
    [
      compareReports(platform, { none: "nothing is published yet" }, grype("H1", "M1")),
      "1 high, 1 medium · not gated: nothing is published yet",
    ],
    [
      compareReports(platform, { none: "nothing is published yet" }, grype()),
      "no findings · not gated: nothing is published yet",
    ],
  ])("%#", ({ scan }, words) => {
    expect(scanWords(scan)).toBe(words);
  });

  test("the failure names each finding once, the worst first, with what to do", () => {
    const worse = (...ids: string[]) => compareReports(platform, grype(), grype(...ids), "low").worse;
    const message = worseMessage(
      [
        { platform, findings: worse("H1", "C1") },
        { platform: "linux/arm64", findings: worse("H1", "H2", "H3", "H4", "H5", "H6", "H7") },
      ],
      "high",
    );
    expect(message).toBe(
      "The new image has 8 vulnerabilities of severity high or worse that the published image does not have: " +
        "CVE-C1 critical (libc1) on linux/amd64, CVE-H1 high (libh1), CVE-H2 high (libh2) on linux/arm64, " +
        "CVE-H3 high (libh3) on linux/arm64, CVE-H4 high (libh4) on linux/arm64 … and 3 more. " +
        "Update or remove the packages, or exempt a finding in your scanner's configuration. `fail: never` shows findings and fails nothing.",
    );
  });
});

describe("the verdict on a unit", () => {
  const failed = { platform, failed: "the scanner failed on the new image: exit status 3" };

  test("a scan without a result is a warning, and an error only where the scan is a gate", () => {
    expect(judgeScans([failed], [], undefined).problems).toMatchObject([{ code: "scan-failed", severity: "warning" }]);
    expect(judgeScans([failed], [], "high").problems).toMatchObject([{ code: "scan-failed", severity: "error" }]);
  });

  test("new findings fail the unit", () => {
    const { scan, worse } = compareReports(platform, grype(), grype("C1"), "high");
    expect(judgeScans([scan], [{ platform, findings: worse }], "high").problems).toMatchObject([
      { code: "scan-worse", severity: "error" },
    ]);
    expect(judgeScans([scan], [{ platform, findings: [] }], "high").problems).toEqual([]);
  });
});

import { describe, expect, test } from "@jest/globals";
import { maximumFindings, type Report, readReport } from "../../../src/core/scan/report.ts";
import { cyclonedxReport, grypeReport, sarifReport, trivyReport } from "../../support/scan-reports.ts";

const openssl = { id: "CVE-2026-1111", name: "openssl-libs", severity: "high", fixedIn: "3.2.2-7" };
const zlib = { id: "CVE-2026-2222", name: "zlib", severity: "negligible" };

function read(document: unknown): Report {
  const report = readReport(JSON.stringify(document));
  if ("malformed" in report) throw new TypeError(report.malformed);
  return report;
}

function findingsOf(document: unknown) {
  return [...read(document).findings.values()];
}

describe.each([
  { format: "CycloneDX JSON", make: cyclonedxReport, tool: "grype 0.104.0", fixed: {} },
  { format: "Grype JSON", make: grypeReport, tool: "grype 0.104.0", fixed: { fixedIn: "3.2.2-7" } },
  { format: "Trivy JSON", make: trivyReport, tool: "trivy", fixed: { fixedIn: "3.2.2-7" } },
  { format: "SARIF", make: sarifReport, tool: "Anchore Grype Scan 0.104.0", fixed: {} },
])("$format", ({ format, make, tool, fixed }) => {
  test("is known by its content, with its tool and findings", () => {
    const report = read(make([openssl, zlib]));
    expect({ format: report.format, tool: report.tool }).toEqual({ format, tool });
    expect([...report.findings.values()]).toEqual([
      { id: "CVE-2026-1111", package: "pkg:deb/debian/openssl-libs", severity: "high", ...fixed },
      { id: "CVE-2026-2222", package: "pkg:deb/debian/zlib" },
    ]);
  });

  test("may have no findings", () => {
    expect(findingsOf(make([]))).toEqual([]);
  });

  test("has each finding once, whatever the version of the package, with the worst severity", () => {
    const twice = [
      { ...openssl, severity: "low" },
      { ...openssl, version: "2.0", severity: "critical" },
    ];
    expect(findingsOf(make(twice)).map(({ severity }) => severity)).toEqual(["critical"]);
  });

  test.each(["critical", "high", "medium", "low"])("rates %s", (severity) => {
    expect(findingsOf(make([{ ...openssl, severity }]))[0]?.severity).toBe(severity);
  });
});

describe("CycloneDX", () => {
  const bom = (vulnerability: object, more: object = {}) => ({
    bomFormat: "CycloneDX",
    vulnerabilities: [{ id: "CVE-2026-1", ...vulnerability }],
    ...more,
  });

  test("1.4 lists tools; references may be purls, and components may be missing", () => {
    const document = bom(
      { affects: [{ ref: "pkg:npm/%40octo/app@1.2.3" }] },
      { metadata: { tools: [{ vendor: "aquasecurity", name: "trivy", version: "0.67.0" }] } },
    );
    expect(read(document).tool).toBe("trivy 0.67.0");
    expect(findingsOf(document)).toEqual([{ id: "CVE-2026-1", package: "pkg:npm/@octo/app" }]);
  });

  test("the severity is that of the vulnerability's own source", () => {
    const ratings = [
      { source: { name: "nvd" }, severity: "critical" },
      { source: { name: "debian" }, severity: "low" },
    ];
    expect(findingsOf(bom({ source: { name: "debian" }, ratings }))[0]?.severity).toBe("low");
    expect(findingsOf(bom({ ratings }))[0]?.severity).toBe("critical");
  });

  test.each(["not_affected", "false_positive", "resolved"])("an analysis of %s clears the package", (state) => {
    expect(findingsOf(bom({ analysis: { state } }))).toEqual([]);
  });

  test("a finding in several packages is several findings; one in none is one", () => {
    expect(findingsOf(bom({ affects: [{ ref: "a" }, { ref: "b" }] })).map((one) => one.package)).toEqual(["a", "b"]);
    expect(findingsOf(bom({})).map((one) => one.package)).toEqual([""]);
  });
});

test("SARIF of Trivy names the package in each result", () => {
  const result = (name: string) => ({ ruleId: "CVE-2026-1", message: { text: `Package: ${name}\nInstalled Version: 1.0` } });
  const rules = [
    { id: "CVE-2026-1", help: { text: "Package: liba" }, properties: { "security-severity": "5.5", tags: ["MEDIUM"] } },
  ];
  const document = {
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "Trivy", version: "0.67.0", rules } }, results: [result("liba"), result("libb")] }],
  };
  expect(findingsOf(document)).toEqual([
    { id: "CVE-2026-1", package: "liba", severity: "medium" },
    { id: "CVE-2026-1", package: "libb", severity: "medium" },
  ]);
});

test("SARIF whose results all share one long rule is read in a moment", () => {
  const help = { text: "x\n".repeat(1_000_000) };
  const purls = Array.from({ length: 200_000 }, () => "pkg:npm/a");
  const rules = [{ id: "CVE-2026-1", help, properties: { purls } }];
  const results = Array.from({ length: 5000 }, () => ({ ruleId: "CVE-2026-1" }));
  const text = JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "x", rules } }, results }] });
  const began = process.cpuUsage();
  expect(readReport(text)).toMatchObject({ findings: new Map([["CVE-2026-1\n", { id: "CVE-2026-1", package: "" }]]) });
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5); // reading the whole rule for each result takes longer
});

test.each([
  ["pkg:rpm/alma/openssl-libs@1.1.1k-4.el8?arch=x86_64&epoch=1", "pkg:rpm/alma/openssl-libs"],
  ["pkg:npm/@octo/app@1.0.0", "pkg:npm/@octo/app"],
  ["pkg:npm/@octo/app", "pkg:npm/@octo/app"],
  ["pkg:golang/github.com/octo/lib@v1.2.3#sub/path", "pkg:golang/github.com/octo/lib"],
  ["openssl@1.0", "openssl@1.0"],
])("the package of %s is %s", (purl, expected) => {
  const document = grypeReport([openssl]) as { matches: { artifact: { purl: string } }[] };
  if (document.matches[0]) document.matches[0].artifact.purl = purl;
  expect(findingsOf(document)[0]?.package).toBe(expected);
});

describe("what is no report", () => {
  test.each([
    ["", "is empty"],
    ["\n", "is empty"],
    ["GITHUB_TOKEN=secret", "is not a JSON object"],
    ["[]", "is not a JSON object"],
    ["null", "is not a JSON object"],
    ["{}", "has none of the known formats: CycloneDX JSON, Grype JSON, Trivy JSON or SARIF"],
    [
      '{"matches":[{"vulnerability":{}}],"descriptor":{}}',
      "looks like Grype JSON, but matches.0.vulnerability.id is missing or malformed",
    ],
    ['{"bomFormat":"CycloneDX","vulnerabilities":7}', "looks like CycloneDX JSON, but vulnerabilities is missing or malformed"],
    ['{"bomFormat":"CycloneDX","components":[]}', "looks like CycloneDX JSON, but vulnerabilities is missing or malformed"],
    ['{"version":"2.1.0","runs":[]}', "looks like SARIF, but runs is missing or malformed"],
  ])("%s", (text, malformed) => {
    expect(readReport(text)).toEqual({ malformed });
  });

  test("too many findings", () => {
    const many = Array.from({ length: maximumFindings + 1 }, (_, index) => ({ ...openssl, id: `CVE-${index}` }));
    expect(readReport(JSON.stringify(grypeReport(many)))).toEqual({ malformed: "has more than 20000 findings" });
  });
});

test.each([undefined, "", "\u0001", 7])("a tool that is called %j is unnamed", (name) => {
  expect(read({ ...grypeReport([]), descriptor: { name } }).tool).toBe("an unnamed tool");
});

test("texts are on one line, without control characters, and bounded", () => {
  const hostile = { ...openssl, id: `\u001b[31mCVE\n::error::x\u202e`, fixedIn: "9".repeat(5_000_000) };
  const [finding] = findingsOf(grypeReport([hostile]));
  expect(finding?.id).toBe("CVE ::error::x");
  expect(finding?.fixedIn).toHaveLength(200);
});

import { describe, expect, test } from "@jest/globals";
import type { UnitResult } from "../../../src/core/result/result.ts";
import type { Finding } from "../../../src/core/scan/finding.ts";
import type { PlatformScan, UnitScan } from "../../../src/core/scan/scan-record.ts";
import { checksCell } from "../../../src/render/comment/checks-cell.ts";
import { scanBrief, scanLine } from "../../../src/render/scan/scan-line.ts";
import { scanSummary } from "../../../src/render/scan/scan-summary.ts";

const counts = { critical: 0, high: 0, medium: 0, low: 0, unrated: 0 };
const listed = (ids: readonly string[]) => ({
  count: ids.length,
  findings: ids.map((id): Finding => ({ id, package: "pkg:rpm/alma/openssl-libs", severity: "high" })),
});
const compared = (platform: string, fixed: readonly string[], added: readonly string[]): PlatformScan => ({
  platform,
  tool: "grype 0.104.0",
  counts,
  fixed: listed(fixed),
  new: listed(added),
});
const [amd64, arm64] = ["linux/amd64", "linux/arm64"] as const;

describe("one unit", () => {
  test.each<[UnitScan, string, string]>([
    [[compared(amd64, ["CVE-1"], [])], "fixed: CVE-1 high (openssl-libs) · new: none", "1 CVE fixed"],
    [[compared(amd64, [], []), compared(arm64, [], [])], "fixed: none · new: none", ""],
    [
      [compared(amd64, ["CVE-1"], ["CVE-2"]), compared(arm64, ["CVE-1"], [])],
      "amd64: fixed: CVE-1 high (openssl-libs) · new: CVE-2 high (openssl-libs); arm64: fixed: CVE-1 high (openssl-libs) · new: none",
      "1 CVE fixed, 1 new",
    ],
    [
      [compared(amd64, [], ["CVE-1", "CVE-2"])],
      "fixed: none · new: CVE-1 high (openssl-libs), CVE-2 high (openssl-libs)",
      "2 new CVEs",
    ],
    [[{ platform: amd64, failed: "exit status 3" }], "no result: exit status 3", "scan without result"],
    [
      [{ platform: amd64, tool: "grype", counts: { ...counts, high: 2 }, notGated: "nothing is published yet" }],
      "2 high · not gated: nothing is published yet",
      "",
    ],
  ])("%#", (scan, line, brief) => {
    expect({ line: scanLine(scan), brief: scanBrief(scan) }).toEqual({ line, brief });
  });
});

test("the pull request's cell has tests and scan", () => {
  const scan: UnitScan = [compared(amd64, ["CVE-1"], ["CVE-2", "CVE-3"])];
  const unit = { name: "squid:release", platforms: [amd64], tests: [] };
  const result = { unit, record: { scan, tests: [] }, failed: false } as unknown as UnitResult;
  expect(checksCell(result, "2026-11-23")).toBe("none, for amd64; 1 CVE fixed, 2 new");
  expect(checksCell({ ...result, record: undefined } as unknown as UnitResult, "2026-11-23")).toBe("none, for amd64");
});

describe("the summary of a run", () => {
  const result = (name: string, scan?: UnitScan, failed = false) =>
    ({ unit: { name }, record: { ...(scan ? { scan } : {}) }, failed }) as UnitResult;

  test("is empty if nothing was scanned", () => {
    expect(scanSummary([result("squid:release")])).toBe("");
  });

  test("has failed units first, and units without a difference on one line", () => {
    const results = [
      result("same:release", [compared(amd64, [], [])]),
      result("better:release", [compared(amd64, ["CVE-1"], [])]),
      result("worse:release", [compared(amd64, [], ["CVE-2"])], true),
    ];
    expect(scanSummary(results)).toBe(
      [
        "**Vulnerabilities, compared with the published images**",
        "",
        "- **worse:release** fixed: none · new: `CVE-2` high (openssl-libs)",
        "- **better:release** fixed: `CVE-1` high (openssl-libs) · new: none",
        "- 1 other image: none fixed, none new",
      ].join("\n"),
    );
  });

  test("is bounded, and plain text whatever a report says", () => {
    const hostile: Finding = { id: "[x](http://x.example.org) @octo <img> | `", package: "" };
    const scan: UnitScan = [{ ...compared(amd64, [], []), new: { count: 1, findings: [hostile] } }];
    const text = scanSummary(Array.from({ length: 100 }, (_, index) => result(`u${index}:release`, scan)));
    expect(text.split("\n")).toHaveLength(33);
    expect(text).toContain("… and 70 more images");
    for (const bad of ["<img>", "[x](", "@octo", " | "]) expect(text).not.toContain(bad);
  });
});

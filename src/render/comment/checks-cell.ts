import { duration, joined, shortPlatform, thousands } from "../../core/lib/text/words.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { scanBrief } from "../scan/scan-line.ts";
import { testedOn } from "../summary/outcome.ts";
import { waivedFailures, waivedWords } from "../summary/waivers.ts";
import { escapeMarkdown } from "../text/markdown.ts";

/**
 * Its tests, its waivers and, if they differ, its vulnerabilities: `✓ 3 on amd64 12 s; 1 CVE fixed`.
 * @param today `2026-12-02`, UTC
 */
export function checksCell(result: UnitResult, today: string): string {
  const scan = scanBrief(result.record?.scan ?? []);
  const rest = [...waivedWords(result, today, true), ...(scan === "" ? [] : [scan])];
  return `${tests(result)}${rest.length === 0 ? "" : escapeMarkdown(`; ${rest.join("; ")}`)}`;
}

/** `✓ 3 on amd64 12 s, arm64 31 s (s390x exempt)`, `✓ 2 and ✗ 1 waived on amd64 12 s` */
function tests(result: UnitResult): string {
  const { unit } = result;
  const platforms = joined(unit.platforms.map(shortPlatform));
  if (unit.tests.length === 0) return `none, for ${escapeMarkdown(platforms)}`;
  const ran = testedOn(result);
  if (ran.length === 0) return `✓ ${thousands(unit.tests.length)} in an earlier run, for ${escapeMarkdown(platforms)}`; // a candidate used again
  const waived = waivedFailures(result).size;
  const good = unit.tests.length - waived;
  const exempt = ran.filter(({ verdict: word }) => word === "exempt").map(({ platform }) => platform);
  const list = ran
    .filter(({ verdict: word }) => word === "passed" || word === "waived")
    .map(({ platform, duration: time }) => `${platform} ${duration(time)}`)
    .join(", ");
  const counts = [...(good > 0 ? [`✓ ${thousands(good)}`] : []), ...(waived > 0 ? [`✗ ${thousands(waived)} waived`] : [])];
  return escapeMarkdown(`${joined(counts)} on ${list}${exempt.length > 0 ? ` (${exempt.join(", ")} exempt)` : ""}`);
}

import { duration, joined, shortPlatform, thousands } from "../../core/lib/text/words.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { scanBrief } from "../scan/scan-line.ts";
import { testedOn } from "../summary/outcome.ts";
import { escapeMarkdown } from "../text/markdown.ts";

/** Its tests and, if they differ, its vulnerabilities: `✓ 3 on amd64 12 s; 1 CVE fixed`. */
export function checksCell(result: UnitResult): string {
  const scan = scanBrief(result.record?.scan ?? []);
  return `${tests(result)}${scan === "" ? "" : escapeMarkdown(`; ${scan}`)}`;
}

/** `✓ 3 on amd64 12 s, arm64 31 s (s390x exempt)` */
function tests(result: UnitResult): string {
  const { unit } = result;
  const platforms = joined(unit.platforms.map(shortPlatform));
  if (unit.tests.length === 0) return `none, for ${escapeMarkdown(platforms)}`;
  const ran = testedOn(result);
  if (ran.length === 0) return `✓ ${thousands(unit.tests.length)} in an earlier run, for ${escapeMarkdown(platforms)}`; // a candidate used again
  const passed = ran.filter(({ verdict: word }) => word === "passed");
  const exempt = ran.filter(({ verdict: word }) => word === "exempt").map(({ platform }) => platform);
  const list = passed.map(({ platform, duration: time }) => `${platform} ${duration(time)}`).join(", ");
  return escapeMarkdown(
    `✓ ${thousands(unit.tests.length)} on ${list}${exempt.length > 0 ? ` (${exempt.join(", ")} exempt)` : ""}`,
  );
}

import { someOf, thousands } from "../lib/text/words.ts";
import { packageName, parsePackageUrl } from "../packages/purl.ts";
import { type Finding, findingKey, worstFirst } from "./finding.ts";
import { type CountedFindings, countKeys, type SeverityCounts, type UnitScan } from "./scan-record.ts";

/** The most findings that one message names. */
const maximumNamed = 5;

/** `CVE-2026-1111 high (openssl-libs)`: no Markdown, not escaped. */
export function findingWords({ id, severity, package: of }: Finding): string {
  return `${id}${severity === undefined ? "" : ` ${severity}`}${of === "" ? "" : ` (${nameIn(of)})`}`;
}

/** The most findings of one kind on one line. */
const maximumListed = 3;

/** One platform's scan on one line: `fixed: CVE-2026-1111 high (openssl-libs) · new: none`. */
export function scanWords(scan: UnitScan[number]): string {
  if ("failed" in scan) return `no result: ${scan.failed}`;
  const { fixed, new: added, counts, notGated } = scan;
  const found = fixed && added ? `fixed: ${listWords(fixed)} · new: ${listWords(added)}` : countWords(counts);
  return notGated === undefined ? found : `${found} · not gated: ${notGated}`;
}

function listWords({ count, findings }: CountedFindings): string {
  const named = findings.slice(0, maximumListed).map(findingWords);
  const more = count - named.length;
  return named.length === 0 ? "none" : `${named.join(", ")}${more > 0 ? ` and ${thousands(more)} more` : ""}`;
}

/** `1 critical, 12 high`, or `no findings`. */
export function countWords(counts: SeverityCounts): string {
  const words = countKeys.flatMap((key) => (counts[key] === 0 ? [] : [`${thousands(counts[key])} ${key}`]));
  return words.length === 0 ? "no findings" : words.join(", ");
}

/** New findings of one platform that fail the image. */
export interface WorseFindings {
  platform: string;
  findings: readonly Finding[];
}

/** Each finding of all platforms once, the worst first, with its platforms. */
export function joinPlatforms(all: readonly WorseFindings[]): { finding: Finding; platforms: string[] }[] {
  const byKey = new Map<string, { finding: Finding; platforms: string[] }>();
  for (const { platform, findings } of all) {
    for (const finding of findings) {
      const known = byKey.get(findingKey(finding));
      if (known) known.platforms.push(platform);
      else byKey.set(findingKey(finding), { finding, platforms: [platform] });
    }
  }
  return worstFirst([...byKey.values()].map(({ finding }) => finding)).flatMap((finding) => byKey.get(findingKey(finding)) ?? []);
}

/**
 * Why a unit fails by its scan, and what to do.
 * @param all one entry for each scanned platform; some may be empty
 * @param fail the lowest severity that fails it
 */
export function worseMessage(all: readonly WorseFindings[], fail: string): string {
  const joint = joinPlatforms(all);
  const named = joint.map(({ finding, platforms }) => {
    const fix = finding.fixedIn === undefined ? "" : `, fixed in ${finding.fixedIn}`;
    const where = platforms.length === all.length ? "" : ` on ${platforms.join(", ")}`;
    return `${findingWords(finding)}${fix}${where}`;
  });
  const subject = joint.length === 1 ? "1 vulnerability" : `${joint.length} vulnerabilities`;
  return `The new image has ${subject} of severity ${fail} or worse that the published image does not have: ${someOf(named, maximumNamed)}. Update or remove the packages, or exempt a finding in your scanner's configuration. \`fail: never\` shows findings and fails nothing.`;
}

/** The name in a purl; any other text as it is. */
function nameIn(of: string): string {
  const purl = parsePackageUrl(of);
  return purl ? packageName(purl) : of;
}

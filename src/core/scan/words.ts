import { someOf } from "../lib/text/words.ts";
import { type Finding, findingKey, worstFirst } from "./finding.ts";

/** The most findings that one message names. */
const maximumNamed = 5;

/** `CVE-2026-1111 high (openssl-libs)`: no Markdown, not escaped. */
export function findingWords({ id, severity, package: of }: Finding): string {
  return `${id}${severity === undefined ? "" : ` ${severity}`}${of === "" ? "" : ` (${packageName(of)})`}`;
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
  return worstFirst([...byKey.values()].map(({ finding }) => finding)).flatMap(
    (finding) => byKey.get(findingKey(finding)) ?? [],
  );
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

/** The name in a purl without version, with its namespace where that belongs to the name; any other text as it is. */
function packageName(of: string): string {
  if (!of.startsWith("pkg:")) return of;
  const [type, ...path] = of.split("/");
  const name = type === "pkg:npm" || type === "pkg:golang" ? path.join("/") : path.at(-1);
  return name?.replaceAll("%40", "@") || of;
}

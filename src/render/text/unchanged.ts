import type { UnitRecord } from "../../core/build/record.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { count, thousands } from "../../core/lib/text/words.ts";

/**
 * What the comparison of a build with the published image said, as plain text: `nothing changed since
 * 20261116-0617 (214 packages, 5,105 files)`, or `not kept: /etc/os-release differs in its content on
 * linux/arm64`. Undefined without a comparison.
 */
export function unchangedWords(record: UnitRecord | undefined): string | undefined {
  const { unchanged, differs } = record ?? {};
  if (differs !== undefined) return `not kept: ${cut(oneLine(differs), 300)}`;
  if (!unchanged) return undefined;
  const { since, packages, files, platforms } = unchanged;
  const where = platforms.length > 1 ? ` on ${thousands(platforms.length)} platforms` : "";
  return `nothing changed since ${since} (${count(packages, "package")}, ${count(files, "file")}${where})`;
}

import { partsOfVersion, type VersionPart, versionParts } from "../tags/version-pattern.ts";
import { parseVersion } from "./version.ts";

/** The version of a build that is none: of a pull request, and of the command line. */
export const noVersion = "0.0.0-dev";

/** The placeholders that a version gives: `version`, `major` and, as values have it, `version.major`. */
export const versionNames: readonly string[] = versionParts.flatMap(spellings);

/** Whether a placeholder names a version or a part of one. */
export function isVersionName(name: string): boolean {
  return versionNames.includes(name) || name.startsWith("version.");
}

/** The texts of all these placeholders. Empty for a text that is not a version. */
export function versionPlaceholders(version: string): Record<string, string> {
  const parts = parseVersion(version) && partsOfVersion(version);
  if (!parts) return {};
  return Object.fromEntries(versionParts.flatMap((part) => spellings(part).map((name) => [name, parts[part]])));
}

function spellings(part: VersionPart): string[] {
  return part === "version" ? [part] : [part, `version.${part}`];
}

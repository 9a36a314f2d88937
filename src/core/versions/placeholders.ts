import { partsOfVersion } from "../tags/version-pattern.ts";
import { parseVersion } from "./version.ts";

/** The version of a build that is none: of a pull request, and of the command line. */
export const noVersion = "0.0.0-dev";

/** The placeholders that a version gives, in their short spelling. */
export const versionNames = ["version", "major", "minor", "patch"] as const;

/** Whether a placeholder names a version or a part of one. */
export function isVersionName(name: string): boolean {
  return versionNames.some((known) => known === name) || name.startsWith("version.");
}

/**
 * The placeholders that a version gives texts: `version`, `major`, `minor` and `patch` and, as
 * values have them, `version.major` and so on. Empty for a text that is not a version.
 */
export function versionPlaceholders(version: string): Record<string, string> {
  const parts = parseVersion(version) && partsOfVersion(version);
  if (!parts) return {};
  const { major, minor, patch } = parts;
  return { ...parts, "version.major": major, "version.minor": minor, "version.patch": patch };
}

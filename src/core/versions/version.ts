import { compare, parse } from "semver";
import { Failure, type Problem } from "../lib/problems/problem.ts";
import { versionIn } from "../sources/from.ts";
import { versionTextIn } from "../sources/git-names.ts";
import { isTag, maximumTagLength } from "../tags/grammar.ts";
import type { TaggedUnit } from "../tags/kind.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { lineTags, parseVersionTag, recordedVersions, type VersionedUnit, versionPatterns } from "../tags/version.ts";
import type { Unit } from "../unit/unit.ts";

/** A version in the form of Semantic Versioning 2.0.0, without build metadata. */
export interface Version {
  /** `1.4.2`, `1.5.0-rc.1` */
  text: string;
}

/** Parses a version. `v1.4.2`, `1.4` and `01.4.2` are not versions. */
export function parseVersion(text: string): Version | undefined {
  const parsed = parse(text);
  return parsed?.version === text ? { text } : undefined;
}

/** The version of a unit that a git tag names; undefined if it names none. */
export function versionOf({ versions }: Pick<Unit, "versions">, gitTag: string): Version | undefined {
  const text = versions && versionTextIn(versions.gitTag, gitTag);
  return text === undefined ? undefined : parseVersion(text);
}

export { lineTags, variantOf, versionTag, wholeTags } from "../tags/version.ts";

/**
 * All tags of a version, in the order of writing: the whole version, which never moves, then its
 * lines.
 */
export function versionTags(unit: TaggedUnit, { text }: Version, lines = lineTags(unit, text)): string[] {
  return publicationTags(unit, { purpose: "versions", version: { text, lines } }).map(({ tag }) => tag);
}

/** The whole versions of a unit in a repository's tags, newest first. */
export function listedVersions(unit: VersionedUnit, tags: readonly string[]): string[] {
  const versions = recordedVersions(unit, tags).filter(parseVersion);
  return [...new Set(versions)].sort((a, b) => compare(b, a));
}

/**
 * The versions that the tag of a line, `1.4` or `latest`, may show, newest first. A line never shows
 * a pre-release.
 */
export function versionsIn(line: string, unit: VersionedUnit, versions: readonly string[]): string[] {
  const patterns = versionPatterns(unit);
  return versions.filter((text) => lineTags(unit, text, patterns).includes(line)).sort((a, b) => compare(b, a));
}

/**
 * The version that a git tag names, for each unit that it is a version of. If there are none, the
 * reason: a sentence in lower case, without a full stop.
 * @throws Failure `version-unusable`, for a version that is not valid in a tag
 */
export function versionsFor(units: readonly Unit[], gitTag: string): Map<string, Version> | { none: string } {
  const versions = new Map<string, Version>();
  const problems = new Map<string, Problem>();
  for (const unit of units) {
    const version = versionOf(unit, gitTag);
    const fault = version ? faultOf(unit, version) : metadataFault(unit, gitTag);
    if (fault !== undefined) problems.set(fault, { code: "version-unusable", severity: "error", message: fault });
    else if (version) versions.set(unit.name, version);
  }
  if (problems.size > 0) throw new Failure([...problems.values()]);
  if (versions.size > 0) return versions;
  const forms = [...new Set(units.flatMap((unit) => unit.versions?.gitTag ?? []))];
  const some = `${forms.slice(0, 5).join(", ")}${forms.length > 5 ? ", …" : ""}`;
  return {
    none:
      forms.length === 0
        ? `the configuration has no \`versions\`, so the git tag ${gitTag} publishes nothing`
        : `the git tag ${gitTag} is not a version of any image: the configuration expects ${some}, with a version such as 1.4.2`,
  };
}

/**
 * A version may contain a `+`, a tag may not. Without the build metadata, two versions would share
 * one tag.
 */
function metadataFault({ versions }: Unit, gitTag: string): string | undefined {
  const build = (versions && versionIn(versions.gitTag, gitTag)?.build) ?? "";
  if (build === "") return undefined;
  return `The git tag ${gitTag} has build metadata, "+${build}", but no registry accepts a + in a tag. Push a version without build metadata.`;
}

function faultOf(unit: Unit, version: Version): string | undefined {
  for (const tag of versionTags(unit, version)) {
    const fault = !isTag(tag)
      ? `which is not a valid tag: a tag has at most ${maximumTagLength} characters`
      : parseVersionTag(tag, unit)
        ? undefined
        : "which reads like a timestamp tag";
    if (fault !== undefined)
      return `The version ${version.text} gives ${unit.image} the tag ${tag}, ${fault}. Push another version.`;
  }
  return undefined;
}

import { compare, parse } from "semver";
import { Failure, type Problem } from "../lib/problem.ts";
import { isTag, maximumTagLength } from "../tags/grammar.ts";
import type { TaggedUnit } from "../tags/kind.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { parseVersionTag, variantOf } from "../tags/version.ts";
import type { Unit } from "../unit/unit.ts";

/** A version as Semantic Versioning 2.0.0 has it, without build metadata. */
export interface Version {
  /** `1.4.2`, `1.5.0-rc.1` */
  text: string;
  /** Its lines, the narrower one first: `1.4`, `1`. A pre-release is of none. */
  lines: string[];
}

/** What stands for the version in `git-tag`: at its end, so that every git tag can be read in one way. */
export const versionPlaceholder = "{version}";

/** Whether a text can be `git-tag`, as a unit has it: what git takes as a name, and then the version. */
export function isGitTagPattern(text: string): boolean {
  return text.length <= 250 && /^(?![-/.])(?!.*(?:\.\.|\/\/|\/\.))[^\s\p{Cc}~^:?*[\\{}]*\{version\}$/u.test(text);
}

/** The version that a text is, or undefined. `v1.4.2`, `1.4` and `01.4.2` are none. */
export function parseVersion(text: string): Version | undefined {
  const parsed = parse(text);
  if (parsed?.version !== text) return undefined;
  const { major, minor, prerelease } = parsed;
  return { text, lines: prerelease.length > 0 ? [] : [`${major}.${minor}`, `${major}`] };
}

/** The version of which a git tag is, to a unit; undefined when it is none. */
export function versionOf({ versions }: Pick<Unit, "versions">, gitTag: string): Version | undefined {
  const text = versions && afterPrefix(versions.gitTag, gitTag);
  return text === undefined ? undefined : parseVersion(text);
}

function afterPrefix(pattern: string, gitTag: string): string | undefined {
  const prefix = pattern.slice(0, -versionPlaceholder.length);
  return gitTag.startsWith(prefix) ? gitTag.slice(prefix.length) : undefined;
}

export { variantOf, versionTag } from "../tags/version.ts";

/** All tags of a version in the order in which they are written: the whole one, which never moves, then those of its lines. */
export function versionTags(unit: TaggedUnit, version: Version): string[] {
  return publicationTags(unit, { purpose: "versions", version }).map(({ tag }) => tag);
}

/** The whole versions of a unit that a repository's tags name, newest first. */
export function listedVersions(unit: Pick<Unit, "variant">, tags: readonly string[]): string[] {
  const variant = variantOf(unit);
  const versions = tags.flatMap((tag) => {
    const version = parseVersionTag(tag, variant);
    return version !== undefined && parseVersion(version) ? [version] : [];
  });
  return [...new Set(versions)].sort((a, b) => compare(b, a));
}

/** Of a line, `1.4` or `1`, the versions that it may show, newest first: a pre-release never is what a line shows. */
export function versionsIn(line: string, versions: readonly string[]): string[] {
  return versions.filter((text) => parseVersion(text)?.lines.includes(line)).sort((a, b) => compare(b, a));
}

/**
 * The units of which a git tag is a version. Where there are none, why: a sentence in lower case, without a full stop.
 * @throws Failure `version-unusable`, for a version that cannot stand in a tag
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
        ? `the configuration has no \`versions\`, so that the git tag ${gitTag} publishes nothing`
        : `the git tag ${gitTag} is no version of any image: theirs are ${some}, as in 1.4.2`,
  };
}

/** A `+` can stand in a version and not in a tag; without what follows it, two versions would be one. */
function metadataFault({ versions }: Unit, gitTag: string): string | undefined {
  const text = versions && afterPrefix(versions.gitTag, gitTag);
  const parsed = text === undefined ? null : parse(text);
  if (!parsed || parsed.build.length === 0 || `${parsed.version}+${parsed.build.join(".")}` !== text) return undefined;
  return `The git tag ${gitTag} has build metadata, "+${parsed.build.join(".")}", and no registry takes a + in a tag. Push a version without it.`;
}

function faultOf(unit: Unit, version: Version): string | undefined {
  for (const tag of versionTags(unit, version)) {
    const fault = !isTag(tag)
      ? `which is no tag that a registry takes: it has at most ${maximumTagLength} characters`
      : parseVersionTag(tag, variantOf(unit))
        ? undefined
        : "which reads like a timestamp tag";
    if (fault !== undefined)
      return `The version ${version.text} gives ${unit.image} the tag ${tag}, ${fault}. Push another version.`;
  }
  return undefined;
}

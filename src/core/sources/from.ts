import { parse, type SemVer, satisfies, validRange } from "semver";
import { versionTextIn } from "./git-names.ts";

/** The newest release among the git tags of a form, or the tip of a branch. */
export type From =
  | {
      /** `v{version}` */
      tag: string;
      preReleases: boolean;
      /** A range of Semantic Versioning: `1.4` stands for 1.4.x. */
      range?: string;
    }
  | { branch: string };

/** Whether a text is a range of Semantic Versioning. */
export function isRange(text: string): boolean {
  return text.trim() !== "" && validRange(text) !== null;
}

/** A version that a git tag names. */
export interface NamedVersion {
  /** Without build metadata: `1.4.2`, `1.5.0-rc.1` */
  version: string;
  /** The build metadata, `20261123`; empty without. */
  build: string;
  /** Parsed once: a repository may have thousands of git tags. */
  parsed: SemVer;
}

/**
 * The version that a git tag names in a form; undefined if it names none. `v1.4` and `v01.4.2` are
 * not versions.
 */
export function versionIn(form: string, gitTag: string): NamedVersion | undefined {
  const text = versionTextIn(form, gitTag);
  const parsed = text === undefined ? null : parse(text);
  if (!parsed) return undefined;
  const build = parsed.build.join(".");
  return text === (build === "" ? parsed.version : `${parsed.version}+${build}`)
    ? { version: parsed.version, build, parsed }
    : undefined;
}

/** Whether a stream may come from a version. */
export function admits({ preReleases, range }: Extract<From, { tag: string }>, version: string): boolean {
  if (!preReleases && (parse(version)?.prerelease.length ?? 0) > 0) return false;
  return range === undefined || satisfies(version, range, { includePrerelease: preReleases });
}

/** Whether a stream comes from releases, so that each of its units is of a version. */
export function isOfReleases(from: From | undefined): from is Extract<From, { tag: string }> {
  return from !== undefined && "tag" in from;
}

/** Whether a stream comes from this branch. */
export function isOfBranch(from: From | undefined, branch: string): boolean {
  return from !== undefined && "branch" in from && from.branch === branch;
}

/** A stream's source in the words of the configuration: `v{version} in 1.4`, `branch 3.22-stable`. */
export function describeFrom(from: From): string {
  if ("branch" in from) return `branch ${from.branch}`;
  return `${from.tag}${from.range === undefined ? "" : ` in ${from.range}`}`;
}

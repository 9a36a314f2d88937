import { parse, type SemVer, satisfies, validRange } from "semver";
import { isRefName } from "../events/payload.ts";

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

const placeholder = "{version}";

/** Whether a text is a form of git tags: a valid git name with one `{version}`. */
export function isTagForm(text: string): boolean {
  const parts = text.split(placeholder);
  return parts.length === 2 && !/[{}]/.test(parts.join("")) && isGitName(parts.join("1.4.2"));
}

/** Whether git takes a text as the name of a branch or a tag (git-check-ref-format(1)). */
export function isGitName(text: string): boolean {
  return isRefName(text) && !/(?:^|\/)\.|\.lock(?:\/|$)/.test(text);
}

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
  const [before = "", after = ""] = form.split(placeholder);
  if (!gitTag.startsWith(before) || !gitTag.endsWith(after) || gitTag.length < before.length + after.length) return undefined;
  const text = gitTag.slice(before.length, gitTag.length - after.length);
  const parsed = parse(text);
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

/** A stream's source in the words of the configuration: `v{version} in 1.4`, `branch 3.22-stable`. */
export function describeFrom(from: From): string {
  if ("branch" in from) return `branch ${from.branch}`;
  return `${from.tag}${from.range === undefined ? "" : ` in ${from.range}`}`;
}

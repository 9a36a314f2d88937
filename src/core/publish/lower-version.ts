import { compare, parse } from "semver";
import { shortCommit } from "../lib/text/words.ts";
import type { Blocker } from "../plan/decide/blocker.ts";
import { sourceName } from "../sources/scope.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";

/** The newest publication of a stream from git tags that is not a rollback, with its version. */
export interface VersionPublished {
  version: string;
  stamp: PublicationId;
  /** The commit of that version, if the image records both. */
  commit?: string;
  /** The newest publication that is not of a higher version than the source. */
  back?: PublicationId;
  /** Whether a person has rolled the stream back since. */
  isRolledBack?: true;
}

/** Whether a version is higher than another. Texts that are no versions are not. */
export function isHigher(version: string | undefined, other: string | undefined): boolean {
  const [a, b] = [parse(version ?? ""), parse(other ?? "")];
  return a !== null && b !== null && compare(a, b) > 0;
}

/**
 * Why a stream from git tags must not publish its source: it has published a higher version. Only a
 * person goes back. Undefined if it may.
 */
export function lowerVersionBlocker(
  { name, source }: Pick<Unit, "name" | "source">,
  published: VersionPublished | undefined,
): Blocker | undefined {
  if (!source || !published || !isHigher(published.version, source.version)) return undefined;
  const { version, stamp, back, isRolledBack } = published;
  const found = `its newest git tag is ${sourceName(source)}, but ${printPublicationId(stamp)} is version ${version}`;
  const rule = "a stream from git tags never goes to a lower version by itself";
  return { code: "stream-version-lower", reason: `${found}: ${rule}. ${remedy(name, version, back, isRolledBack)}` };
}

/** That a git tag names another commit than its publication; undefined if it does not. */
export function movedTagWords({ source }: Pick<Unit, "source">, published: VersionPublished | undefined): string | undefined {
  const { version, commit } = published ?? {};
  if (!source || commit === undefined || version !== source.version || commit === source.commit) return undefined;
  return `the git tag ${sourceName(source)} was moved from ${shortCommit(commit)} to ${shortCommit(source.commit)}`;
}

function remedy(name: string, version: string, back: PublicationId | undefined, isRolledBack: true | undefined): string {
  const restore = `push the git tag of ${version} again, or release a higher version`;
  if (isRolledBack) return `It was rolled back since. To end this, ${restore}`;
  if (!back) return `It has no publication of the lower version to go back to: ${restore}`;
  const reason = `${version} was withdrawn`;
  return `To go back, \`tagstream rollback --only ${name} --to ${printPublicationId(back)} --reason "${reason}"\`. Otherwise ${restore}`;
}

import { compare, compareBuild } from "semver";
import { firstOf, joined } from "../lib/text/words.ts";
import type { UnitSource } from "../unit/unit.ts";
import { admits, type From, type NamedVersion, versionIn } from "./from.ts";

/** The branches and tags of a repository, with the commit of each; of an annotated tag, the tagged one. */
export interface Refs {
  heads: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
}

/** The source of a stream, or why it has none yet. */
export type Resolution =
  | {
      source: UnitSource;
      /** A remark for people, on a doubtful choice: in lower case, without a full stop. */
      note?: string;
    }
  | { idle: string };

/** Resolves the `from` of a stream: the highest version, or the tip of the branch. */
export function resolveSource(from: From, refs: Refs): Resolution {
  if ("branch" in from) {
    const commit = refs.heads.get(from.branch);
    return commit === undefined
      ? { idle: `there is no branch ${from.branch}` }
      : { source: { ref: `refs/heads/${from.branch}`, commit } };
  }
  const named = [...refs.tags].flatMap(([tag, commit]) => {
    const version = versionIn(from.tag, tag);
    return version === undefined ? [] : [{ tag, commit, ...version }];
  });
  const admitted = named.filter(({ version }) => admits(from, version));
  const newest = admitted.reduce<Named | undefined>((best, one) => (best && isNewer(best, one) ? best : one), undefined);
  if (!newest) return { idle: idleReason(from, named) };
  const { tag, commit, version } = newest;
  const same = admitted.filter((other) => other.version === version && other !== newest).sort(newestFirst);
  const names = joined([tag, ...same.map((other) => other.tag)]);
  return {
    source: { ref: `refs/tags/${tag}`, commit, version },
    ...(same.length === 0 ? {} : { note: `${names} are one version, ${version}: the source is ${tag}` }),
  };
}

interface Named extends NamedVersion {
  tag: string;
  commit: string;
}

function isNewer(a: Named, b: Named): boolean {
  return newestFirst(a, b) < 0;
}

/** Of one version, the tag without build metadata comes first, then the higher metadata. */
function newestFirst(a: Named, b: Named): number {
  const byVersion = compare(b.parsed, a.parsed);
  if (byVersion !== 0) return byVersion;
  if (a.build === "" || b.build === "") return a.build.length - b.build.length;
  return compareBuild(b.parsed, a.parsed) || (a.tag < b.tag ? -1 : 1);
}

function idleReason({ tag, range, preReleases }: Extract<From, { tag: string }>, named: readonly Named[]): string {
  if (named.length === 0) return `no git tag is a version in the form ${tag}`;
  const inRange = range === undefined ? named : named.filter(({ version }) => admits({ tag, range, preReleases: true }, version));
  if (inRange.length === 0) return `no version in the form ${tag} is in the range ${range}`;
  const found = inRange.toSorted(newestFirst).map((one) => one.tag);
  return preReleases ? `no version in the form ${tag} fits` : `only pre-releases exist (${firstOf(found, 3)})`;
}

import type { TreeEntry, WorkTreeChange } from "../core/inputs/git-tree.ts";
import type { Hash } from "../core/inputs/inputs-hash.ts";
import type { UnitFiles } from "../core/inputs/unit-hashes.ts";
import type { Unit } from "../core/unit/unit.ts";

/** A git work tree. Paths are relative to its root, with `/`. */
export interface Repository {
  /** Absolute path of the work tree's root. */
  readonly root: string;
  /** The checked-out commit. */
  head(): Promise<string>;
  /** The commit that an id names: itself or, of an annotated git tag, the tagged one; undefined when it is not here. */
  commitOf(id: string): Promise<string | undefined>;
  /**
   * The n-th parent of a commit (1 is the first), or undefined when it has none. Where a shallow clone does not have it, it is fetched from
   * `origin`; `git-shallow`, which names `fetch-depth: 2`, when it cannot be.
   */
  parent(commit: string, n: number): Promise<string | undefined>;
  /** Makes sure that a commit is here, as `parent` does: a group of a merge queue may be several commits away from its base. */
  obtain(commit: string): Promise<void>;
  /** All files of a commit. */
  tree(commit: string): Promise<TreeEntry[]>;
  /** A file's text at a commit, symbolic links followed, or undefined. */
  read(commit: string, path: string): Promise<string | undefined>;
  /**
   * Where a path leads at a commit once symbolic links are followed, and those links; undefined when it leads out of the repository, or on its way out of
   * the folder `within`, which has no link in its own path.
   */
  resolve(commit: string, path: string, within?: string): Promise<{ path: string; links: TreeEntry[] } | undefined>;
  /**
   * What in the work tree the checked-out commit does not account for: modified, untracked, ignored or left out. An untracked or ignored folder
   * is one entry, with a `/` at its end.
   * @param anew whether to look again, and not only once
   */
  changes(anew?: boolean): Promise<WorkTreeChange[]>;
  /** The tip of a branch at the remote `origin`, asked over the network; undefined when there is no such remote. */
  remoteTip(branch: string): Promise<string | undefined>;
  /** A work tree of its own at a commit, fetched from `origin` when it is not here. Removed by `dispose`. */
  checkout(commit: string): Promise<Repository & { dispose(): Promise<void> }>;
}

/** What units are made of, at commits of one repository (design, section 5). Looks at each file once. */
export interface Hasher {
  /** sha256 of a text, for what the core hashes. */
  readonly sha256: Hash;
  /**
   * The hashed files of each unit, by its name. At the checked-out commit they are what a build receives from the work tree. A file that the commit
   * does not account for leaves a unit without a hash, and the reason names the file. Files that another commit shares with the checked-out one
   * have the hash that they have there.
   */
  filesOf(commit: string, units: readonly Unit[]): Promise<Map<string, UnitFiles>>;
}

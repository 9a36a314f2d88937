import type { TreeEntry, WorkTreeChange } from "../core/inputs/git-tree.ts";
import type { Hash } from "../core/inputs/inputs-hash.ts";
import type { UnitFiles } from "../core/inputs/unit-hashes.ts";
import type { Refs } from "../core/sources/resolve.ts";
import type { Unit } from "../core/unit/unit.ts";

/** A git work tree. Paths are relative to its root, with `/`. */
export interface Repository {
  /** Absolute path of the work tree's root. */
  readonly root: string;
  /**
   * The checked-out commit.
   * @param anew whether to look again, instead of returning the first result
   */
  head(anew?: boolean): Promise<string>;
  /**
   * The commit of an id: itself or, for an annotated git tag, the tagged one; undefined if it is
   * not here.
   */
  commitOf(id: string): Promise<string | undefined>;
  /**
   * The n-th parent of a commit (1 is the first), or undefined without one. Fetches it from
   * `origin` if a shallow clone lacks it.
   * @throws Failure `git-shallow`, which names `fetch-depth: 2`, if git cannot fetch it
   */
  parent(commit: string, n: number): Promise<string | undefined>;
  /**
   * Makes sure that a commit is here, as `parent` does: a merge queue's group may be several
   * commits away from its base.
   */
  obtain(commit: string): Promise<void>;
  /** All files of a commit. */
  tree(commit: string): Promise<TreeEntry[]>;
  /** A file's text at a commit, following symbolic links, or undefined. */
  read(commit: string, path: string): Promise<string | undefined>;
  /**
   * The target of a path at a commit, after symbolic links, and those links. Undefined if it leads
   * out of the repository, or at any step out of the folder `within`, whose own path has no link.
   */
  resolve(commit: string, path: string, within?: string): Promise<{ path: string; links: TreeEntry[] } | undefined>;
  /**
   * Differences between the work tree and the checked-out commit: modified, untracked, ignored or
   * excluded files. An untracked or ignored folder is one entry, with a `/` at its end.
   * @param anew whether to look again, instead of returning the first result
   */
  changes(anew?: boolean): Promise<WorkTreeChange[]>;
  /**
   * The tip of a branch at the remote `origin`, over the network; undefined without that remote.
   */
  remoteTip(branch: string): Promise<string | undefined>;
  /**
   * All branches and tags of the remote `origin`, over the network, asked for at most once. Without
   * that remote: the clone's own.
   * @param offline whether what the clone last saw of the remote serves, marked `stale`, if that
   *   does not answer
   * @throws Failure `git-remote`
   */
  refs(offline?: boolean): Promise<Refs & { stale?: true }>;
  /** A separate work tree at a commit, fetched from `origin` if needed. `dispose` removes it. */
  checkout(commit: string): Promise<Repository & { dispose(): Promise<void> }>;
}

/** Units' inputs at commits of one repository (design, section 5). Reads each file once. */
export interface Hasher {
  /** sha256 of a text, for the core. */
  readonly sha256: Hash;
  /**
   * The hashed files of each unit, by name. For the checked-out commit: as a build receives them
   * from the work tree. A file that differs from the commit leaves a unit without a hash, with the
   * file as the reason. For another commit: files shared with the checked-out one have the same
   * hash.
   */
  filesOf(commit: string, units: readonly Unit[]): Promise<Map<string, UnitFiles>>;
}

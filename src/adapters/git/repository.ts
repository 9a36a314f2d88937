import { basename } from "node:path";
import type { TreeEntry, WorkTreeChange } from "../../core/inputs/git-tree.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { Refs } from "../../core/sources/resolve.ts";
import type { Repository } from "../../ports/repository.ts";
import { Blobs } from "./blobs.ts";
import { changesOf } from "./changes.ts";
import { credentialsFor } from "./credentials.ts";
import { followLinks } from "./links.ts";
import { nameOf, type Origin, parseOrigin } from "./origin.ts";
import { localRefs, Remote, unreachable } from "./remote.ts";
import { Git, type GitSettings } from "./run.ts";
import { listTree, type Tree } from "./tree.ts";
import { addWorkTree, removeWorkTree } from "./worktree.ts";

export interface RepositoryOptions {
  /** Sent only to the GitHub server, over HTTP(S). */
  token?: string;
  /** GitHub's server, `https://github.com` by default. */
  serverUrl?: string;
  /**
   * Whether another user may own the folder, as with a workspace in a container. git refuses, since
   * such a repository's settings can start programs: only the action sets this, for its workspace.
   */
  ownedByOthers?: boolean;
}

/** A git work tree, with answers for the command line, which has no event. */
export interface LocalRepository extends Repository {
  /** Its origin; undefined without a remote `origin`, or if that is a folder. */
  origin(): Promise<Origin | undefined>;
  /** `owner/name` of its origin, or `local/{folder}`, in the characters of GitHub's names. */
  name(): Promise<string>;
  /** The checked-out branch; undefined without one. */
  branch(): Promise<string | undefined>;
  /** The origin's default branch, if this clone knows it. A clone of one commit, such as in CI, does not. */
  defaultBranch(): Promise<string | undefined>;
}

/**
 * The git work tree that contains a folder.
 * @throws Failure `git-not-repository`, `git-owner`, `git-missing`
 */
export async function openRepository(folder: string, options: RepositoryOptions = {}): Promise<LocalRepository> {
  const settings: GitSettings = [
    ...(options.ownedByOthers ? ([["safe.directory", "*"]] as const) : []),
    ...(options.token ? credentialsFor(options.token, options.serverUrl ?? "https://github.com") : []),
  ];
  const git = new Git(folder, settings);
  const both = await git.run(["rev-parse", "--show-toplevel", ...headOnly]);
  // Each process takes a while to start. Only a repository that git cannot read well needs a second one.
  const result = both.status === 0 || both.status === 1 ? both : await git.run(["rev-parse", "--show-toplevel"]);
  if (result === both || result.status === 0) {
    const text = result.stdout.toString().replace(/\n$/, "");
    const head = both.status === 0 ? /\n([0-9a-f]+)$/.exec(text) : null;
    return new GitRepository(git.in(text.slice(0, head?.index)), { head: head?.[1] });
  }
  if (result.stderr.includes("dubious ownership") || result.stderr.includes("is owned by someone else")) {
    throw failure(
      "git-owner",
      `git refuses to read ${folder}, because another user owns it. If you trust it: git config --global --add safe.directory "${folder}"`,
    );
  }
  throw failure(
    "git-not-repository",
    `${folder} is not in a git work tree. Check the repository out first (actions/checkout), or run this inside it.`,
  );
}

/** Arguments of `git rev-parse` for the checked-out commit: quiet, and status 1 without one. */
const headOnly = ["--quiet", "--verify", "HEAD^{commit}"];

class GitRepository implements LocalRepository {
  readonly #git: Git;
  readonly #trees: Map<string, Promise<Tree>>;
  readonly #blobs: Blobs;
  readonly #here = new Set<string>(); // a commit that is here stays
  readonly #remote: Remote;
  #changes: Promise<WorkTreeChange[]> | undefined;
  #head: Promise<string> | undefined;

  /**
   * @param known.head the checked-out commit, if it is known
   * @param known.main the repository of which it is another work tree: both have the same commits and blobs
   */
  constructor(git: Git, { head, main }: { head?: string | undefined; main?: GitRepository } = {}) {
    this.#git = git;
    this.#head = head === undefined ? undefined : Promise.resolve(head);
    this.#trees = main ? main.#trees : new Map();
    this.#blobs = main ? main.#blobs : new Blobs(git);
    this.#remote = new Remote(git);
  }

  get root(): string {
    return this.#git.folder;
  }

  head(anew = false): Promise<string> {
    if (anew) this.#head = undefined;
    this.#head ??= this.#readHead();
    return this.#head;
  }

  async #readHead(): Promise<string> {
    const head = await this.#git.optional(["rev-parse", ...headOnly], [1, 128]);
    if (head !== undefined) return head;
    throw failure(
      "git-no-commit",
      `The repository in ${this.root} has no commit yet. Commit the Dockerfiles, and the configuration if there is one.`,
    );
  }

  async commitOf(id: string): Promise<string | undefined> {
    return isCommitId(id) ? this.#git.optional(["rev-parse", "--quiet", "--verify", `${id}^{commit}`], [1, 128]) : undefined;
  }

  async parent(commit: string, n: number): Promise<string | undefined> {
    await this.#assertHere(commit);
    // From the commit itself: at the end of a shallow clone, git's `^1` reports no parent.
    const text = await this.#git.text(["cat-file", "commit", commit]);
    const header = text.slice(0, text.indexOf("\n\n"));
    const parent = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)][n - 1]?.[1];
    if (parent === undefined || (await this.#has(parent)) || (await this.#remote.fetch(parent)) === undefined) return parent;
    throw failure(
      "git-shallow",
      `Tagstream compares the change with the parent of commit ${commit.slice(0, 7)}. The clone in ${this.root} lacks that parent, and git could not fetch it. Add \`fetch-depth: 2\` to actions/checkout.`,
    );
  }

  async obtain(commit: string): Promise<void> {
    if (!isCommitId(commit) || (await this.#has(commit))) return this.#assertHere(commit);
    if ((await this.#remote.fetch(commit)) === undefined) return this.#assertHere(commit);
    throw failure(
      "git-shallow",
      `Tagstream compares the change with commit ${commit.slice(0, 7)}. The clone in ${this.root} lacks that commit, and git could not fetch it. Add \`fetch-depth: 0\` to actions/checkout.`,
    );
  }

  async tree(commit: string): Promise<TreeEntry[]> {
    return (await this.#treeOf(commit)).entries;
  }

  async read(commit: string, path: string): Promise<string | undefined> {
    const { byPath } = await this.#treeOf(commit);
    const resolved = await this.resolve(commit, path);
    const entry = resolved && byPath.get(resolved.path);
    return entry && entry.mode !== "160000" ? this.#blobs.read(entry.id) : undefined;
  }

  async resolve(commit: string, path: string, within = "."): Promise<{ path: string; links: TreeEntry[] } | undefined> {
    return followLinks(path, (await this.#treeOf(commit)).byPath, this.#blobs, within);
  }

  changes(anew = false): Promise<WorkTreeChange[]> {
    if (anew) this.#changes = undefined;
    this.#changes ??= changesOf(this.#git);
    return this.#changes;
  }

  async remoteTip(branch: string): Promise<string | undefined> {
    return (await this.#remote.refs())?.heads.get(branch);
  }

  async refs(offline = false): Promise<Refs & { stale?: true }> {
    try {
      return (await this.#remote.refs()) ?? (await localRefs(this.#git, "refs/heads/"));
    } catch (error) {
      if (!offline || !(error instanceof Failure)) throw error;
      return { ...(await localRefs(this.#git, "refs/remotes/origin/")), stale: true };
    }
  }

  async checkout(commit: string): Promise<Repository & { dispose(): Promise<void> }> {
    await this.#assertFetched(commit);
    const folder = await addWorkTree(this.#git, commit);
    const dispose = () => removeWorkTree(this.#git, folder);
    return Object.assign(new GitRepository(this.#git.in(folder), { main: this }), { dispose });
  }

  async origin(): Promise<Origin | undefined> {
    const url = await this.#remote.address();
    return url === undefined ? undefined : parseOrigin(url);
  }

  async name(): Promise<string> {
    const origin = await this.origin();
    const parts = origin ? [...origin.owner.split("/"), origin.name] : ["local", basename(this.root)];
    return parts.map(nameOf).join("/");
  }

  branch(): Promise<string | undefined> {
    return this.#git.optional(["symbolic-ref", "--quiet", "--short", "HEAD"]);
  }

  async defaultBranch(): Promise<string | undefined> {
    const head = await this.#git.optional(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
    return head?.replace(/^origin\//, "");
  }

  #treeOf(commit: string): Promise<Tree> {
    let tree = this.#trees.get(commit); // a commit never changes
    if (!tree) {
      tree = this.#listTree(commit);
      this.#trees.set(commit, tree);
      tree.catch(() => this.#trees.delete(commit)); // it may be fetched later
    }
    return tree;
  }

  async #listTree(commit: string): Promise<Tree> {
    if (!isCommitId(commit)) await this.#assertHere(commit);
    return listTree(this.#git, commit, () => this.#assertHere(commit));
  }

  async #has(commit: string): Promise<boolean> {
    if (this.#here.has(commit)) return true;
    const isHere = (await this.#git.run(["cat-file", "-e", `${commit}^{commit}`])).status === 0;
    if (isHere) this.#here.add(commit);
    return isHere;
  }

  async #assertHere(commit: string): Promise<void> {
    // Also keeps other text, such as an option, out of git's command line.
    if (isCommitId(commit) && (await this.#has(commit))) return;
    throw failure(
      "git-unknown-commit",
      `The repository in ${this.root} has no commit ${commit}. Check it out or fetch it first.`,
    );
  }

  async #assertFetched(commit: string): Promise<void> {
    if (isCommitId(commit) && !(await this.#has(commit))) {
      const problem = await this.#remote.fetch(commit);
      if (problem !== undefined) throw unreachable(`commit ${commit}`, problem);
    }
    await this.#assertHere(commit);
  }
}

function isCommitId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

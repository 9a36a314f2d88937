import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type LocalRepository, openRepository } from "../../src/adapters/git/repository.ts";
import type { WorkTreeChange } from "../../src/core/inputs/git-tree.ts";
import type { Repository } from "../../src/ports/repository.ts";
import { TestRepository } from "./git.ts";

/**
 * A repository that is opened for one run after the other. Commits and blobs never change, so that all runs share what
 * one of them read: git answers again only for what changed since. The remote is asked in each run.
 */
export async function openAgain(folder: string): Promise<Repository> {
  const known = repositories.get(folder) ?? new Known(folder);
  repositories.set(folder, known);
  const git = await known.git;
  let changes: Promise<WorkTreeChange[]> | undefined;
  let remote: Promise<LocalRepository> | undefined;
  const ofRemote = (): Promise<LocalRepository> => {
    remote ??= openRepository(folder);
    return remote;
  };
  return {
    root: git.root,
    head: async () => known.checkedOut.head(),
    commitOf: (id) => git.commitOf(id),
    parent: (commit, n) => git.parent(commit, n),
    obtain: (commit) => git.obtain(commit),
    tree: (commit) => git.tree(commit),
    read: (commit, file) => git.read(commit, file),
    resolve: (commit, file, within) => git.resolve(commit, file, within),
    changes(anew = false) {
      if (anew) changes = undefined;
      changes ??= known.changes();
      return changes;
    },
    remoteTip: async (branch) => (await ofRemote()).remoteTip(branch),
    refs: async (offline) => (await ofRemote()).refs(offline),
    checkout: (commit) => git.checkout(commit),
  };
}

const repositories = new Map<string, Known>();

/** What is known of a folder's repository. */
class Known {
  readonly checkedOut: TestRepository;
  readonly git: Promise<LocalRepository>;
  #last: { mark: string; changes: Promise<WorkTreeChange[]> } | undefined;

  constructor(folder: string) {
    this.checkedOut = new TestRepository(folder);
    this.git = openRepository(folder);
  }

  async changes(): Promise<WorkTreeChange[]> {
    const git = await this.git;
    const mark = markOf(this.checkedOut);
    if (this.#last === undefined || this.#last.mark !== mark) this.#last = { mark: mark ?? "", changes: git.changes(true) };
    return this.#last.changes;
  }
}

/** Milliseconds within which a file may change twice and have the same times. */
const tick = 20;

/**
 * All that `git status` depends on: the commit, the index, git's settings, and the times, sizes and names in the work
 * tree. Undefined if a file is so young that its next change may not show.
 */
function markOf(repository: TestRepository): string | undefined {
  const { folder } = repository;
  const git = path.join(folder, ".git");
  const settings = ["index", "config", "info/exclude", "info/sparse-checkout"].map((name) => textOf(path.join(git, name)));
  const tree = readdirSync(folder)
    .filter((name) => name !== ".git")
    .flatMap((name) => marksUnder(path.join(folder, name), Date.now() - tick));
  return tree.includes(young) ? undefined : [repository.head(), ...settings, ...tree].join("\n");
}

const young = "young";

/** @param limit the moment after which a file's times say nothing */
function marksUnder(file: string, limit: number): string[] {
  const stats = lstatSync(file);
  if (stats.isDirectory()) return [file, ...readdirSync(file).flatMap((name) => marksUnder(path.join(file, name), limit))];
  const { ino, mode, size, mtimeMs, ctimeMs } = stats;
  return ctimeMs > limit ? [young] : [[file, ino, mode, size, mtimeMs, ctimeMs].join()];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

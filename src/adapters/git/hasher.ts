import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileAt, filesUnder, type TreeEntry } from "../../core/inputs/git-tree.ts";
import { filesHash, type Hash, type InputsFacts, type InputsHash, testPaths, testsHash } from "../../core/inputs/inputs-hash.ts";
import type { UnitFiles } from "../../core/inputs/unit-hashes.ts";
import { isRemoteContext } from "../../core/unit/build-paths.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Hasher, Repository } from "../../ports/repository.ts";
import { type Commit, concerns, contextFiles, dockerfileOf, readCommit } from "./context-files.ts";
import type { FilesOrReason } from "./received-files.ts";

/** sha256, in hexadecimal. */
export const sha256: Hash = (text) => createHash("sha256").update(text).digest("hex");

/**
 * Hashes units by a commit's files; for the checked-out commit, by their content in the work tree.
 */
export function createHasher(repository: Repository, anew = false): Hasher {
  const commits = new Map<string, Promise<CommitFiles>>();
  const filesAt = (id: string): Promise<CommitFiles> => {
    let files = commits.get(id);
    if (!files) {
      const checkedOut = () => repository.head().then(filesAt);
      files = readCommit(repository, id, anew).then((commit) => new CommitFiles(commit, commit.changes ? undefined : checkedOut));
      commits.set(id, files);
    }
    return files;
  };
  return {
    sha256,
    async filesOf(id, units) {
      const files = await filesAt(id);
      // In parallel, so that git reads many files in one batch.
      const made = units.map(async (unit): Promise<[string, UnitFiles]> => {
        const [inputs, tests] = await Promise.all([files.factsOf(unit), files.testFilesOf(unit)]);
        return [unit.name, { inputs, tests: testsHash(unit, tests, sha256) }];
      });
      return new Map(await Promise.all(made));
    },
  };
}

/**
 * Looks at each context, Dockerfile and test file of a commit once, whatever number of units share
 * it.
 */
class CommitFiles {
  readonly #commit: Commit;
  readonly #checkedOut: (() => Promise<CommitFiles>) | undefined;
  readonly #hashes = new Map<string, Promise<InputsHash>>();
  readonly #testFiles = new Map<string, Promise<TreeEntry[]>>();

  /** @param checkedOut the checked-out commit of the work tree, unless it is this one */
  constructor(commit: Commit, checkedOut: (() => Promise<CommitFiles>) | undefined) {
    this.#commit = commit;
    this.#checkedOut = checkedOut;
  }

  async factsOf({ build }: Unit): Promise<InputsFacts> {
    const contexts: Record<string, InputsHash> = {};
    for (const [name, path] of Object.entries(build.contexts)) {
      if (!isRemoteContext(path)) contexts[name] = await this.#contextHash(path);
    }
    return {
      context: await this.#contextHash(build.context, build.dockerfile),
      dockerfile: await this.#once(JSON.stringify([build.dockerfile]), build.dockerfile, (commit) =>
        dockerfileOf(commit, build.dockerfile),
      ),
      contexts,
    };
  }

  async testFilesOf(unit: Unit): Promise<TreeEntry[]> {
    const lists = testPaths(unit).map((path) => {
      let files = this.#testFiles.get(path);
      if (!files) {
        files = testFiles(this.#commit, path);
        this.#testFiles.set(path, files);
      }
      return files;
    });
    return (await Promise.all(lists)).flat();
  }

  #contextHash(path: string, dockerfile?: string): Promise<InputsHash> {
    return this.#once(JSON.stringify([path, dockerfile ?? null]), path, (commit) => contextFiles(commit, path, dockerfile));
  }

  #once(key: string, path: string, gather: Gather): Promise<InputsHash> {
    let made = this.#hashes.get(key);
    if (!made) {
      made = this.#checkedOut ? this.#asCheckedOut(key, path, gather, this.#checkedOut) : gather(this.#commit).then(hashOf);
      this.#hashes.set(key, made);
    }
    return made;
  }

  /**
   * A commit that is not checked out does not show its files as they would be in a work tree. Files
   * that equal those of the checked-out commit take their work tree content. Other files differ
   * anyway, as long as git's attributes are equal.
   */
  async #asCheckedOut(key: string, path: string, gather: Gather, checkedOut: () => Promise<CommitFiles>): Promise<InputsHash> {
    const [own, other] = await Promise.all([gather(this.#commit).then(hashOf), checkedOut()]);
    if ("none" in own) return own;
    const { repository, id, tree } = this.#commit;
    const folder = (await repository.resolve(id, path))?.path ?? path;
    if (attributesFor(tree, folder) !== attributesFor(other.#commit.tree, folder))
      return { none: "the .gitattributes differ from the checkout" };
    const { changes: _, ...committed } = other.#commit;
    const its = hashOf(await gather(committed));
    const real = "hash" in its && its.hash === own.hash ? await other.#once(key, path, gather) : own;
    return "none" in real ? own : real; // An edit in the work tree is not an edit of this commit.
  }
}

/** Looks at a commit's files: in the work tree, if that has the commit. */
type Gather = (commit: Commit) => Promise<FilesOrReason>;

function hashOf(result: FilesOrReason): InputsHash {
  return "none" in result ? result : { hash: filesHash(result.files, sha256) };
}

/**
 * The `.gitattributes` that apply to the files at a path (empty: the root): those above and inside.
 */
function attributesFor(tree: readonly TreeEntry[], path: string): string {
  const folder = path === "" ? "" : `${path}/`;
  const files = tree.filter((entry) => {
    if (!/(?:^|\/)\.gitattributes$/.test(entry.path)) return false;
    const its = entry.path.slice(0, -".gitattributes".length);
    return folder.startsWith(its) || its.startsWith(folder);
  });
  return JSON.stringify(files);
}

/**
 * A file that a test names, or all files in a folder, as in the commit. A changed or extra file
 * counts with its content in the work tree, since the test runs that.
 */
async function testFiles({ repository, id, tree, changes = [] }: Commit, path: string): Promise<TreeEntry[]> {
  const resolved = (await repository.resolve(id, path))?.path ?? path;
  const entry = fileAt(tree, resolved);
  const files = entry
    ? [{ ...entry, path }]
    : filesUnder(tree, resolved).map((file) => ({ ...file, path: `${path}/${file.path}` }));
  const edited = changes.filter(
    (change) => change.kind !== "ignored" && (concerns(change, resolved) || change.path.startsWith(`${resolved}/`)),
  );
  const paths = files.length === 0 ? [resolved] : edited.map((change) => change.path);
  return [...files, ...(await Promise.all(paths.map((edit) => fromDisk(repository.root, edit))))];
}

async function fromDisk(root: string, path: string): Promise<TreeEntry> {
  const bytes = await readFile(join(root, path)).catch(() => undefined); // missing, or a folder
  return { path, mode: "work tree", id: bytes ? createHash("sha256").update(bytes).digest("hex") : "" };
}

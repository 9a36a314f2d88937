import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Hashes } from "../core/decide.ts";
import { filesHash, type Hash, type InputsFacts, inputsHash, isRemoteContext, testPaths, testsHash } from "../core/inputs.ts";
import type { InputsHash } from "../core/plan.ts";
import { fileAt, filesUnder, type TreeEntry } from "../core/tree.ts";
import type { Unit } from "../core/unit.ts";
import type { Hasher, Repository } from "../ports.ts";
import { type Commit, concerns, contextFiles, dockerfileOf, type FilesOrReason, readCommit } from "./context-files.ts";

/** sha256, in hexadecimal. */
export const sha256: Hash = (text) => createHash("sha256").update(text).digest("hex");

/** Hashes units by the files of a commit and, for the checked-out one, by what the work tree has otherwise. */
export function createHasher(repository: Repository): Hasher {
  return {
    async hashes(id, units, bases = new Map()) {
      const files = new CommitFiles(await readCommit(repository, id));
      await Promise.all(units.map((unit) => files.factsOf(unit))); // side by side, so that git is asked for many files at once
      const hashes = new Map<string, Hashes>();
      for (const unit of units) {
        const base = unit.base === undefined ? undefined : (bases.get(unit.base) ?? hashes.get(unit.base)?.inputs);
        const inputs = inputsHash(unit, await files.factsOf(unit), base, sha256);
        hashes.set(unit.name, { inputs, tests: testsHash(unit, await files.testFilesOf(unit), sha256) });
      }
      return hashes;
    },
  };
}

/** Every context, Dockerfile and test file of a commit is looked at once, however many units share it. */
class CommitFiles {
  readonly #commit: Commit;
  readonly #hashes = new Map<string, Promise<InputsHash>>();
  readonly #testFiles = new Map<string, Promise<TreeEntry[]>>();

  constructor(commit: Commit) {
    this.#commit = commit;
  }

  async factsOf({ build }: Unit): Promise<InputsFacts> {
    const contexts: Record<string, InputsHash> = {};
    for (const [name, path] of Object.entries(build.contexts)) {
      if (!isRemoteContext(path)) contexts[name] = await this.#contextHash(path);
    }
    return {
      context: await this.#contextHash(build.context, build.dockerfile),
      dockerfile: await this.#once(JSON.stringify([build.dockerfile]), () => dockerfileOf(this.#commit, build.dockerfile)),
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

  #contextHash(context: string, dockerfile?: string): Promise<InputsHash> {
    return this.#once(JSON.stringify([context, dockerfile ?? null]), () => contextFiles(this.#commit, context, dockerfile));
  }

  #once(key: string, gather: () => Promise<FilesOrReason>): Promise<InputsHash> {
    let made = this.#hashes.get(key);
    if (!made) {
      made = gather().then((result) => ("none" in result ? result : { hash: filesHash(result.files, sha256) }));
      this.#hashes.set(key, made);
    }
    return made;
  }
}

/**
 * A file that a test names, or all in a folder, as the commit has them. Where the work tree has it otherwise, or alone, its content there is
 * what counts: that is what the test will run.
 */
async function testFiles({ repository, id, tree, changes }: Commit, path: string): Promise<TreeEntry[]> {
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
  const bytes = await readFile(join(root, path)).catch(() => undefined); // gone, or a folder
  return { path, mode: "work tree", id: bytes ? createHash("sha256").update(bytes).digest("hex") : "" };
}

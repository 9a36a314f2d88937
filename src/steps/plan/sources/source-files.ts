import { type FileText, longestValueFile, type SourceFiles, type ValueFile } from "../../../core/config/index.ts";
import { mapLimited } from "../../../core/lib/parallel.ts";
import type { Files } from "../../../ports/files.ts";
import type { Repository } from "../../../ports/repository.ts";
import { inTree } from "../checkout/work-tree.ts";

/** Files of values that are read at once. */
const parallelFiles = 32;

/**
 * The files of a work tree, including edits.
 * @param wanted the files of values; each is read once
 */
export async function filesIn(tree: Pick<Repository, "root">, files: Files, wanted: readonly ValueFile[]): Promise<SourceFiles> {
  return {
    kindOf: (path) => files.kindOf(inTree(tree, path)),
    textOf: await readEach(wanted, (path) => files.readInside(tree.root, path, longestValueFile)),
  };
}

/** The files of a commit. */
export async function filesAt(commit: string, tree: Repository, wanted: readonly ValueFile[]): Promise<SourceFiles> {
  const kinds = kindsOf((await tree.tree(commit)).map(({ path }) => path));
  return {
    kindOf: (path) => kinds.get(path),
    textOf: await readEach(wanted, (path) => readAt(commit, path, tree)),
  };
}

async function readEach(wanted: readonly ValueFile[], read: (path: string) => Promise<FileText>): Promise<SourceFiles["textOf"]> {
  const paths = [...new Set(wanted.map(({ path }) => path))];
  const texts = new Map(await mapLimited(paths, parallelFiles, async (path) => [path, await read(path)] as const));
  return (path) => texts.get(path);
}

async function readAt(commit: string, path: string, tree: Repository): Promise<FileText> {
  if (!(await tree.resolve(commit, path))) return { fault: "outside" };
  const text = await tree.read(commit, path);
  if (text === undefined) return { fault: "unreadable" };
  return Buffer.byteLength(text) > longestValueFile ? { fault: "too long" } : { text };
}

/** Every path of a commit, and all their folders. */
function kindsOf(paths: readonly string[]): Map<string, "file" | "folder"> {
  const kinds = new Map<string, "file" | "folder">([[".", "folder"]]);
  for (const path of paths) {
    kinds.set(path, "file");
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (kinds.has(folder)) break;
      kinds.set(folder, "folder");
    }
  }
  return kinds;
}

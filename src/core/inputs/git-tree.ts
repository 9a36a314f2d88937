/** One file of a commit, as `git ls-tree -r` lists it. */
export interface TreeEntry {
  /** Relative to the repository's root, with `/`. */
  path: string;
  /** `100644`, `100755`, `120000` (symbolic link), `160000` (submodule). */
  mode: string;
  /** The blob's id; of a submodule, its commit. */
  id: string;
}

/** A file that differs between the build and the commit. */
export interface WorkTreeChange {
  path: string;
  kind: "modified" | "untracked" | "ignored" | "missing";
}

/**
 * The files in a folder of a commit, with paths relative to that folder. `.` is the root.
 * A folder inside a submodule has no entries of its own: the submodule represents it, under the
 * path `.`.
 */
export function filesUnder(tree: readonly TreeEntry[], folder: string): TreeEntry[] {
  if (folder === "." || folder === "") return [...tree];
  const start = `${folder}/`;
  const files = tree.filter(({ path }) => path.startsWith(start));
  if (files.length > 0) return files.map((entry) => ({ ...entry, path: entry.path.slice(start.length) }));
  const submodule = submoduleAround(tree, folder);
  return submodule ? [{ ...submodule, path: "." }] : [];
}

/** A file of a commit, or the submodule that contains it; undefined if there is neither. */
export function fileAt(tree: readonly TreeEntry[], path: string): TreeEntry | undefined {
  return tree.find((entry) => entry.path === path) ?? submoduleAround(tree, path);
}

function submoduleAround(tree: readonly TreeEntry[], path: string): TreeEntry | undefined {
  return tree.find((entry) => entry.mode === "160000" && (entry.path === path || path.startsWith(`${entry.path}/`)));
}

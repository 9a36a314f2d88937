import type { TreeEntry } from "../../core/inputs/git-tree.ts";
import { pathOf, recordsOf } from "./path.ts";
import { failed, type Git } from "./run.ts";

/** The files of a commit. */
export interface Tree {
  entries: TreeEntry[];
  byPath: Map<string, TreeEntry>;
}

/**
 * Lists the files of a commit. Only if git cannot, it asks why.
 * @param assertHere says that the commit is missing, if it is
 * @throws what `assertHere` throws, or else git's own failure
 */
export async function listTree(git: Git, commit: string, assertHere: () => Promise<void>): Promise<Tree> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", `${commit}^{commit}`];
  const listed = await git.run(args);
  if (listed.status !== 0) {
    await assertHere();
    throw failed(args, listed);
  }
  const entries = recordsOf(listed.stdout).map((record) => {
    const tab = record.indexOf(0x09); // {mode} {type} {id}\t{path}
    const [mode = "", , id = ""] = record.toString("latin1", 0, tab).split(" ");
    return { path: pathOf(record.subarray(tab + 1)), mode, id };
  });
  return { entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
}

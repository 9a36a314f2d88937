import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { WorkTreeChange } from "../../core/inputs/git-tree.ts";
import { pathOf, recordsOf } from "./path.ts";
import type { Git } from "./run.ts";

/**
 * What in a work tree its commit does not account for. Untracked and ignored folders come as one entry with a `/` at its end:
 * git does not look into them, so that a `node_modules` costs nothing.
 *
 * `git status` alone is not enough: it says nothing of files that a sparse checkout left out, of those that it was told to take
 * for unchanged, and of submodules that were not checked out.
 */
export async function changesOf(git: Git): Promise<WorkTreeChange[]> {
  const [status, index] = await Promise.all([
    git.output(["status", "--porcelain=v2", "-z", "--ignored=matching", "--untracked-files=normal", "--ignore-submodules=none"]),
    git.output(["ls-files", "-z", "-v", "-s"]),
  ]);
  const changes = new Map<string, WorkTreeChange>();
  for (const change of [...parseStatus(recordsOf(status)), ...(await unseen(git.folder, recordsOf(index)))]) {
    if (!changes.has(change.path)) changes.set(change.path, change);
  }
  return [...changes.values()];
}

/** git-status(1), "Porcelain Format Version 2", with `-z`: a renamed file's former path is a record of its own. */
function parseStatus(records: readonly Buffer[]): WorkTreeChange[] {
  const changes: WorkTreeChange[] = [];
  for (let at = 0; at < records.length; at++) {
    const record = records[at] ?? Buffer.alloc(0);
    const type = String.fromCharCode(record[0] ?? 0);
    if (type === "?" || type === "!") {
      changes.push({ path: pathOf(record.subarray(2)), kind: type === "?" ? "untracked" : "ignored" });
    } else if (type === "1" || type === "2" || type === "u") {
      const path = pathOf(afterFields(record, type === "1" ? 8 : type === "2" ? 9 : 10));
      const [inIndex = "", inTree = ""] = record.toString("latin1", 2, 4);
      changes.push({ path, kind: kindOf(inIndex, inTree) });
      if (type === "2") {
        const former = pathOf(records[++at] ?? Buffer.alloc(0));
        if (inIndex === "R") changes.push({ path: former, kind: "missing" });
      }
    }
  }
  return changes;
}

/** The two letters of git-status(1): what the index has otherwise than the commit, and the work tree otherwise than the index. */
function kindOf(inIndex: string, inTree: string): WorkTreeChange["kind"] {
  if (inIndex === "D" || inTree === "D") return "missing";
  return inIndex === "A" || inIndex === "R" || inIndex === "C" ? "untracked" : "modified";
}

/** What follows so many fields that end in a space. */
function afterFields(record: Buffer, fields: number): Buffer {
  let at = 0;
  for (let field = 0; field < fields; field++) at = record.indexOf(0x20, at) + 1;
  return record.subarray(at);
}

/** What git's index was told not to look at, and submodules that are not there. Records are `H 100644 {id} 0\t{path}`. */
async function unseen(root: string, records: readonly Buffer[]): Promise<WorkTreeChange[]> {
  const changes: WorkTreeChange[] = [];
  for (const record of records) {
    const tag = String.fromCharCode(record[0] ?? 0);
    const submodule = record.toString("latin1", 2, 8) === "160000";
    if (tag === "H" && !submodule) continue;
    const path = pathOf(record.subarray(record.indexOf(0x09) + 1));
    const there = await exists(join(root, path, submodule ? ".git" : ""));
    if (!there) changes.push({ path, kind: "missing" });
    else if (tag !== "H") changes.push({ path, kind: "modified" });
  }
  return changes;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

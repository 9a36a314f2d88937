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
  const left = records.values();
  for (const record of left) {
    const type = record.toString("latin1", 0, 1);
    changes.push(...changeIn(record, type));
    if (type !== movedType) continue;
    const former = left.next().value ?? Buffer.alloc(0);
    // A copy leaves the file that it was made from in place.
    if (lettersOf(record).inIndex === "R") changes.push({ path: pathOf(former), kind: "missing" });
  }
  return changes;
}

/** Renamed or copied. */
const movedType = "2";

/** Types of records about tracked files, with the fields that come before the path: changed in place, moved, in conflict. */
const fieldsBeforePath: Readonly<Record<string, number>> = { "1": 8, [movedType]: 9, u: 10 };

function changeIn(record: Buffer, type: string): WorkTreeChange[] {
  if (type === "?") return [{ path: pathOf(record.subarray(2)), kind: "untracked" }];
  if (type === "!") return [{ path: pathOf(record.subarray(2)), kind: "ignored" }];
  const fields = fieldsBeforePath[type];
  return fields === undefined ? [] : [{ path: pathOf(afterFields(record, fields)), kind: kindOf(lettersOf(record)) }];
}

function lettersOf(record: Buffer): { inIndex: string; inTree: string } {
  const [inIndex = "", inTree = ""] = record.toString("latin1", 2, 4);
  return { inIndex, inTree };
}

/** The two letters of git-status(1): what the index has otherwise than the commit, and the work tree otherwise than the index. */
function kindOf({ inIndex, inTree }: { inIndex: string; inTree: string }): WorkTreeChange["kind"] {
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

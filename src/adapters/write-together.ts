import { chmod, link, lstat, readFile, realpath, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Failure, failure } from "../core/lib/problems/problem.ts";
import type { FileToWrite } from "../ports/files.ts";
import { makeFolder } from "./make-folder.ts";
import { errorCode } from "./registry/transport/error-code.ts";
import { statsOf, wayOut } from "./way-out.ts";
import { isWithin } from "./within.ts";

/** Puts a finished temporary file in its place. A new file never replaces one that appeared meanwhile. */
export type PutInPlace = (temporary: string, target: string, isNew: boolean) => Promise<void>;

/** Undoes one step. */
type Undo = () => Promise<unknown>;

/** See `Files.writeTogether`. @throws Failure `file-unwritable` */
export async function writeTogether(folder: string, files: readonly FileToWrite[], put: PutInPlace = putInPlace): Promise<void> {
  const root = await realpath(folder);
  const undo: Undo[] = [];
  const temporaries: string[] = [];
  try {
    for (const file of files) await assertWritable(root, file);
    for (const file of files) temporaries.push(await prepare(root, file, undo));
    for (const [index, file] of files.entries()) await place(root, file, { temporary: temporaries[index] ?? "", undo, put });
  } catch (cause) {
    for (const step of undo.reverse()) await step().catch(() => {}); // the first fault is the one to tell
    throw cause instanceof Failure ? cause : unwritable(files, folder, cause);
  } finally {
    for (const temporary of temporaries) await rm(temporary, { force: true });
  }
}

/** Whether the file is still as it was read, and inside the folder. @throws Failure `file-unwritable` */
async function assertWritable(root: string, { path: file, before }: FileToWrite): Promise<void> {
  const target = path.resolve(root, file);
  if (!isWithin(root, target)) throw failure("file-unwritable", `${file} is outside ${root}, so Tagstream does not write it.`);
  const link = await wayOut(root, path.dirname(target));
  if (link !== undefined)
    throw failure(
      "file-unwritable",
      `${link} is a symbolic link that leads out of the checkout, so Tagstream does not write ${file}.`,
    );
  const stats = await statsOf(target);
  if (stats === undefined) {
    if (before === undefined) return;
    throw failure("file-unwritable", `${file} was removed since Tagstream read it. Run again.`);
  }
  if (!stats.isFile()) throw failure("file-unwritable", `${file} is no regular file, so it stays. Remove it, then run again.`);
  if (before === undefined)
    throw failure("file-unwritable", `${file} has appeared since Tagstream looked, so it stays. Run again.`);
  if ((await readFile(target, "utf8")) === before) return;
  throw failure("file-unwritable", `${file} has changed since Tagstream read it, so it stays. Run again.`);
}

/** Writes the text beside its place, in folders that it makes. @returns the temporary file */
async function prepare(root: string, { path: file, text, before }: FileToWrite, undo: Undo[]): Promise<string> {
  const target = path.join(root, file);
  const folder = path.dirname(target);
  const first = await makeFolder(folder);
  if (first !== undefined) undo.push(() => removeEmpty(folder, path.dirname(first)));
  const temporary = `${target}.${process.pid}.tmp`;
  await writeFile(temporary, text, { flag: "wx" }); // never through a link
  undo.push(() => rm(temporary, { force: true }));
  if (before !== undefined) await chmod(temporary, (await lstat(target)).mode);
  return temporary;
}

interface Placing {
  temporary: string;
  undo: Undo[];
  put: PutInPlace;
}

async function place(root: string, { path: file, before }: FileToWrite, { temporary, undo, put }: Placing): Promise<void> {
  const target = path.join(root, file);
  const old = before === undefined ? undefined : await readFile(target);
  await put(temporary, target, before === undefined);
  undo.push(() => (old === undefined ? rm(target, { force: true }) : writeFile(target, old)));
}

async function putInPlace(temporary: string, target: string, isNew: boolean): Promise<void> {
  if (!isNew) return rename(temporary, target);
  try {
    await link(temporary, target); // fails if the file exists, unlike a rename
  } catch (error) {
    // A file system without hard links.
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP", "EMLINK"].includes(errorCode(error))) throw error;
    await rename(temporary, target);
  }
}

/** Removes folders that are empty, from the inside to the folder that was there before. */
async function removeEmpty(folder: string, until: string): Promise<void> {
  for (let at = folder; at !== until; at = path.dirname(at)) await rmdir(at);
}

function unwritable(files: readonly FileToWrite[], folder: string, cause: unknown): Failure {
  const names = files.map(({ path: file }) => file).join(" and ");
  const message = `Could not write ${names} in ${folder}, so nothing was written. Check the folder's permissions, and the space on the disk.`;
  return failure("file-unwritable", message, { cause });
}

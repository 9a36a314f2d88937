import { randomBytes } from "node:crypto";
import { access, constants, readdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Failure, failure } from "../core/lib/problems/problem.ts";
import { makeFolder } from "./make-folder.ts";
import { statsOf, wayOut } from "./way-out.ts";
import { whyUnwritable } from "./why-unwritable.ts";
import { isWithin } from "./within.ts";

/** See `Files.prepareFolder`. @throws Failure `file-unwritable` */
export async function prepareFolder(folder: string): Promise<string> {
  const absolute = path.resolve(folder);
  try {
    await makeFolder(absolute);
    await access(absolute, constants.W_OK | constants.X_OK);
    return await realpath(absolute);
  } catch (cause) {
    throw failure("file-unwritable", `Could not write into ${absolute}: ${whyUnwritable(cause)}`, { cause });
  }
}

/** See `Files.replaceTogether`. @throws Failure `file-unwritable` */
export async function replaceTogether(
  folder: string,
  files: readonly { path: string; text: string }[],
  useless: readonly string[] = [],
): Promise<void> {
  const root = await prepareFolder(folder);
  // Hidden, as servers and uploads leave such files out; two runs may write here at once.
  const own = `.tagstream-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
  const temporaryOf = (file: string): string => path.join(root, path.dirname(file), `${own}.${path.basename(file)}`);
  const work = async (file: string, step: () => Promise<unknown>): Promise<void> => {
    await step().catch((cause: unknown) => {
      if (cause instanceof Failure) throw cause;
      throw failure("file-unwritable", `Could not write ${path.join(root, file)}: ${whyUnwritable(cause)}`, { cause });
    });
  };
  try {
    for (const { path: file, text } of files) {
      await work(file, async () => {
        await prepare(root, file);
        await writeFile(temporaryOf(file), text, { flag: "wx" }); // never through a link
      });
    }
    for (const { path: file } of files) await work(file, () => rename(temporaryOf(file), path.join(root, file)));
    for (const folder of new Set(files.map((one) => path.dirname(path.join(root, one.path))))) await removeLeftovers(folder);
    for (const file of useless) await removeInside(root, file);
  } finally {
    for (const { path: file } of files) await rm(temporaryOf(file), { force: true }).catch(() => {}); // its folder may be no folder
  }
}

/** A run takes minutes: an older file is one of a run that was killed. */
const leftAfter = 60 * 60 * 1000;

/** Removes the files that killed runs left in a folder. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []); // whoever may write there need not read
  for (const name of names) {
    if (!/^\.tagstream-\d+-[0-9a-f]{12}\.tmp\./.test(name)) continue;
    const stats = await statsOf(path.join(folder, name));
    const isLeft = stats?.isFile() && Date.now() - stats.mtimeMs > leftAfter;
    if (isLeft) await rm(path.join(folder, name), { force: true }).catch(() => {}); // another user's
  }
}

/** Removes a file of the folder. Whatever is not one stays, and so does one that cannot go. */
async function removeInside(root: string, file: string): Promise<void> {
  const target = path.join(root, file);
  try {
    await assertInside(root, path.dirname(target), file);
    if ((await statsOf(target))?.isFile()) await rm(target, { force: true });
  } catch {
    // It harms nothing that is new.
  }
}

/** Makes the file's folder, inside the root, and looks at what is in its place. */
async function prepare(root: string, file: string): Promise<void> {
  const target = path.join(root, file);
  await assertInside(root, path.dirname(target), file);
  await makeFolder(path.dirname(target));
  const stats = await statsOf(target);
  // A rename replaces a link itself, and never what it leads to.
  if (stats === undefined || stats.isFile() || stats.isSymbolicLink()) return;
  throw failure("file-unwritable", `Could not write ${target}: it is no regular file. Remove it, then run again.`);
}

/** No symbolic link on the way to a folder may lead out of the root. */
async function assertInside(root: string, folder: string, file: string): Promise<void> {
  const link = await wayOut(root, folder);
  if (isWithin(root, folder) && link === undefined) return;
  const name = link ?? path.relative(root, folder);
  const message = `Could not write ${file}: ${name} is a symbolic link that leads out of ${root}. Remove it, then run again.`;
  throw failure("file-unwritable", message);
}

import { chmod, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Failure, failure } from "../core/lib/problems/problem.ts";
import { compareTexts } from "../core/lib/text/compare-texts.ts";
import type { FileBytes } from "../ports/files.ts";
import { Git } from "./git/run.ts";
import { statsOf } from "./way-out.ts";

/** See `Files.listed`. @throws Failure `file-unreadable` */
export async function listedIn(folder: string): Promise<string[]> {
  const stats = await statsOf(folder);
  if (!stats?.isDirectory() && !stats?.isSymbolicLink())
    throw failure("file-unreadable", `The folder ${folder} does not exist. Relative paths start from ${process.cwd()}.`);
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { status, stdout } = await new Git(folder).run(args);
  const paths = status === 0 ? stdout.toString().split("\0").slice(0, -1) : await walked(folder);
  return [...new Set(paths)].sort(compareTexts); // a file with a conflict is listed three times
}

/** All files below a folder without git. Links are no files here. */
async function walked(folder: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (within: string): Promise<void> => {
    const entries = await readdir(path.join(folder, within), { withFileTypes: true }).catch((cause: unknown) => {
      throw failure("file-unreadable", `The folder ${path.join(folder, within)} cannot be read.`, { cause });
    });
    for (const entry of entries) {
      const inner = within === "" ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== ".git") await look(inner);
      else if (entry.isFile()) found.push(inner);
    }
  };
  await look("");
  return found;
}

/** See `Files.bytes`. */
export async function bytesOf(folder: string, file: string, longest: number): Promise<FileBytes> {
  try {
    const stats = await statsOf(path.join(folder, file));
    if (!stats) return { fault: "absent" };
    if (!stats.isFile()) return { fault: "no file" };
    if ((await linkBefore(folder, file)) !== undefined) return { fault: "behind a link" };
    return stats.size > longest ? { fault: "too long" } : { bytes: await readFile(path.join(folder, file)) };
  } catch {
    return { fault: "unreadable" };
  }
}

/** See `Files.replace`. @throws Failure `file-unwritable` */
export async function replaceBytes(folder: string, file: string, before: Uint8Array, after: Uint8Array): Promise<void> {
  const target = path.join(folder, file);
  const temporary = `${target}.${process.pid}.tmp`;
  const link = await linkBefore(folder, file);
  if (link !== undefined) {
    const message = `${target} stays: ${link} is a symbolic link, and may lead out of ${folder}. Write there yourself, or leave the file out in \`files\`.`;
    throw failure("file-unwritable", message);
  }
  const mode = await modeOf(target);
  try {
    await writeFile(temporary, after, { flag: "wx" }); // never through a link
    await chmod(temporary, mode);
    // Last, because registries were asked in between, which takes time.
    const isSame = before.length === (await statsOf(target))?.size && Buffer.compare(before, await readFile(target)) === 0;
    if (!isSame) throw failure("file-unwritable", `${target} has changed since Tagstream read it, so it stays. Run again.`);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause instanceof Failure) throw cause;
    throw failure("file-unwritable", `Could not write ${target}. Check its permissions, and the space on the disk.`, { cause });
  }
}

/**
 * The folder on the way to a file that has become a symbolic link; undefined without one. Git has
 * nothing behind a link, and what is there may be no part of the folder.
 */
async function linkBefore(folder: string, file: string): Promise<string | undefined> {
  const parts = file.split("/").slice(0, -1);
  for (const [index] of parts.entries()) {
    const inner = parts.slice(0, index + 1).join("/");
    if ((await statsOf(path.join(folder, inner)))?.isSymbolicLink()) return inner;
  }
  return undefined;
}

/** The mode of a file that may be written: a rename asks only the folder. @throws Failure `file-unwritable` */
async function modeOf(target: string): Promise<number> {
  const stats = await statsOf(target);
  if (!stats?.isFile()) throw failure("file-unwritable", `Could not write ${target}: it is no regular file any more.`);
  if ((stats.mode & 0o222) !== 0) return stats.mode;
  throw failure(
    "file-unwritable",
    `${target} is read-only, so it stays. Make it writable (\`chmod u+w\`), or leave it out in \`files\`.`,
  );
}

import { type Stats, statSync } from "node:fs";
import { readdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { maximumDocumentLength } from "../core/lib/json-document.ts";
import { type Failure, failure } from "../core/lib/problems/problem.ts";
import type { Files } from "../ports/files.ts";
import { makeFolder } from "./make-folder.ts";
import { whyUnwritable } from "./why-unwritable.ts";

/** Files of this machine; relative paths start from the process's folder. */
export function createFiles(): Files {
  return {
    async read(file) {
      const problem = (cause: unknown): Failure => unreadable(file, cause);
      const stats = await stat(file).catch((error: unknown) => {
        throw problem(error);
      });
      // A pipe would block the reader, and a long text takes several times its size in memory.
      if (!stats.isFile() || stats.size > longest) throw problem(undefined);
      return readFile(file, "utf8").catch((error: unknown) => {
        throw problem(error);
      });
    },
    readInside,
    kindOf(file) {
      const stats = statsOf(file);
      return stats?.isFile() ? "file" : stats?.isDirectory() ? "folder" : undefined;
    },
    write,
    async find(folder, name, report) {
      const found: string[] = [];
      const look = async (within: string): Promise<void> => {
        const entries = await readdir(within, { withFileTypes: true }).catch((error: unknown) => {
          if (codeOf(error) !== "ENOENT") report(within, unreadable(within, error));
          return [];
        });
        for (const entry of entries) {
          const inner = path.join(within, entry.name);
          if (entry.isDirectory()) await look(inner);
          else if ((entry.isFile() || entry.isSymbolicLink()) && name.test(entry.name)) found.push(inner);
        }
      };
      await look(path.resolve(folder));
      return found.sort();
    },
    // Most commands never look into a folder of deployed files.
    listed: async (folder) => (await import("./folder-files.ts")).listedIn(folder),
    bytes: async (...of) => (await import("./folder-files.ts")).bytesOf(...of),
    replace: async (...of) => (await import("./folder-files.ts")).replaceBytes(...of),
    prepareFolder: async (folder) => (await import("./replace-together.ts")).prepareFolder(folder),
    replaceTogether: async (...of) => (await import("./replace-together.ts")).replaceTogether(...of),
    writeTogether: async (folder, files) => (await import("./write-together.ts")).writeTogether(folder, files),
  };
}

/** See `Files.write`. @throws Failure `file-unwritable` */
async function write(file: string, text: string): Promise<string> {
  const absolute = path.resolve(file);
  try {
    await makeFolder(path.dirname(absolute));
    const temporary = `${absolute}.${process.pid}.tmp`;
    await writeFile(temporary, text);
    await rename(temporary, absolute);
  } catch (cause) {
    throw failure("file-unwritable", `Could not write ${absolute}: ${whyUnwritable(cause)}`, { cause });
  }
  return absolute;
}

async function readInside(folder: string, relative: string, limit: number): ReturnType<Files["readInside"]> {
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(path.join(folder, relative))]);
    if (!file.startsWith(`${root}${path.sep}`)) return { fault: "outside" };
    const stats = await stat(file);
    if (!stats.isFile()) return { fault: "unreadable" };
    return stats.size > limit ? { fault: "too long" } : { text: await readFile(file, "utf8") };
  } catch {
    return { fault: "unreadable" };
  }
}

/** Bytes: the longest document that Tagstream accepts. */
const longest = 4 * maximumDocumentLength;

function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // a loop of links, or a forbidden folder
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function unreadable(file: string, cause: unknown): Failure {
  const code = codeOf(cause);
  const why =
    cause === undefined
      ? `is not a regular file, or is longer than ${longest} bytes`
      : code === "ENOENT"
        ? "does not exist"
        : code === "EACCES"
          ? "is not readable by this user"
          : "cannot be read";
  return failure("file-unreadable", `${file} ${why}. Relative paths start from ${process.cwd()}.`, { cause });
}

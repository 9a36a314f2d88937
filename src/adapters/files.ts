import { statSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Failure, failure } from "../core/problem.ts";
import type { Files } from "../ports.ts";

/** Files of this machine; relative paths start from the process's folder. */
export function createFiles(): Files {
  return {
    async read(file) {
      try {
        return await readFile(file, "utf8");
      } catch (error) {
        throw unreadable(file, error);
      }
    },
    kindOf(file) {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats?.isFile() ? "file" : stats?.isDirectory() ? "folder" : undefined;
    },
    async write(file, text) {
      const absolute = path.resolve(file);
      await mkdir(path.dirname(absolute), { recursive: true });
      const temporary = `${absolute}.${process.pid}.tmp`;
      await writeFile(temporary, text);
      await rename(temporary, absolute);
      return absolute;
    },
    async find(folder, name) {
      try {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile() && name.test(entry.name))
          .map((entry) => path.resolve(entry.parentPath, entry.name))
          .sort();
      } catch (error) {
        throw unreadable(folder, error);
      }
    },
  };
}

function unreadable(file: string, cause: unknown): Failure {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const why = code === "ENOENT" ? "is not there" : code === "EACCES" ? "may not be read" : "cannot be read";
  return failure("file-unreadable", `${file} ${why}. Relative paths start from ${process.cwd()}.`, { cause });
}

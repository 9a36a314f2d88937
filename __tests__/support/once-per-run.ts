import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Work that takes long and that several test files need: the first file of a run does it, and the
 * others wait for it. Returns what the work returned, which JSON has to hold. Others read what the
 * work made, so no test may change that.
 */
export async function oncePerRun<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = process.env["TAGSTREAM_TEST_SHARED"]; // see tools/jest-shared.mjs
  if (folder === undefined) throw new Error("TAGSTREAM_TEST_SHARED is not set. Start the tests with jest.");
  const result = path.join(folder, `${name}.json`);
  const turn = path.join(folder, `${name}.turn`);
  while (!existsSync(result)) {
    if (!take(turn)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    try {
      if (existsSync(result)) break;
      writeFileSync(`${result}.new`, JSON.stringify(await work()));
      renameSync(`${result}.new`, result);
    } finally {
      rmdirSync(turn);
    }
  }
  return JSON.parse(readFileSync(result, "utf8")) as T;
}

/** Where all programs of one run keep what Node compiled: compiling the bundle costs each start a fifth of its work. */
export function compileCache(): NodeJS.ProcessEnv {
  const folder = process.env["TAGSTREAM_TEST_SHARED"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: path.join(folder, "compiled") };
}

/** Whether the turn is ours: only one process can make a folder. */
function take(turn: string): boolean {
  try {
    mkdirSync(turn);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

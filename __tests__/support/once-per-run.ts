import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
      rmSync(turn, { recursive: true });
    }
  }
  return JSON.parse(readFileSync(result, "utf8")) as T;
}

/** Where all programs of one run keep what Node compiled: compiling the bundle costs each start a fifth of its work. */
export function compileCache(): NodeJS.ProcessEnv {
  const folder = process.env["TAGSTREAM_TEST_SHARED"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: path.join(folder, "compiled") };
}

/** Whether the turn is ours: only one process can make a folder. Nobody waits for a process that has ended meanwhile. */
function take(turn: string): boolean {
  if (make(turn)) {
    writeFileSync(holderOf(turn), String(process.pid));
    return true;
  }
  const holder = existsSync(holderOf(turn)) ? Number(readFileSync(holderOf(turn), "utf8")) : 0;
  if (holder > 0 && !isAlive(holder) && make(`${turn}-after-${holder}`)) rmSync(turn, { recursive: true, force: true });
  return false;
}

const holderOf = (turn: string): string => path.join(turn, "process");

function make(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";

/**
 * A program of its own from a piece of TypeScript that imports ours (`./src/…`): for what a test cannot do to its own process.
 * Inside node_modules, so that packages left out of the bundle still resolve.
 */
export async function makeProgram(contents: string): Promise<{ path: string; dispose(): Promise<void> }> {
  const folder = await mkdtemp(resolve("node_modules/.test-"));
  const path = join(folder, "main.mjs");
  const stdin = { contents, resolveDir: resolve("."), loader: "ts" as const };
  await build({ stdin, outfile: path, bundle: true, packages: "external", platform: "node", target: "node20", format: "esm" });
  return { path, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** Whether a process is there, and is not just waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until something holds, for at most so many milliseconds; whether it does. */
export async function eventually(condition: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    if (await condition()) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return condition();
}

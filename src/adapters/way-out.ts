import type { Stats } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./registry/transport/error-code.ts";
import { isWithin } from "./within.ts";

/**
 * The symbolic link on the way to a folder that leads out of the root, relative to the root; undefined
 * without one. Of a folder that is still to be made, the deepest one above it that exists tells.
 * @param root a real path
 */
export async function wayOut(root: string, folder: string): Promise<string | undefined> {
  let at = folder;
  while ((await statsOf(at)) === undefined) at = path.dirname(at);
  const real = await realpath(at).catch(() => undefined); // a link to nothing
  return real !== undefined && isWithin(root, real) ? undefined : path.relative(root, at);
}

/** What stands at a path, without following a link there; undefined if nothing does. */
export function statsOf(file: string): Promise<Stats | undefined> {
  return lstat(file).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return undefined;
    throw error;
  });
}

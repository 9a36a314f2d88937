import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./registry/transport/error-code.ts";

/**
 * Makes a folder, and those above it that are missing. Returns the first one that it made, or
 * undefined if the folder was there.
 *
 * Node's own `recursive` never ends where the system answers ENOENT for a new folder in one that
 * exists, as Linux does in /proc.
 * @throws Error as `mkdir` does, with its code
 */
export async function makeFolder(folder: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !(await exists(at)); at = path.dirname(at)) missing.push(at);
  for (const one of missing.toReversed()) await makeOne(one);
  if (missing.length === 0) await makeOne(folder); // something else than a folder may stand there
  return missing.at(-1);
}

async function exists(place: string): Promise<boolean> {
  try {
    await stat(place);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** Another process may have made it meanwhile. */
async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (errorCode(error) !== "EEXIST" || !(await stat(folder)).isDirectory()) throw error;
  }
}

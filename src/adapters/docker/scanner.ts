import { constants, createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { Exit, ScanFiles, Scanned } from "../../ports/containers.ts";
import { errorCode } from "../registry/transport/error-code.ts";

/**
 * Runs a scanner with its two files, in a folder of their own that is removed afterwards.
 * @param run gets the variables that name the files
 */
export async function runScanner(
  { list, longest }: ScanFiles,
  run: (env: Record<string, string>) => Promise<Exit>,
): Promise<Scanned> {
  const folder = await mkdtemp(join(tmpdir(), "tagstream-scan-")); // mkdtemp sets mode 0700
  const sbom = join(folder, "sbom.spdx.json");
  const path = join(folder, "report.json");
  try {
    if (list) await write(list, sbom);
    const exit = await run({ TAGSTREAM_REPORT: path, ...(list ? { TAGSTREAM_SBOM: sbom } : {}) });
    const report = await read(path, longest);
    return { exit, ...(report === undefined ? {} : { report }) };
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined); // what it put there may resist
  }
}

/** @throws Failure those of the list, and `scan-failed` for a full disk */
async function write(list: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  try {
    await pipeline(list, createWriteStream(path));
  } catch (error) {
    if (error instanceof Failure || errorCode(error) === "") throw error;
    throw failure("scan-failed", `the list of packages cannot be written to ${path}: ${errorCode(error)}`);
  }
}

/**
 * The text of a report. Follows no link and waits for no pipe: a stranger's script may have put one
 * there, and this process may read more than the script.
 */
async function read(path: string, longest: number): Promise<Scanned["report"]> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return errorCode(error) === "ENOENT" ? undefined : { unreadable: "is not a readable file" };
  }
  try {
    const found = await file.stat();
    if (!found.isFile()) return { unreadable: "is not a file" };
    if (found.size > longest) return { unreadable: `is longer than ${longest} bytes` };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size), 0, found.size, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

import type { Files } from "../../ports/files.ts";
import type { PinTargetRepository, TargetFile } from "../../ports/pin-targets.ts";

/** Reads a file of a commit. */
export type ReadFile = (file: TargetFile) => Promise<Uint8Array>;

/**
 * Reads files of a commit from a checkout of the same repository, where their bytes are the same.
 * Others cost a request each, and a token has 1,000 in an hour.
 * @param folder the checkout's root
 */
export function readNear(
  folder: string,
  files: Pick<Files, "bytes">,
  repository: Pick<PinTargetRepository, "read" | "isContent">,
): ReadFile {
  return async (file) => {
    const near = await files.bytes(folder, file.path, file.size);
    return "bytes" in near && (await repository.isContent(file, near.bytes)) ? near.bytes : repository.read(file);
  };
}

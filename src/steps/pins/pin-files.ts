import { mapLimited } from "../../core/lib/parallel.ts";
import { utf8Text } from "../../core/lib/text/text-encoding.ts";
import { count } from "../../core/lib/text/words.ts";
import type { Files } from "../../ports/files.ts";
import type { TargetTip } from "../../ports/pin-targets.ts";
import { matcherOf, type PathMatch } from "./globs.ts";
import { linkedFiles } from "./links.ts";
import type { ReadFile } from "./near-files.ts";

/** Bytes: no file that people write is longer. */
const longest = 1024 * 1024;
/** Files to read at the same time. */
const parallelReads = 8;

/** A folder, or a commit of a repository, whose files name images. */
export interface PinSource {
  /** Paths from its root; with the size in bytes, where it is known before the file is read. */
  list(): Promise<readonly { path: string; size?: number }[]>;
  /** The bytes of a listed file, or why it is left; undefined if it is no file, or gone. @throws Failure */
  read(path: string): Promise<{ bytes: Uint8Array } | { reason: string } | undefined>;
  /** The listed files that wanted links lead to. @throws Failure */
  linked?(isWanted: PathMatch): Promise<ReadonlySet<string>>;
}

/** A file that may name images. */
export interface PinFile {
  path: string;
  text: string;
}

/** A file that nothing looked into. */
export interface SkippedFile {
  path: string;
  /** A clause for people. */
  reason: string;
}

export interface PinFiles {
  files: readonly PinFile[];
  skipped: readonly SkippedFile[];
}

const tooLong = `it is larger than ${count(longest / 1024 / 1024, "MiB", "MiB")}`;

/** The work tree's files in a folder: what git tracks, with edits, and what it does not ignore. */
export function folderSource(folder: string, files: Files): PinSource {
  return {
    list: async () => (await files.listed(folder)).map((path) => ({ path })),
    async read(path) {
      const found = await files.bytes(folder, path, longest);
      if ("bytes" in found) return found;
      if (found.fault === "too long") return { reason: tooLong };
      if (found.fault === "behind a link") return { reason: "a folder on its way is a symbolic link now" };
      return found.fault === "unreadable" ? { reason: "it cannot be read" } : undefined;
    },
  };
}

/** The files of a branch's tip. Each is read once: none of them changes. */
export function tipSource(tip: TargetTip, read: ReadFile): PinSource {
  const byPath = new Map(tip.files.map((file) => [file.path, file]));
  const known = new Map<string, Promise<Uint8Array>>();
  return {
    list: async () => tip.files,
    async read(path) {
      const file = byPath.get(path);
      if (!file) return undefined;
      const bytes = known.get(path) ?? read(file);
      known.set(path, bytes);
      return { bytes: await bytes };
    },
    linked: (isWanted) => linkedFiles(tip, isWanted, read),
  };
}

/**
 * The files that globs name, in the order of their paths. Leaves out what is no text.
 * @param withLinked also the files that links lead to: to know what they name, never to change them
 * @throws Failure if a file of a repository cannot be read
 */
export async function readPinFiles(source: PinSource, globs: readonly string[], withLinked = false): Promise<PinFiles> {
  const isWanted = await matcherOf(globs);
  const linked = withLinked ? await source.linked?.(isWanted) : undefined;
  const listed = (await source.list()).filter(({ path }) => isWanted(path) || linked?.has(path));
  const read = await mapLimited(listed, parallelReads, async ({ path, size = 0 }) => {
    const found = size > longest ? { reason: tooLong } : await source.read(path);
    if (!found) return undefined;
    const text = "bytes" in found ? utf8Text(found.bytes) : undefined;
    if (text !== undefined) return { path, text };
    return { path, reason: "reason" in found ? found.reason : "it is no text in UTF-8" };
  });
  const all = read.filter((file) => file !== undefined);
  return {
    files: all.flatMap((file) => ("text" in file ? [{ path: file.path, text: file.text ?? "" }] : [])),
    skipped: all.flatMap((file) => ("reason" in file ? [{ path: file.path, reason: file.reason ?? "" }] : [])),
  };
}

import { createHash } from "node:crypto";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { ImageFile, ImageFiles } from "../../../core/unchanged/image-file.ts";
import { readTar } from "./tar.ts";
import type { TarEntry } from "./tar-header.ts";

/**
 * The files in a container's exported file system, with the sha256 of each.
 * @throws Failure `test-daemon` if the archive is unreadable, cut or ambiguous
 */
export async function imageFilesIn(archive: AsyncIterable<Uint8Array>): Promise<ImageFiles> {
  const files = new Map<string, ImageFile>();
  await readTar(archive, async (entry, content) => {
    const path = pathOf(entry.name);
    if (files.has(path)) throw failure("test-daemon", `docker exported an image with two files at ${JSON.stringify(path)}.`);
    files.set(path, entry.type === "1" ? linked(entry, files) : await fileOf(entry, content));
  });
  return files;
}

/** A hard link is one more path of a file before it. */
function linked({ name, linkName }: TarEntry, files: ImageFiles): ImageFile {
  const file = files.get(pathOf(linkName));
  if (file) return file;
  throw failure("test-daemon", `docker exported an image in which ${JSON.stringify(name)} is a link to no file.`);
}

const types: Readonly<Record<string, ImageFile["type"]>> = {
  "0": "file",
  "2": "link",
  "3": "character device",
  "4": "block device",
  "5": "directory",
  "6": "pipe",
};

async function fileOf(entry: TarEntry, content: AsyncIterable<Uint8Array>): Promise<ImageFile> {
  const type = types[entry.type];
  if (!type) throw failure("test-daemon", `docker exported an image with an entry of the unknown type "${entry.type}".`);
  const attributes = [...entry.attributes].map((pair) => pair.join("=")).sort();
  return {
    type,
    mode: entry.mode & 0o7777,
    owner: `${entry.uid}:${entry.gid}`,
    ...(type === "file" ? { content: await sha256Of(entry, content) } : {}),
    ...(type === "link" ? { target: entry.linkName } : {}),
    ...(type.endsWith("device") ? { device: `${entry.major}:${entry.minor}` } : {}),
    ...(attributes.length === 0 ? {} : { attributes: attributes.join("\n") }),
  };
}

async function sha256Of({ name, size }: TarEntry, content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  let length = 0;
  for await (const piece of content) {
    hash.update(piece);
    length += piece.length;
  }
  if (length === size) return hash.digest("hex");
  throw failure("test-daemon", `docker stopped in the middle of exporting ${JSON.stringify(name)}. Run again.`);
}

/** `/etc/passwd` of `./etc/passwd`, `/` of `./`. */
function pathOf(name: string): string {
  return `/${name.replace(/^(?:\.?\/)+|^\.$/, "").replace(/\/+$/, "")}`;
}

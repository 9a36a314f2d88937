import { lstat, open, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { IgnoreRules } from "../../core/inputs/dockerignore.ts";
import type { TreeEntry } from "../../core/inputs/git-tree.ts";
import { algorithmOf, beginBlobId } from "./blob-id.ts";
import { pathOf } from "./path.ts";

/**
 * The files of a build, or the reason for having no hash: `generated/version.txt is not in the
 * commit`.
 */
export type FilesOrReason = { files: TreeEntry[] } | { none: string };

/** A build context in a work tree. */
export interface ContextFolder {
  /** Absolute path of the work tree's root. */
  root: string;
  /** Relative to the root; `.` is the root. */
  folder: string;
  rules: IgnoreRules;
  /** The commit's files and submodules, by path. */
  tracked: ReadonlyMap<string, TreeEntry>;
}

interface Entry {
  name: string;
  isFolder: boolean;
}

/** Files to read at the same time. */
const readers = 16;
/** Bytes to read at a time. */
const chunk = 256 * 1024;
/** Permissions under umask 022, as on GitHub's runners: these need no line in the hash. */
const usualFolder = "040755";
/** A pointer's first line; git-lfs writes no longer pointers. */
const pointer = { begins: "version https://git-lfs.github.com/spec/v1\n", longest: 1024 };

/**
 * The files that BuildKit receives from a build context: bytes and permissions as in the work tree,
 * whatever git's attributes, filters and settings made of the blobs. Unchanged files keep the
 * commit's entries; changed ones get the id that git would give their raw bytes. Folders get
 * entries only if empty or with unusual permissions.
 */
export async function receivedFiles(context: ContextFolder): Promise<FilesOrReason> {
  const walk = new Walk(context);
  await walk.enter("");
  await walk.read();
  if (walk.reason !== undefined) return { none: walk.reason };
  return { files: walk.files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/**
 * A file of the work tree as the build reads it, under the name `path`, or the reason for having no
 * hash. The caller has followed symbolic links.
 */
export async function receivedFile(file: string, shown: string, { mode, id }: TreeEntry, path: string): Promise<FilesOrReason> {
  const content = await contentOf(file, algorithmOf(id)).catch(() => undefined);
  if (!content) return { none: `${shown} cannot be read` };
  if (content.isPointer) return { none: pointerReason(shown) };
  return { files: [{ path, mode: mode === "160000" ? "100644" : mode, id: content.id }] };
}

class Walk {
  readonly files: TreeEntry[] = [];
  /** The first file that prevents a hash. */
  reason: string | undefined;
  readonly #context: ContextFolder;
  readonly #algorithm: string;
  readonly #unread: string[] = [];

  constructor(context: ContextFolder) {
    this.#context = context;
    const [first] = context.tracked.values();
    this.#algorithm = algorithmOf(first?.id ?? "");
  }

  /** Reads what `enter` found. */
  async read(): Promise<void> {
    const reasons = new Map<string, string>();
    const queue = this.#unread.values();
    const reader = async () => {
      for (const path of queue) {
        const entry = await this.#entryOf(path).catch(() => ({ none: `${this.#shown(path)} cannot be read` }));
        if ("none" in entry) reasons.set(path, entry.none);
        else this.files.push(entry);
      }
    };
    await Promise.all(Array.from({ length: readers }, reader));
    const [first] = [...reasons.keys()].sort();
    if (first !== undefined) this.reason ??= reasons.get(first);
  }

  /** Returns whether the build receives anything in a folder. */
  async enter(folder: string): Promise<boolean> {
    let received = false;
    for (const { name, isFolder } of await this.#list(folder)) {
      if (this.reason !== undefined) break;
      if (this.#isGits(folder, name)) continue;
      const path = folder === "" ? name : `${folder}/${name}`;
      const isReceived = isFolder ? await this.#addFolder(path) : this.#addFile(path);
      received ||= isReceived;
    }
    return received;
  }

  async #list(folder: string): Promise<Entry[]> {
    const at = bytesOf(join(this.#context.root, this.#context.folder, folder));
    const entries = await readdir(at, { withFileTypes: true, encoding: "buffer" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") this.reason ??= `${this.#shown(folder)} cannot be read`; // any doubt prevents the hash
      return [];
    });
    return entries.map((entry) => ({ name: pathOf(entry.name), isFolder: entry.isDirectory() })).sort(byName);
  }

  async #addFolder(path: string): Promise<boolean> {
    const { rules } = this.#context;
    if (rules.skips(path)) return false;
    const hasFiles = await this.enter(path);
    if (!hasFiles && !rules.includes(path)) return false;
    const stats = await lstat(this.#absolute(path));
    const mode = `040${permissions(stats.mode)}`;
    if (!hasFiles || mode !== usualFolder) this.files.push({ path, mode, id: "" });
    return true;
  }

  #addFile(path: string): boolean {
    const { rules, tracked } = this.#context;
    if (!rules.includes(path)) return false;
    const whole = this.#whole(path);
    if (tracked.has(whole) || this.#isInSubmodule(whole)) this.#unread.push(path);
    else this.reason = `${this.#shown(path)} is not in the commit`;
    return true;
  }

  async #entryOf(path: string): Promise<TreeEntry | { none: string }> {
    const at = this.#absolute(path);
    const stats = await lstat(at);
    if (stats.isSymbolicLink()) {
      const target = await readlink(at, { encoding: "buffer" });
      return { path, mode: "120000", id: beginBlobId(this.#algorithm, target.length).update(target).digest("hex") };
    }
    if (!stats.isFile()) return { none: `${this.#shown(path)} is neither a file nor a symbolic link` };
    const { id, isPointer } = await contentOf(at, this.#algorithm);
    return isPointer ? { none: pointerReason(this.#shown(path)) } : { path, mode: `100${permissions(stats.mode)}`, id };
  }

  /** `.git` of the repository and of its submodules is not an input (decision 12). */
  #isGits(folder: string, name: string): boolean {
    if (name !== ".git") return false;
    const whole = this.#whole(folder);
    return whole === "" || this.#context.tracked.get(whole)?.mode === "160000" || this.#isInSubmodule(whole);
  }

  #isInSubmodule(whole: string): boolean {
    for (let slash = whole.lastIndexOf("/"); slash > 0; slash = whole.lastIndexOf("/", slash - 1)) {
      if (this.#context.tracked.get(whole.slice(0, slash))?.mode === "160000") return true;
    }
    return false;
  }

  /** A path of the context, relative to the repository's root. */
  #whole(path: string): string {
    const { folder } = this.#context;
    return folder === "." ? path : path === "" ? folder : `${folder}/${path}`;
  }

  #shown(path: string): string {
    return this.#whole(path) || ".";
  }

  #absolute(path: string): Buffer {
    return bytesOf(join(this.#context.root, this.#context.folder, path));
  }
}

async function contentOf(file: string | Buffer, algorithm: string): Promise<{ id: string; isPointer: boolean }> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const hash = beginBlobId(algorithm, size);
    const buffer = Buffer.allocUnsafe(Math.min(size + 1, chunk));
    let isPointer = false;
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      if (at === 0) isPointer = size <= pointer.longest && piece.toString("latin1").startsWith(pointer.begins);
      hash.update(piece);
      at += bytesRead;
    }
    return { id: hash.digest("hex"), isPointer };
  } finally {
    await handle.close();
  }
}

function pointerReason(path: string): string {
  return `${path} is a Git LFS pointer without its content: add \`lfs: true\` to actions/checkout, or run \`git lfs pull\``;
}

function permissions(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(3, "0");
}

function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : 1;
}

/** The bytes of a path, with the surrogates of `pathOf` turned back. */
function bytesOf(path: string): Buffer {
  if (!/[\udc80-\udcff]/.test(path)) return Buffer.from(path);
  const parts = path.match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) ?? [];
  return Buffer.concat(
    parts.map((part) => (/^[\udc80-\udcff]$/.test(part) ? Buffer.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part))),
  );
}

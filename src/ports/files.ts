import type { FileText } from "../core/config/index.ts";

/** The bytes of a file, or why there are none. */
export type FileBytes = { bytes: Uint8Array } | { fault: "absent" | "no file" | "behind a link" | "too long" | "unreadable" };

/** A file to create or, with the text that it had `before`, to replace. The path is relative to a folder. */
export interface FileToWrite {
  path: string;
  text: string;
  before?: string;
}

/** Files of this machine: documents that jobs hand on, plans and records, and files of checkouts. */
export interface Files {
  /**
   * The text of a file, following symbolic links.
   * @throws Failure `file-unreadable`, also for non-files, and for files too long for a document
   */
  read(path: string): Promise<string>;
  /**
   * The text of a file in a folder, or why it has none. A symbolic link must not lead out of the
   * folder: a stranger's change could publish any file of this machine.
   * @param longest bytes of the longest file to read
   */
  readInside(folder: string, path: string, longest: number): Promise<FileText>;
  /**
   * The kind of file at a path, following symbolic links; undefined if unknown. Synchronous,
   * because the configuration's checks ask one by one.
   */
  kindOf(path: string): "file" | "folder" | undefined;
  /**
   * Writes a file, creating its folder if missing; a reader never sees half a file. Returns the
   * absolute path.
   * @throws Failure `file-unwritable`
   */
  write(path: string, text: string): Promise<string>;
  /**
   * Absolute paths of the files and links with matching names in a folder and below; none if the
   * folder does not exist.
   * @param unreadable called for each unreadable folder with a Failure `file-unreadable`
   */
  find(folder: string, name: RegExp, unreadable: (path: string, error: unknown) => void): Promise<string[]>;
  /**
   * Paths of the files in a folder and below, in order: what git tracks there, and what it neither
   * tracks nor ignores. In a folder that is in no git work tree: all but those of `.git` folders.
   * @throws Failure `file-unreadable`
   */
  listed(folder: string): Promise<string[]>;
  /**
   * The bytes of a regular file in a folder. Never follows a symbolic link: neither in the place of the
   * file nor in that of a folder on the way.
   * @param longest bytes of the longest file to read
   */
  bytes(folder: string, path: string, longest: number): Promise<FileBytes>;
  /**
   * Replaces the bytes of a regular file, and keeps its mode; a reader never sees half a file. Leaves a
   * file that is read-only, that a symbolic link leads to, or that is not the bytes `before`: a person
   * edits it.
   * @throws Failure `file-unwritable`
   */
  replace(folder: string, path: string, before: Uint8Array, after: Uint8Array): Promise<void>;
  /**
   * Writes all these files of a folder, or none. Leaves a new file that appeared meanwhile and one that is
   * not as `before`, and follows no symbolic link out of the folder.
   * @throws Failure `file-unwritable`
   */
  writeTogether(folder: string, files: readonly FileToWrite[]): Promise<void>;
  /**
   * Creates a folder if missing, and says whether files can be written there. Returns its absolute path.
   * @throws Failure `file-unwritable`
   */
  prepareFolder(folder: string): Promise<string>;
  /**
   * Writes all these files of a folder over what they were, once all of them are on the disk. A reader
   * never sees half a file, and another writer disturbs none. Follows no symbolic link out of the folder.
   * Then removes others.
   * @param useless the paths of regular files in the folder to remove, if they are there
   * @throws Failure `file-unwritable`, which names the file
   */
  replaceTogether(folder: string, files: readonly { path: string; text: string }[], useless?: readonly string[]): Promise<void>;
}

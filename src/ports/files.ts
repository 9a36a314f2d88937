import type { FileText } from "../core/config/index.ts";

/** Documents that jobs hand on: plans and records. */
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
   */
  write(path: string, text: string): Promise<string>;
  /**
   * Absolute paths of the files and links with matching names in a folder and below; none if the
   * folder does not exist.
   * @param unreadable called for each unreadable folder with a Failure `file-unreadable`
   */
  find(folder: string, name: RegExp, unreadable: (path: string, error: unknown) => void): Promise<string[]>;
}

/** Documents that go from job to job: plans and records. */
export interface Files {
  /** The text of a file, symbolic links followed. Throws `file-unreadable`, for what is no file, or too long for a document, too. */
  read(path: string): Promise<string>;
  /** What is at a path, undefined where that cannot be told; symbolic links are followed. Synchronous, because the configuration's checks ask one by one. */
  kindOf(path: string): "file" | "folder" | undefined;
  /** Creates the folder where it is missing; a reader never sees half a file. Returns the absolute path. */
  write(path: string, text: string): Promise<string>;
  /**
   * Absolute paths of the files, and links, in a folder and in the folders below it whose names match; none where the folder is not there.
   * @param unreadable called for each folder that cannot be read: a Failure `file-unreadable`
   */
  find(folder: string, name: RegExp, unreadable: (path: string, error: unknown) => void): Promise<string[]>;
}

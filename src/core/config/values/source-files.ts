import type { Kind } from "../units/paths.ts";
import type { FileText } from "./value-text.ts";

/** The files that a stream's units are made from: those of the work tree, or of another commit. */
export interface SourceFiles {
  /** Whether a path, relative to the repository's root, is a file or a folder there. */
  kindOf(path: string): Kind | undefined;
  /** The text of a file in `valueFiles`; undefined if it is not known. */
  textOf(path: string): FileText | undefined;
  /** The source's name in messages: `v1.4.2`. Undefined for the configuration's own commit. */
  name?: string;
}

/** A file that a configuration reads values from, for the units of a stream. */
export interface ValueFile {
  stream: string;
  /** Relative to the repository's root, normal. */
  path: string;
}

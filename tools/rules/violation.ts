/** A place that breaks one of our rules. */
export interface Violation {
  rule: "rooms" | "function-lines" | "file-lines" | "prose-columns" | "without-jest";
  /** Path from the repository's root. */
  file: string;
  line: number;
  message: string;
}

/** A file's text, with its path from the repository's root. */
export interface Source {
  file: string;
  text: string;
}

import { redact } from "../../lib/credential-shapes.ts";
import type { Code, Problem } from "../../lib/problem.ts";
import type { Path, Position, SourceDocument } from "./document.ts";

/** Longer than any message of ours; what somebody wrote can be of any length. */
const maximumLength = 1000;

/** One line without control characters: what stands in a file must not speak to a terminal or to GitHub's log. */
function printable(message: string): string {
  const line = message.replaceAll(/\p{Cc}+/gu, " ");
  return line.length <= maximumLength ? line : `${line.slice(0, maximumLength)}…`;
}

/** Collects what is wrong with a configuration, each with its place, so that all of it is reported at once. */
export class Problems {
  readonly #document: SourceDocument;
  readonly #found: Problem[] = [];
  readonly #faulty = new Set<string>();
  readonly #faultyPaths: Path[] = [];
  readonly #blamed = new Set<string>();

  constructor(document: SourceDocument) {
    this.#document = document;
  }

  /** A problem with the value at a path; with `at: "key"`, with the key itself or with what is missing under it. */
  add(code: Code, message: string, path: Path, at: "key" | "value" = "value", severity: Problem["severity"] = "error"): void {
    this.addAt(at === "key" ? this.#document.keyAt(path) : this.#document.valueAt(path), code, message, path, severity);
  }

  /** A problem at a place; `blamed` is what cannot be relied on because of it. */
  addAt(position: Position, code: Code, message: string, blamed: Path, severity: Problem["severity"] = "error"): void {
    this.#found.push({ code, message: printable(redact(message)), severity, file: this.#document.file, ...position });
    if (severity === "error") this.blame(blamed);
  }

  /** Where the key of a path stands. */
  keyAt(path: Path): Position {
    return this.#document.keyAt(path);
  }

  /** Marks a path as not to be relied on: what follows from it is not reported. */
  blame(where: Path): void {
    const path = this.#document.original(where);
    this.#faulty.add(JSON.stringify(path));
    this.#faultyPaths.push(path);
    for (let length = 0; length <= path.length; length++) this.#blamed.add(JSON.stringify(path.slice(0, length)));
  }

  /** Whether anything at or under a path has been found wrong. */
  hasErrorBelow(...path: Path): boolean {
    return this.#blamed.has(JSON.stringify(this.#document.original(path)));
  }

  /** Whether a path itself has been found wrong, and not only something under it. */
  hasError(...path: Path): boolean {
    return this.#faulty.has(JSON.stringify(this.#document.original(path)));
  }

  /** What under a path has been found wrong, each as the rest of its path. */
  faultsUnder(path: Path): Path[] {
    return this.#faultyPaths
      .filter((fault) => path.every((step, depth) => step === fault[depth]))
      .map((fault) => fault.slice(path.length));
  }

  /** The line that a path's value begins on, for messages that point at a second place. */
  lineOf(path: Path): number {
    return this.#document.valueAt(path).line;
  }

  /** In the file's order; of several with one code at one place (an anchor used twice), the first; a credential hides the rest there. */
  sorted(severity: Problem["severity"]): Problem[] {
    const place = ({ line, column }: Problem) => `${line}:${column}`;
    const credentials = new Set(this.#found.filter(({ code }) => code === "config-credential").map(place));
    const seen = new Set<string>();
    return this.#found
      .filter((problem) => problem.severity === severity)
      .filter((problem) => problem.code === "config-credential" || !credentials.has(place(problem)))
      .filter((problem) => {
        const id = `${place(problem)} ${problem.code}`;
        return !seen.has(id) && seen.add(id);
      })
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  }
}

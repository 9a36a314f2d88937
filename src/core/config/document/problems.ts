import type { Code, Problem } from "../../lib/problems/problem.ts";
import { redact } from "../../lib/text/credential-shapes.ts";
import type { Path, Position, SourceDocument } from "./document.ts";

/** Longer than any message of ours. A quoted text can have any length. */
const maximumLength = 1000;

/** One line without control characters: a file must not control a terminal or GitHub's log. */
function printable(message: string): string {
  const line = message.replaceAll(/\p{Cc}+/gu, " ");
  return line.length <= maximumLength ? line : `${line.slice(0, maximumLength)}…`;
}

/** Collects all faults of a configuration with their positions, to report them at once. */
export class Problems {
  readonly #document: SourceDocument;
  readonly #found: Problem[] = [];
  readonly #faulty = new Set<string>();
  readonly #faultyPaths: Path[] = [];
  readonly #blamed = new Set<string>();

  constructor(document: SourceDocument) {
    this.#document = document;
  }

  /**
   * Adds a problem with the value at a path or, for `at: "key"`, with the key or a missing child.
   */
  add(code: Code, message: string, path: Path, at: "key" | "value" = "value", severity: Problem["severity"] = "error"): void {
    this.addAt(at === "key" ? this.#document.keyAt(path) : this.#document.valueAt(path), code, message, path, severity);
  }

  /** Adds a problem at a position. It makes the path `blamed` unreliable. */
  addAt(position: Position, code: Code, message: string, blamed: Path, severity: Problem["severity"] = "error"): void {
    this.#found.push({ code, message: printable(redact(message)), severity, file: this.#document.file, ...position });
    if (severity === "error") this.blame(blamed);
  }

  /** The position of a path's key. */
  keyAt(path: Path): Position {
    return this.#document.keyAt(path);
  }

  /** The position of a path's value. */
  positionOf(path: Path): Position {
    return this.#document.valueAt(path);
  }

  /** Marks a path as unreliable. Its consequences are then not reported. */
  blame(where: Path): void {
    const path = this.#document.written(where);
    this.#faulty.add(JSON.stringify(path));
    this.#faultyPaths.push(path);
    for (let length = 0; length <= path.length; length++) this.#blamed.add(JSON.stringify(path.slice(0, length)));
  }

  /** Whether a path, or anything below it, has an error. */
  hasErrorBelow(...path: Path): boolean {
    return this.#blamed.has(JSON.stringify(this.#document.written(path)));
  }

  /** Whether a path itself has an error, not only something below it. */
  hasError(...path: Path): boolean {
    return this.#faulty.has(JSON.stringify(this.#document.written(path)));
  }

  /** The errors at or below a path, each as the rest of its path. */
  faultsUnder(path: Path): Path[] {
    return this.#faultyPaths
      .filter((fault) => path.every((step, depth) => step === fault[depth]))
      .map((fault) => fault.slice(path.length));
  }

  /**
   * Adds a problem of one image's text. If `defaults` has it with placeholders, the problem is with
   * the image's key: another image may have none.
   * @param text the text that is wrong, its placeholders substituted
   */
  addOfImage(code: Code, message: string, path: Path, text: string): void {
    const [, name = "", key] = path;
    if (!this.isInherited(path) || this.#document.textAt(path) === text) this.add(code, message, path);
    else {
      const source = `\`${key}\` of \`defaults\` on line ${this.lineOf(path)}`;
      this.addAt(this.keyAt(["images", name]), code, `${message}: it comes from ${source}`, ["images", name]);
    }
  }

  /** Whether an image has the value at a path from `defaults`. */
  isInherited(path: Path): boolean {
    return this.#document.isInherited(path);
  }

  /** The line of a path's value, for messages that point at a second position. */
  lineOf(path: Path): number {
    return this.#document.valueAt(path).line;
  }

  /**
   * The problems in the file's order. An anchor can be used twice, so each code appears only once
   * at a position. A credential hides all other problems at its position.
   */
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

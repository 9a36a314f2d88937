import type { Files } from "../../ports/files.ts";

/** Bytes of the longest file that says how images are built. */
const longest = 1024 * 1024;

/** How often work may ask for more texts. */
const mostRounds = 20;

/**
 * Texts of a checkout's files, read when something asks for them. The evaluation of workflows is pure and
 * cannot wait: it asks, gets nothing, and is called again after `load`.
 */
export class Texts {
  readonly #root: string;
  readonly #paths: ReadonlySet<string>;
  readonly #files: Files;
  readonly #texts = new Map<string, string | undefined>();
  readonly #wanted = new Set<string>();

  constructor(root: string, paths: readonly string[], files: Files) {
    this.#root = root;
    this.#paths = new Set(paths);
    this.#files = files;
  }

  /** The text of a listed file; undefined if it is no text, or not loaded yet. */
  readonly of = (path: string): string | undefined => {
    if (!this.#paths.has(path)) return undefined;
    if (!this.#texts.has(path)) this.#wanted.add(path);
    return this.#texts.get(path);
  };

  /** Reads what was asked for since the last time. @returns whether there was anything */
  async load(more: readonly string[] = []): Promise<boolean> {
    const wanted = [...new Set([...this.#wanted, ...more])].filter((path) => !this.#texts.has(path));
    this.#wanted.clear();
    await Promise.all(wanted.map(async (path) => this.#texts.set(path, await this.#read(path))));
    return wanted.length > 0;
  }

  /** Calls pure work again until it asks for no text that is not loaded. A fault may come from a missing text. */
  async settle<T>(work: () => T): Promise<T> {
    for (let round = 1; ; round++) {
      try {
        const done = work();
        if (round === mostRounds || !(await this.load())) return done;
      } catch (error) {
        if (round === mostRounds || !(await this.load())) throw error;
      }
    }
  }

  async #read(path: string): Promise<string | undefined> {
    const read = await this.#files.readInside(this.#root, path, longest);
    return "text" in read && !read.text.includes("\0") ? read.text : undefined;
  }
}

import { failure } from "../../core/lib/problems/problem.ts";
import type { Git } from "./run.ts";

/**
 * Reads each blob once, as text, and batches concurrent requests: starting git takes longer than
 * reading.
 */
export class Blobs {
  readonly #git: Git;
  readonly #texts = new Map<string, Promise<string>>(); // a blob never changes
  #next: { ids: string[]; texts: Promise<Map<string, string>> } | undefined;

  constructor(git: Git) {
    this.#git = git;
  }

  read(id: string): Promise<string> {
    let text = this.#texts.get(id);
    if (!text) {
      text = this.#inNextBatch(id);
      this.#texts.set(id, text);
    }
    return text;
  }

  async #inNextBatch(id: string): Promise<string> {
    this.#next ??= this.#begin();
    this.#next.ids.push(id);
    const text = (await this.#next.texts).get(id);
    if (text === undefined)
      throw failure("git-failed", `git has no blob ${id}. The clone in ${this.#git.folder} is damaged or partial: clone again.`);
    return text;
  }

  /** Batches all requests of one turn of the event loop. */
  #begin(): { ids: string[]; texts: Promise<Map<string, string>> } {
    const ids: string[] = [];
    const texts = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      this.#next = undefined;
      return parseBatch(await this.#git.output(["cat-file", "--batch"], { input: `${ids.join("\n")}\n` }));
    });
    return { ids, texts };
  }
}

/** git-cat-file(1), "BATCH OUTPUT": `{id} blob {size}\n{content}\n`, or `{id} missing\n`. */
function parseBatch(output: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    const [id = "", type = "", size = ""] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") continue;
    const length = Number(size);
    texts.set(id, output.toString("utf8", at, at + length));
    at += length + 1;
  }
  return texts;
}

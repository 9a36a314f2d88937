/** Characters of a waiting log to keep, at its beginning and at its end. */
export const bufferedCharacters = 256 * 1024;

/**
 * The lines of a waiting log. Keeps the beginning and the end of a very long one, and counts the
 * rest.
 */
export class BufferedLines {
  readonly #limit: number;
  readonly #head: string[] = [];
  #headSize = 0;
  #tail: string[] = [];
  #tailSize = 0;
  #cut = 0;

  constructor(limit = bufferedCharacters) {
    this.#limit = limit;
  }

  /** Characters held. */
  get size(): number {
    return this.#headSize + this.#tailSize;
  }

  add(text: string): void {
    const line = text.length > this.#limit ? `${text.slice(0, this.#limit)} … (${text.length} characters)` : text;
    if (this.#tail.length === 0 && this.#headSize + line.length <= this.#limit) {
      this.#head.push(line);
      this.#headSize += line.length + 1;
      return;
    }
    this.#tail.push(line);
    this.#tailSize += line.length + 1;
    if (this.#tailSize > 2 * this.#limit) this.#trim(); // not at each line: moving the rest costs its length
  }

  /** All kept lines, in order. */
  lines(): string[] {
    if (this.#tailSize > this.#limit) this.#trim();
    const note = this.#cut === 0 ? [] : [`… ${this.#cut} lines omitted …`];
    return [...this.#head, ...note, ...this.#tail];
  }

  #trim(): void {
    let first = 0;
    while (this.#tailSize > this.#limit && first < this.#tail.length - 1) {
      this.#tailSize -= (this.#tail[first]?.length ?? 0) + 1;
      first++;
    }
    this.#cut += first;
    this.#tail = this.#tail.slice(first);
  }
}

import { cut, oneLine } from "../../core/lib/text/clean.ts";

/** Erases the line and returns to its start (ECMA-48: EL, and the carriage return). */
const erase = "\r\u001b[2K";

/**
 * A terminal whose last line may change. Text goes above that line.
 * @param columns the width of the terminal: a line that wraps could not be erased
 */
export class LiveLine {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  #shown = "";

  constructor(write: (text: string) => void, columns: () => number) {
    this.#write = write;
    this.#columns = columns;
  }

  /** Replaces the last line; an empty text removes it. */
  show(text: string): void {
    const before = this.#shown;
    this.#shown = cut(oneLine(text), Math.max(1, this.#columns() - 1));
    if (before !== this.#shown) this.#write(`${before === "" ? "" : erase}${this.#shown}`);
  }

  /** Writes lines above the last one. */
  above(text: string): void {
    this.#write(this.#shown === "" ? text : `${erase}${text}${this.#shown}`);
  }
}

/**
 * The most lines that the demo prints, blank ones included: people read what fits on two screens.
 */
export const maxLines = 60;
export const maxColumns = 110;

/** Where the screen writes: standard output, or a test's own list. */
export interface Output {
  write(text: string): unknown;
  /** A terminal gets a live line and bold titles, a log neither. */
  isTTY?: boolean;
}

/** Prints the demo's lines, counts them, and throws if there are too many. */
export class Screen {
  readonly #output: Output;
  #printed = 0;
  #chapters = 0;
  #live = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** A line of text, cut to the screen's width. */
  line(text = ""): void {
    this.#print(text.length <= maxColumns ? text : `${text.slice(0, maxColumns - 1)}…`);
  }

  /** Begins a chapter: a number, and what happens in it. */
  chapter(text: string): void {
    const title = `${++this.#chapters}  ${text}`;
    this.line();
    this.#print(this.#output.isTTY ? `\u001b[1m${title}\u001b[22m` : title);
  }

  /** A fact, after a word for its source. */
  show(source: string, text: string): void {
    this.line(`  ${source.padEnd(8)} ${text}`);
  }

  /** On a terminal, one line that the next text replaces. */
  live(text: string): void {
    if (!this.#output.isTTY) return;
    this.#output.write(`\r\u001b[K  ${text}`);
    this.#live = true;
  }

  /** Removes the live line. */
  clear(): void {
    if (this.#live) this.#output.write("\r\u001b[K");
    this.#live = false;
  }

  #print(text: string): void {
    this.#printed++;
    if (this.#printed > maxLines) throw new Error(`The demo may print ${maxLines} lines, and this is one more: ${text}`);
    this.clear();
    this.#output.write(`${text}\n`);
  }
}

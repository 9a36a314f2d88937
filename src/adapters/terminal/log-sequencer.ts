import { duration, firstOf } from "../../core/lib/text/words.ts";
import { lineInterval } from "../../core/lib/text/work-line.ts";
import type { Log } from "../../ports/log.ts";
import { BufferedLines, bufferedCharacters } from "./buffered-lines.ts";

/** Where a log goes: a job's log or a terminal, which show one group at a time. */
export interface Sink {
  open(title: string): void;
  line(text: string): void;
  close(): void;
}

export interface SequencerOptions {
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
  /** Characters that a waiting group may keep at its beginning and at its end. */
  held?: number;
  /** Characters that all waiting groups may keep before ended ones are shown out of turn. */
  heldTogether?: number;
}

/**
 * Milliseconds of silence before a line names the waiting groups. Work with a progress line of its
 * own is never silent for so long.
 */
const silence = lineInterval + 15_000;
/** How many waiting groups that line names. */
const maxNamed = 5;

interface Group {
  title: string;
  began: number;
  held: BufferedLines;
  ended: boolean;
  /** Whether its title was shown: later parts continue it. */
  titled: boolean;
}

/**
 * Puts the logs of parallel work in sequence: they never mix. Shows the oldest group live. The
 * others wait; it shows each whole, after those before it.
 */
export class LogSequencer {
  readonly #sink: Sink;
  readonly #now: () => number;
  readonly #held: number;
  readonly #heldTogether: number;
  /** The first one is live. */
  #groups: Group[] = [];
  /** The group whose title is last in the sink, until it closes. */
  #open: Group | undefined;
  #lastWritten: number;

  constructor(sink: Sink, options: SequencerOptions = {}) {
    this.#sink = sink;
    this.#now = options.now ?? (() => performance.now());
    this.#held = options.held ?? bufferedCharacters;
    this.#heldTogether = options.heldTogether ?? 32 * 1024 * 1024;
    this.#lastWritten = this.#now();
  }

  /** A line outside any group, at once. */
  line(text: string): void {
    this.between(() => this.#sink.line(text));
  }

  /**
   * Does something to the sink outside any group, at once. An open group continues after it, under
   * its title again.
   */
  between(write: () => void): void {
    this.#close();
    write();
    this.#lastWritten = this.#now();
  }

  group(title: string): Log & { end(): void } {
    const group: Group = { title, began: this.#now(), held: new BufferedLines(this.#held), ended: false, titled: false };
    this.#groups.push(group);
    if (group === this.#groups[0]) this.#title(group);
    return { line: (text) => this.#add(group, text), end: () => this.#end(group) };
  }

  /** Shows everything that waits, when no more will come. */
  flush(): void {
    for (const group of this.#groups) this.#showHeld(group);
    this.#groups = [];
    this.#close();
  }

  #add(group: Group, text: string): void {
    if (group.ended) this.line(`${group.title}: ${text}`);
    else if (group === this.#groups[0]) this.#write(group, text);
    else {
      group.held.add(text);
      this.#nameWaiting();
    }
  }

  #end(group: Group): void {
    if (group.ended) return;
    group.ended = true;
    while (this.#groups[0]?.ended) {
      this.#close();
      this.#groups.shift();
      if (this.#groups[0]) this.#showHeld(this.#groups[0]);
    }
    this.#relieve();
  }

  /** Shows ended groups out of turn when too much waits behind a long one. */
  #relieve(): void {
    const waiting = this.#groups.slice(1);
    if (waiting.reduce((sum, { held }) => sum + held.size, 0) <= this.#heldTogether) return;
    for (const group of waiting.filter(({ ended }) => ended)) this.#showHeld(group);
    this.#close();
    this.#groups = this.#groups.filter(({ ended }) => !ended);
  }

  #showHeld(group: Group): void {
    this.#title(group);
    for (const text of group.held.lines()) this.#write(group, text);
    group.held = new BufferedLines(this.#held);
  }

  #write(group: Group, text: string): void {
    this.#title(group);
    this.#sink.line(text);
    this.#lastWritten = this.#now();
  }

  #title(group: Group): void {
    if (this.#open === group) return;
    this.#close();
    this.#sink.open(group.titled ? `${group.title} (continued)` : group.title);
    group.titled = true;
    this.#open = group;
  }

  #close(): void {
    if (this.#open) this.#sink.close();
    this.#open = undefined;
  }

  /** Names the other running work when the live group has been silent for long. */
  #nameWaiting(): void {
    const now = this.#now();
    const [live, ...others] = this.#groups;
    if (!live || now - this.#lastWritten < silence) return;
    const working = others.filter(({ ended }) => !ended);
    const names = working.map(({ title, began }) => `${title} ${duration(now - began)}`);
    this.#write(live, `… meanwhile: ${firstOf(names, maxNamed)}`);
  }
}

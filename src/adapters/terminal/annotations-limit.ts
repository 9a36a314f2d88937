import type { Problem } from "../../core/lib/problem.ts";

/** GitHub shows so many annotations of a kind for each step, and drops the others without a word. */
export const maxAnnotations = 10;

export interface AnnotationSink {
  annotate(problem: Problem): void;
  /** The last annotation, for those that get none. */
  annotateRest(message: string): void;
  /** A problem that gets no annotation is in the log all the same. */
  log(problem: Problem): void;
}

/**
 * Hands out a step's annotations of one severity: the first nine problems get one each; the tenth gets the last one if it is the only one more, else that says
 * how many more there are. Problems that are reported together are counted together.
 */
export class AnnotationsLimit {
  readonly #sink: AnnotationSink;
  readonly #noun: string;
  #given = 0;
  #waiting: Problem[] = [];

  constructor(severity: Problem["severity"], sink: AnnotationSink) {
    this.#noun = severity;
    this.#sink = sink;
  }

  add(problem: Problem): void {
    if (this.#given < maxAnnotations - 1) {
      this.#given++;
      this.#sink.annotate(problem);
    } else if (this.#given === maxAnnotations) {
      this.#sink.log(problem);
    } else {
      this.#waiting.push(problem);
      if (this.#waiting.length === 1) queueMicrotask(() => this.flush());
    }
  }

  /** Settles the last annotation, when it is still to be given. */
  flush(): void {
    const waiting = this.#waiting;
    const [only] = waiting;
    if (!only) return;
    this.#waiting = [];
    this.#given = maxAnnotations;
    if (waiting.length === 1) {
      this.#sink.annotate(only);
      return;
    }
    for (const problem of waiting) this.#sink.log(problem);
    this.#sink.annotateRest(`and ${waiting.length} more ${this.#noun}s: the log of this step has all of them`);
  }
}

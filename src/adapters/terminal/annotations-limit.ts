import type { Problem } from "../../core/lib/problems/problem.ts";

/** GitHub shows this many annotations of a kind per step, and silently drops the rest. */
export const maxAnnotations = 10;

export interface AnnotationSink {
  annotate(problem: Problem): void;
  /** The last annotation, for all problems without their own. */
  annotateRest(message: string): void;
  /** A problem without an annotation still goes to the log. */
  log(problem: Problem): void;
}

/**
 * Hands out a step's annotations of one severity. The first nine problems get one each. The tenth
 * annotation names the last problem, or the number of further ones. Counts problems reported
 * together as one group.
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

  /** Writes the last annotation, if it is pending. */
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
    this.#sink.annotateRest(`and ${waiting.length} more ${this.#noun}s: see the log of this step`);
  }
}

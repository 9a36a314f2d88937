import type { Code, Problem } from "../core/lib/problems/problem.ts";
import type { Style } from "../core/lib/text/style.ts";
import type { Log } from "./log.ts";

/** Output for people, in a job's log or a terminal. Results for machines go to `output`. */
export interface Reporter {
  /** Text styles, where they help the reader. */
  readonly style: Style;
  /** The address of the page that explains every error code. */
  readonly errorPage: string;
  line(text: string): void;
  /**
   * Shows a text below the log until the next one replaces it; an empty one removes it. Absent
   * where lines stay: in a job's log.
   */
  live?(text: string): void;
  /**
   * A titled part of the log. Several may be open: the lines of each stay together, and the oldest
   * is shown live.
   */
  group(title: string): Log & { end(): void };
  /**
   * An annotation, with its place if it has one. The first with a code links to its explanation.
   */
  problem(problem: Problem): void;
  /** Links to the explanation of a code in a table, unless it was linked before. */
  explain(code: Code): void;
  /** Appends to the job's summary: Markdown. */
  summary(markdown: string): Promise<void>;
  output(name: string, value: string): void;
  /** Hides a secret in all later lines of the log; absent where nothing prints it. */
  mask?(secret: string): void;
}

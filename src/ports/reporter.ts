import type { Code, Problem } from "../core/lib/problem.ts";
import type { Style } from "../core/lib/style.ts";
import type { Log } from "./log.ts";

/** What people see, in a job's log or a terminal. Results for machines go to `output`. */
export interface Reporter {
  /** How texts are set off, where that helps the reader. */
  readonly style: Style;
  /** The address of the page that explains every error code. */
  readonly errorPage: string;
  line(text: string): void;
  /** A titled part of the log; several may be open at once: each one's lines stay together, the oldest is shown live. */
  group(title: string): Log & { end(): void };
  /** An annotation, with its place where it has one. The first one with a code says where that is explained. */
  problem(problem: Problem): void;
  /** Says where a code is explained that stands in a table; nothing where that was said before. */
  explain(code: Code): void;
  /** Appends to the job's summary: Markdown. */
  summary(markdown: string): Promise<void>;
  output(name: string, value: string): void;
}

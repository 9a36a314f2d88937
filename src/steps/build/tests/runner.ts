import { lastPart } from "../../../core/build/bake-output.ts";
import { exitWords } from "../../../core/lib/text/exit-status.ts";
import type { Test } from "../../../core/tests/kinds.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Containers, Exit } from "../../../ports/containers.ts";
import type { Log } from "../../../ports/log.ts";
import type { Redact } from "../../../ports/redact.ts";

/** Characters of a failed test's output that the record keeps. */
export const maximumLog = 8000;

export interface TestPorts {
  containers: Containers;
  clock: Clock;
  log: Log;
  /** Masks secrets in all output of the tests. */
  redact: Redact;
}

/** The subject of a test. */
export interface Subject {
  unit: string;
  /** `repository@digest` of the platform's manifest, or the name of the loaded image. */
  image: string;
  platform: string;
  workTree: string;
}

/** A test's result, before it has a name and a duration. */
export type Verdict = { passed: true } | { passed: false; reason: string; log?: string };

/** Runs one kind of test. */
export interface Runner<Kind extends Test> {
  /**
   * Whether the output reaches the log during the test. If not, a failure prints the verdict's log.
   */
  streams: boolean;
  /** @throws Failure for any obstacle to the start, which becomes the test's failure */
  run(test: Kind, subject: Subject, ports: TestPorts): Promise<Verdict>;
}

/** The verdict on a program that ran once: it passes with exit status 0 within its time. */
export function judge(exit: Exit, timeout: number): Verdict {
  if (exit.timedOut) return { passed: false, reason: `timed out after ${seconds(timeout)}`, log: cut(exit.output) };
  if (exit.status === 0) return { passed: true };
  return { passed: false, reason: exitWords(exit.status, exit.output), log: cut(exit.output) };
}

/** A log with lines indented below their test. */
export function indented(log: Log): Log {
  return { line: (text) => log.line(`  ${text}`) };
}

/** The end of a text, as long as a record keeps. */
export function cut(text: string): string {
  return lastPart(text.trimEnd(), maximumLog);
}

/** `1.5 s` */
export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

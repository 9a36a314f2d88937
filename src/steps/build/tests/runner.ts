import { lastPart } from "../../../core/build/bake-output.ts";
import { exitWords } from "../../../core/lib/exit-status.ts";
import type { Test } from "../../../core/tests/kinds.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Containers, Exit } from "../../../ports/containers.ts";
import type { Log } from "../../../ports/log.ts";
import type { Redact } from "../../../ports/redact.ts";

/** How much of a failed test's output the record keeps, in characters. */
export const maximumLog = 8000;

export interface TestPorts {
  containers: Containers;
  clock: Clock;
  log: Log;
  /** Blots out secrets in all that the tests print. */
  redact: Redact;
}

/** What a test runs on. */
export interface Subject {
  unit: string;
  /** `repository@digest` of the platform's manifest, or the name that it was loaded under. */
  image: string;
  platform: string;
  workTree: string;
}

/** What a test came to, before it has a name and a time. */
export type Verdict = { passed: true } | { passed: false; reason: string; log?: string };

/** How one kind of test runs. */
export interface Runner<Kind extends Test> {
  /** Whether the output reaches the log while the test runs. If not, a failure prints the verdict's log. */
  streams: boolean;
  /** @throws Failure for whatever keeps the test from starting, which is then the test's failure */
  run(test: Kind, subject: Subject, ports: TestPorts): Promise<Verdict>;
}

/** The verdict on a program that ran once: exit status 0 within its time passes. */
export function judge(exit: Exit, timeout: number): Verdict {
  if (exit.timedOut) return { passed: false, reason: `timed out after ${seconds(timeout)}`, log: cut(exit.output) };
  if (exit.status === 0) return { passed: true };
  return { passed: false, reason: exitWords(exit.status, exit.output), log: cut(exit.output) };
}

/** A log whose lines stand below their test. */
export function indented(log: Log): Log {
  return { line: (text) => log.line(`  ${text}`) };
}

/** As much of the end of a text as a record keeps. */
export function cut(text: string): string {
  return lastPart(text.trimEnd(), maximumLog);
}

/** `1.5 s` */
export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

import { setTimeout as pause } from "node:timers/promises";
import { lastPart } from "../../core/build/bake-output.ts";
import type { BuiltPlatform, TestResult } from "../../core/build/record.ts";
import { exitWords, startWords } from "../../core/lib/exit-status.ts";
import { Failure } from "../../core/lib/problem.ts";
import type { ExecTest, Test, Unit } from "../../core/unit/unit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Containers, Exit } from "../../ports/containers.ts";
import type { Log } from "../../ports/log.ts";
import type { Redact } from "../../ports/redact.ts";
import type { Place } from "./image-store.ts";

/** Milliseconds between two attempts of an `exec` test. */
const betweenAttempts = 1000;
/** Milliseconds after which a test that is still waiting says so. */
const betweenNews = 10_000;
/** How much of a failed test's output the record keeps, in characters. */
const mostLog = 8000;

export interface TestPorts {
  containers: Containers;
  clock: Clock;
  log: Log;
  /** What is blotted out of all that the tests print. */
  redact: Redact;
}

/** What a test came to, before it has a name and a time. */
type Verdict = { passed: true } | { passed: false; reason: string; log?: string };

/**
 * Runs a unit's tests on every platform that they cover, each on the platform's own manifest: first all tests of one platform,
 * then the next. A test that fails stops no other: people want to see all.
 */
export async function runTests(
  unit: Pick<Unit, "name" | "tests">,
  platforms: readonly BuiltPlatform[],
  place: Pick<Place, "bring">,
  workTree: string,
  ports: TestPorts,
): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const { platform, digest } of platforms) {
    const tests = unit.tests.filter((test) => test.platforms.includes(platform));
    if (tests.length === 0) continue;
    let image = "";
    try {
      const absent = await verdictOf(async () => {
        image = await place.bring(digest, platform, ports.log);
        return { passed: true };
      }, ports.redact);
      for (const test of tests) {
        const subject: Subject = { unit: unit.name, image, platform, workTree };
        results.push(await timed(test, subject, ports, absent.passed ? undefined : absent));
      }
    } finally {
      await ports.containers.discard(image);
    }
  }
  return results;
}

interface Subject {
  unit: string;
  /** `repository@digest` of the platform's manifest, or what it was loaded as. */
  image: string;
  platform: string;
  workTree: string;
}

async function timed(test: Test, subject: Subject, ports: TestPorts, known: Verdict | undefined): Promise<TestResult> {
  const began = ports.clock.now().getTime();
  const verdict = known ?? (await verdictOf(() => runTest(test, subject, ports), ports.redact));
  const duration = ports.clock.now().getTime() - began;
  const line = `${verdict.passed ? "✓" : "✗"} ${test.name}  ${subject.platform}  ${(duration / 1000).toFixed(1)} s`;
  ports.log.line(verdict.passed ? line : `${line}  ${verdict.reason}`);
  if (!verdict.passed && test.kind === "exec") for (const text of (verdict.log ?? "").split("\n")) ports.log.line(`  ${text}`);
  return { name: test.name, platform: subject.platform, duration, ...verdict };
}

/** What stands in the way of a test (an image that cannot be pulled, a script that cannot be started) is the test's failure. */
async function verdictOf(work: () => Promise<Verdict>, redact: Redact): Promise<Verdict> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return { passed: false, reason: redact(error.message) };
    throw error;
  }
}

async function runTest(test: Test, subject: Subject, ports: TestPorts): Promise<Verdict> {
  const { containers, log, redact } = ports;
  const { timeout } = test;
  const indented: Log = { line: (text) => log.line(`  ${text}`) };
  switch (test.kind) {
    case "run": {
      const { image, platform } = subject;
      return judge(await containers.run(image, platform, test.command, { env: test.env, timeout, redact }, indented), timeout);
    }
    case "script": {
      const given = { TAGSTREAM_IMAGE: subject.image, TAGSTREAM_PLATFORM: subject.platform, TAGSTREAM_UNIT: subject.unit };
      const options = { env: { ...test.env, ...given }, timeout, redact };
      return judge(await containers.script(test.command, subject.workTree, options, indented), timeout);
    }
    case "exec":
      return execInService(test, subject, ports);
  }
}

/** Starts the image as a service, and tries the command in it until it passes, its time is over, or the service has ended. */
async function execInService(test: ExecTest, subject: Subject, { containers, clock, log, redact }: TestPorts): Promise<Verdict> {
  const service = await containers.start(subject.image, subject.platform, test.env);
  try {
    const limit = Math.min(test.within, test.timeout);
    const began = clock.now().getTime();
    let told = began;
    let ended: Exit | undefined; // the newest attempt that came to an end by itself
    for (;;) {
      const left = limit - (clock.now().getTime() - began);
      const exit = await service.exec(test.command, { env: test.env, timeout: Math.max(left, 1), redact });
      if (exit.status === 0 && !exit.timedOut) return { passed: true };
      if (!exit.timedOut) ended = exit;
      const shown = exit.output.trim() === "" ? (ended ?? exit) : exit;
      if (!(await service.running())) {
        const logs = await service.logs(redact);
        const why = startWords(logs);
        const reason = why === undefined ? "the service ended" : `the service ended: ${why}`;
        return { passed: false, reason, log: serviceLog(shown, logs) };
      }
      const now = clock.now().getTime();
      if (exit.timedOut || now - began + betweenAttempts >= limit) {
        const reason = `did not pass within ${seconds(limit)}: ${attempts(ended, exit)}`;
        return { passed: false, reason, log: serviceLog(shown, await service.logs(redact)) };
      }
      if (now - told >= betweenNews) {
        told = now;
        log.line(
          `… ${test.name}  ${subject.platform}  not yet, after ${seconds(now - began)}: ${exitWords(exit.status, exit.output)}`,
        );
      }
      await pause(betweenAttempts);
    }
  } finally {
    await service.remove();
  }
}

function judge(exit: Exit, timeout: number): Verdict {
  if (exit.timedOut) return { passed: false, reason: `timed out after ${seconds(timeout)}`, log: cut(exit.output) };
  if (exit.status === 0) return { passed: true };
  return { passed: false, reason: exitWords(exit.status, exit.output), log: cut(exit.output) };
}

/** How attempts ended, of which the last was cut off unless it is the same one. */
function attempts(ended: Exit | undefined, last: Exit): string {
  if (!ended) return "no attempt came to an end";
  return ended === last
    ? exitWords(ended.status, ended.output)
    : `${exitWords(ended.status, ended.output)}, then an attempt that the limit cut off`;
}

function serviceLog(attempt: Exit, logs: string): string {
  const said = attempt.output.trim();
  return cut(`${said === "" ? "" : `${lastPart(said, mostLog / 4)}\n`}the container's log:\n${logs.trim() || "(empty)"}`);
}

function cut(text: string): string {
  return lastPart(text.trimEnd(), mostLog);
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

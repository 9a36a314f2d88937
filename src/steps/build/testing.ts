import type { BuiltPlatform, TestResult } from "../../core/build/record.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { duration } from "../../core/lib/text/words.ts";
import type { Test } from "../../core/tests/kinds.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Redact } from "../../ports/redact.ts";
import type { ImageStore } from "./image-store.ts";
import type { Subject, TestPorts, Verdict } from "./tests/runner.ts";
import { runnerOf } from "./tests/runners.ts";

/**
 * Runs a unit's tests on all their platforms, each on the platform's own manifest, platform by
 * platform. A failing test stops no other: people want to see all.
 */
export async function runTests(
  unit: Pick<Unit, "name" | "tests">,
  platforms: readonly BuiltPlatform[],
  store: Pick<ImageStore, "makeRunnable">,
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
        image = await store.makeRunnable(digest, platform, ports.log);
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

async function timed(test: Test, subject: Subject, ports: TestPorts, known: Verdict | undefined): Promise<TestResult> {
  const runner = runnerOf(test);
  const began = ports.clock.now().getTime();
  const verdict = known ?? (await verdictOf(() => runner.run(test, subject, ports), ports.redact));
  const taken = ports.clock.now().getTime() - began;
  const line = `${verdict.passed ? "✓" : "✗"} ${test.name}  ${subject.platform}  ${duration(taken)}`;
  const waiver = test.waived ? `  waived until ${test.waived.until}` : "";
  ports.log.line(verdict.passed ? line : `${line}  ${verdict.reason}${waiver}`);
  if (!verdict.passed && !runner.streams) for (const text of (verdict.log ?? "").split("\n")) ports.log.line(`  ${text}`);
  return { name: test.name, platform: subject.platform, duration: taken, ...verdict };
}

/**
 * An obstacle of a test (an image that cannot be pulled, a script that cannot start) is the test's
 * failure.
 */
async function verdictOf(work: () => Promise<Verdict>, redact: Redact): Promise<Verdict> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return { passed: false, reason: redact(error.message) };
    throw error;
  }
}

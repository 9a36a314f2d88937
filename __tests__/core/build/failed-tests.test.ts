import { expect, test } from "@jest/globals";
import { failedTestProblems } from "../../../src/core/build/failed-tests.ts";
import type { TestResult } from "../../../src/core/build/record.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";

const platforms = ["linux/amd64", "linux/arm64"];
const common = { kind: "run" as const, command: ["true"], timeout: 60_000, env: {}, platforms };
const waived = { until: "2026-12-15", reason: "TICKET-12: upstream bug" };
const tests: Test[] = [
  { ...common, name: "starts", waived },
  { ...common, name: "answers" },
];

const result = (name: string, passed: boolean, reason?: string): TestResult => ({
  name,
  platform: "linux/arm64",
  passed,
  duration: 1,
  ...(reason === undefined ? {} : { reason }),
});

const warning = (reason: string) => ({
  code: "test-waived",
  severity: "warning",
  message: `The test "starts" on linux/arm64 (${reason}) failed. It is waived until 2026-12-15: TICKET-12: upstream bug`,
});

const error = {
  code: "test-failed",
  severity: "error",
  message: '1 of 2 tests failed: "answers" on linux/arm64 (exit status 1)',
};

test.each<[string, TestResult[], unknown[]]>([
  ["all passed", [result("starts", true), result("answers", true)], []],
  ["a waived one failed", [result("starts", false, "exit status 2"), result("answers", true)], [warning("exit status 2")]],
  ["a waived one took too long", [result("starts", false, "timed out after 60 s")], [warning("timed out after 60 s")]],
  ["a waived one did not start", [result("starts", false)], [warning("failed")]],
  ["another one failed", [result("starts", true), result("answers", false, "exit status 1")], [error]],
  ["both failed", [result("starts", false), result("answers", false, "exit status 1")], [warning("failed"), error]],
  ["an unknown one failed", [result("x", false)], [{ ...error, message: '1 of 1 test failed: "x" on linux/arm64 (failed)' }]],
])("%s", (_, results, problems) => {
  expect(failedTestProblems({ tests }, results)).toEqual(problems);
});

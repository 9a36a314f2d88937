import { describe, expect, test } from "@jest/globals";
import type { Test } from "../../../../src/core/tests/kinds.ts";
import type { Containers, Exit, RunOptions, Service } from "../../../../src/ports/containers.ts";
import type { TestPorts } from "../../../../src/steps/build/tests/runner.ts";
import { runnerOf } from "../../../../src/steps/build/tests/runners.ts";

const subject = { unit: "a:release", image: "r/a@sha256:0", platform: "linux/amd64", workTree: "/work" };
const common = { name: "works", timeout: 3000, env: { A: "1" }, platforms: ["linux/amd64"], command: ["check", "it"] };
const exit = (status: number, output = "", timedOut = false): Exit => ({ status, output, timedOut });

/** Containers whose programs end like this, one after the other. What is asked of them stands in `calls`. */
function portsFor(exits: Exit[], isRunning = true): { ports: TestPorts; calls: string[]; lines: string[] } {
  const calls: string[] = [];
  const lines: string[] = [];
  const next = (call: string, { env }: Pick<RunOptions, "env">): Exit => {
    calls.push(
      `${call} ${Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ")}`,
    );
    const ending = exits.shift();
    if (!ending) throw new Error("more calls than endings");
    return ending;
  };
  const service: Service = {
    exec: async (command, options) => next(`exec ${command.join(" ")}`, options),
    running: async () => isRunning,
    logs: async () => "the service's log",
    remove: async () => void calls.push("remove"),
  };
  const containers: Pick<Containers, "run" | "script" | "start"> = {
    run: async (image, platform, command, options) => next(`run ${image} ${platform} ${command.join(" ")}`, options),
    script: async (command, folder, options) => next(`script ${folder} ${command.join(" ")}`, options),
    start: async (image, platform) => {
      calls.push(`start ${image} ${platform}`);
      return service;
    },
  };
  const ports: TestPorts = {
    containers: containers as Containers,
    clock: { now: () => new Date() },
    log: { line: (text) => void lines.push(text) },
    redact: (text: string) => text,
  } as TestPorts;
  return { ports, calls, lines };
}

const verdictOf = (given: Test, ports: TestPorts) => runnerOf(given).run(given, subject, ports);

describe("run", () => {
  test.each([
    [exit(0), { passed: true }],
    [exit(7, "no\n"), { passed: false, reason: "exit status 7", log: "no" }],
    [exit(137, "slow\n", true), { passed: false, reason: "timed out after 3 s", log: "slow" }],
  ])("%j", async (ending, verdict) => {
    const { ports, calls } = portsFor([ending]);
    expect(await verdictOf({ kind: "run", ...common }, ports)).toEqual(verdict);
    expect(calls).toEqual(["run r/a@sha256:0 linux/amd64 check it A=1"]);
  });
});

test("script: the program runs in the work tree and learns what it tests", async () => {
  const { ports, calls } = portsFor([exit(0)]);
  expect(await verdictOf({ kind: "script", ...common, files: [] }, ports)).toEqual({ passed: true });
  const given = "TAGSTREAM_IMAGE=r/a@sha256:0 TAGSTREAM_PLATFORM=linux/amd64 TAGSTREAM_UNIT=a:release";
  expect(calls).toEqual([`script /work check it A=1 ${given}`]);
});

describe("exec", () => {
  const answers: Test = { kind: "exec", ...common, within: 60_000 };

  test("tries again until the command passes, and removes the service", async () => {
    const { ports, calls } = portsFor([exit(1), exit(0)]);
    expect(await verdictOf(answers, ports)).toEqual({ passed: true });
    expect(calls).toEqual(["start r/a@sha256:0 linux/amd64", "exec check it A=1", "exec check it A=1", "remove"]);
  });

  test("the shorter of `within` and `timeout` is the limit", async () => {
    const { ports } = portsFor([exit(137, "", true)]);
    const log = "the container's log:\nthe service's log";
    const reason = "did not pass within 3 s: no attempt finished";
    expect(await verdictOf(answers, ports)).toEqual({ passed: false, reason, log });
  });

  test("a service that has ended is asked no more", async () => {
    const { ports, calls } = portsFor([exit(1, "refused\n")], false);
    const log = "refused\nthe container's log:\nthe service's log";
    expect(await verdictOf(answers, ports)).toEqual({ passed: false, reason: "the service ended", log });
    expect(calls).toEqual(["start r/a@sha256:0 linux/amd64", "exec check it A=1", "remove"]);
  });
});

test("an exec test alone prints its log after it failed", () => {
  expect(
    [runnerOf({ kind: "run" }), runnerOf({ kind: "exec" }), runnerOf({ kind: "script" })].map(({ streams }) => streams),
  ).toEqual([true, false, true]);
});

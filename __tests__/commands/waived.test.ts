/** A waived test in runs of several jobs: from the plan to what is published. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { noContainers } from "../support/memory-builder.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import { type MemoryRun, memoryRun } from "../support/memory-run.ts";

afterAll(removeFolders);

const repository = "one.example.org/osg/squid";

const config = `registries: [one.example.org/osg]
images:
  squid:
    context: squid
    tests:
      - { name: starts, run: a, waived: { until: 2026-11-24, reason: "TICKET-12: upstream bug" } }
      - { name: answers, run: b }
`;

/** A project whose test `starts` fails. */
function project(now: string): MemoryRun {
  const made = memoryRun({ ".github/tagstream.yml": config, "squid/Dockerfile": "FROM scratch\n" });
  made.now = new Date(now);
  made.containers = {
    ...noContainers,
    run: async (_image, _platform, command) => ({ status: command.at(-1) === "a" ? 1 : 0, timedOut: false, output: "no answer" }),
  };
  return made;
}

describe("a test that fails", () => {
  test("keeps nothing from being published while it is waived, and is seen", async () => {
    const made = project("2026-11-24T23:00:00Z");
    const { status, jobs, built, words } = await MemoryJobs.run(made, "schedule");
    expect([status, words]).toEqual([0, expect.not.stringContaining("test-failed")]);
    expect(jobs.plan.units[0]?.tests[0]).toMatchObject({ waived: { until: "2026-11-24", reason: "TICKET-12: upstream bug" } });
    const message =
      'squid:release: The test "starts" on linux/amd64 (exit status 1) failed. It is waived until 2026-11-24: TICKET-12: upstream bug';
    expect(built.flatMap(({ shown }) => shown.problems)).toEqual([{ code: "test-waived", severity: "warning", message }]);
    expect(built[0]?.words).toContain("1 test passed and 1 waived test failed");
    expect([...(await made.registry.tags(repository))]).toContain("release");
  });

  test("keeps it from being published from the next day on, and every run says that the waiver is over", async () => {
    const made = project("2026-11-24T23:55:00Z");
    const { status, jobs, built } = await MemoryJobs.run(made, "schedule"); // its plan is made ten minutes later
    expect([status, built[0]?.status]).toEqual([1, 1]);
    expect(built[0]?.shown.problems).toMatchObject([{ code: "test-failed" }]);
    expect(jobs.shown.problems).toMatchObject([{ code: "config-waiver", severity: "warning", line: 6 }]);
    expect(await made.registry.tags(repository)).not.toContain("release");
  });

  test("is judged by the plan's day in all jobs of its run", async () => {
    const made = project("2026-11-24T23:00:00Z");
    const jobs = await MemoryJobs.plan(made, "schedule");
    made.now = new Date("2026-11-25T06:00:00Z");
    const built = await jobs.buildAll();
    expect([built[0]?.status, (await jobs.publish()).status]).toEqual([0, 0]);
  });
});

test("a plan that is made around midnight is of one day", async () => {
  const made = project("2026-11-24T23:00:00Z");
  let calls = 0;
  Object.defineProperty(made, "now", {
    get: () => new Date(calls++ === 0 ? "2026-11-24T23:59:59Z" : "2026-11-25T00:00:01Z"),
    set: () => {
      calls = 0;
    },
  });
  const { plan } = await MemoryJobs.plan(made, "schedule");
  expect([plan.timestamp, plan.units[0]?.tests[0]?.waived]).toEqual(["20261125-0000", undefined]);
});

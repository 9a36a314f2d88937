import { afterAll, expect, test } from "@jest/globals";
import { plan as planCommand } from "../../src/commands/plan.ts";
import { type FreshnessRow, printFreshness } from "../../src/core/freshness/freshness-data.ts";
import { removeFolders } from "../support/git.ts";
import { annotations, day, moveBase, project, run } from "../support/rebuild-project.ts";

afterAll(removeFolders);

test("scheduled runs try what failed three times, then once a week, and at once when its inputs change", async () => {
  const made = project();
  await run(made, 0);
  const remember = (count: number, inputs: string) => {
    const moment = `${made.now.toISOString().slice(0, 19)}Z`;
    const row: FreshnessRow = {
      tries: { since: moment, last: moment, count, inputs, code: "test-failed", problem: "its test failed" },
    };
    made.freshness.splice(0, 1, { number: 9, title: "", url: "", body: printFreshness(new Map([["alone:release", row]])) });
  };
  const inputs = annotations(made, "alone")["io.github.tagstream.inputs"] ?? "";
  made.now = new Date(made.now.getTime() + 7 * day);
  remember(2, inputs);
  expect((await run(made, 1, "schedule", planCommand)).reasons["alone"]).toBe("retry");
  remember(3, inputs);
  expect((await run(made, 1, "schedule", planCommand)).reasons["alone"]).toMatch(/^failed 3 times since .*: its test failed$/);
  expect((await run(made, 6, "schedule", planCommand)).reasons["alone"]).toBe("retry");
  remember(3, "0".repeat(64));
  expect((await run(made, 1, "schedule", planCommand)).reasons["alone"]).toBe("inputs");
  expect((await run(made, 0, "workflow_dispatch", planCommand)).reasons["alone"]).toBe("asked");
});

test("runs count what fails in the issue, rest after three tries, and forget it once it is published", async () => {
  const made = project();
  await run(made, 0);
  const { containers } = made;
  made.containers = { ...containers, run: async () => ({ status: 1, timedOut: false, output: "" }) };
  const tried = async (days: number) => {
    const { reasons, status } = await run(made, days);
    return [reasons["alone"], status];
  };
  expect(await tried(7)).toEqual(["due", 1]);
  expect(await tried(1)).toEqual(["retry", 1]);
  expect(await tried(1)).toEqual(["retry", 1]);
  expect(await tried(1)).toEqual([expect.stringMatching(/^failed 3 times since 30 Nov; next try on 9 Dec: .*failed/), 0]);
  moveBase(made, "ten", "10");
  expect(await tried(1)).toEqual(["base", 1]);
  expect(await tried(1)).toEqual([expect.stringMatching(/^failed 4 times since 30 Nov; next try on 11 Dec: /), 0]);
  made.containers = containers;
  expect(await tried(6)).toEqual(["retry", 0]);
  expect(await tried(1)).toEqual(["fresh: 1 day old", 0]);
});

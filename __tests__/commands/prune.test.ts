import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { one, stampBefore, stampsIn, startPrune, two, weeklyWorld } from "../support/prune-world.ts";

afterAll(removeFolders);

const rules = "{ all: 30d }";

describe("a dry run", () => {
  test("writes nothing, and says what stays and why", async () => {
    const made = weeklyWorld(8, rules);
    const { status, writes, lines, outputs, summary } = await startPrune(made, { dryRun: true });
    console.log(lines.join("\n"), summary);
    expect(writes).toEqual([]);
    expect(status).toBe(0);
    expect(outputs).toEqual({ pruned: "[]", failed: "[]" });
  });
});

test("removes from all registries, and a second run removes nothing", async () => {
  const made = weeklyWorld(8, rules);
  const first = await startPrune(made);
  console.log(first.lines.join("\n"), first.summary, first.problems);
  expect(first.status).toBe(0);
  const left = [28, 21, 14, 7, 0].map(stampBefore);
  expect([stampsIn(made), stampsIn(made, two)]).toEqual([left, left]);
  const second = await startPrune(made);
  expect(second).toMatchObject({ status: 0, writes: [], outputs: { pruned: "[]" } });
  void one;
});

import { afterAll, describe, expect, test } from "@jest/globals";
import { failure } from "../../src/core/lib/problems/problem.ts";
import type { PinTargets } from "../../src/ports/pin-targets.ts";
import { removeFolders } from "../support/git.ts";
import { makeHoldBody } from "../support/hold-block.ts";
import { memoryRun } from "../support/memory-run.ts";
import { configured, one, publish, stampBefore, stampsIn, startPrune, two, weeklyWorld } from "../support/prune-world.ts";

afterAll(removeFolders);

const rules = "{ all: 30d }";
const left = [28, 21, 14, 7, 0].map(stampBefore);

describe("a dry run", () => {
  test("writes nothing, and says what stays and why", async () => {
    const made = weeklyWorld(8, rules);
    const { status, writes, lines, outputs, summary } = await startPrune(made, { dryRun: true });
    expect(writes).toEqual([]);
    expect(status).toBe(0);
    expect(outputs).toEqual({ pruned: "[]", failed: "[]" });
    expect(lines.join("\n")).toContain(
      "app:release · keeps 5 of 8 publications · would remove 3: 20261005-0617 … 20261019-0617 (over 30 days)",
    );
    expect(lines.at(-1)).toBe("Dry run: nothing was removed.");
    expect(summary).toMatch(/^### Dry run: Would remove 3 publications of 1 image$/m);
  });
});

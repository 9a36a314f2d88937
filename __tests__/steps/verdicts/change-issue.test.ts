import { describe, expect, test } from "@jest/globals";
import { newEntries, withEntries } from "../../../src/core/verdicts/add-verdicts.ts";
import type { VerdictEntry } from "../../../src/core/verdicts/standing.ts";
import { printVerdicts, readVerdicts } from "../../../src/core/verdicts/verdict-data.ts";
import type { KeptIssue, KeptIssues } from "../../../src/ports/forge.ts";
import { changeIssueData } from "../../../src/steps/verdicts/change-issue.ts";
import { recordAdvances, verdictIssue } from "../../../src/steps/verdicts/verdict-issue.ts";
import { memoryIssues } from "../../support/memory-forge.ts";
import { advance, digestOf, keptIssue, stampOf, verdict } from "../../support/verdicts.ts";

const say = (issues: KeptIssues, ...entries: VerdictEntry[]) => {
  let own: VerdictEntry[] | undefined;
  return changeIssueData(verdictIssue({ verdicts: issues }, "stable"), (log) => {
    own ??= newEntries(log, entries);
    return withEntries(log, own);
  });
};
const verdictsIn = (issues: readonly KeptIssue[]) => issues.flatMap((issue) => readVerdicts(issue).verdicts);
const people = (issues: readonly KeptIssue[]) => verdictsIn(issues).map(({ by }) => by);
const stable = (number: number, ...verdicts: VerdictEntry[]) =>
  keptIssue(number, "Verdicts: stable", printVerdicts({ stream: "stable", verdicts, advances: [] }));

describe("writing into the issue of a stream", () => {
  test("opens the first one, and writes into it from then on", async () => {
    const kept: KeptIssue[] = [];
    expect(await say(memoryIssues(kept, 7), verdict())).toMatchObject({ number: 7, title: "Verdicts: stable" });
    await say(memoryIssues(kept, 7), verdict({ by: "mona" }));
    expect(kept).toHaveLength(1);
    expect(people(kept)).toEqual(["octo", "mona"]);
  });

  test("two at once lose nothing, whoever is late", async () => {
    const kept = [stable(1)];
    const issues = memoryIssues(kept, 2);
    await Promise.all([say(issues, verdict()), say(issues, verdict({ by: "mona" })), say(issues, verdict({ by: "hal" }))]);
    expect(people(kept).sort()).toEqual(["hal", "mona", "octo"]);
  });

  test("another run that replaces the text is noticed", async () => {
    const kept = [stable(1)];
    const issues = memoryIssues(kept, 2);
    let replaced = 0;
    const raced: KeptIssues = {
      ...issues,
      async update(...of) {
        await issues.update(...of);
        if (replaced++ < 2) kept[0] = stable(1, verdict({ by: "mona" }));
      },
    };
    await say(raced, verdict());
    expect(people(kept).sort()).toEqual(["mona", "octo"]);
  });

  test("one that always replaces it ends in an error", async () => {
    const issues = memoryIssues([stable(1)], 2);
    await expect(say({ ...issues, update: async () => {} }, verdict())).rejects.toThrow(/replaced .* 5 times/);
  });

  test("two that open one at once count together; the oldest gets the next", async () => {
    const kept: KeptIssue[] = [];
    const issues = memoryIssues(kept, 1);
    await Promise.all([say(issues, verdict()), say(issues, verdict({ by: "mona" }))]);
    expect(kept).toHaveLength(2);
    await say(issues, verdict({ by: "hal" }));
    expect(people(kept.slice(0, 1)).sort()).toEqual(["hal", "mona", "octo"]);
  });

  test("a list that lags opens no second one", async () => {
    const kept: KeptIssue[] = [];
    const issues = memoryIssues(kept, 1);
    await say({ ...issues, list: async () => [] }, verdict());
    expect(kept).toHaveLength(1);
  });

  test.each([
    ["of the stream", keptIssue(1, "Verdicts: stable", "gone")],
    ["of whatever stream", keptIssue(1, "Renamed", "gone")],
  ])("never overwrites an unreadable one %s", async (_, broken) => {
    const kept = [broken];
    await expect(say(memoryIssues(kept, 2), verdict())).rejects.toThrow(/Nothing was written. Issue #1 .* unreadable/);
    expect(kept).toEqual([broken]);
  });

  test("leaves another stream's alone", async () => {
    const canary = keptIssue(1, "Verdicts: canary", printVerdicts({ stream: "canary", verdicts: [], advances: [] }));
    const kept = [canary, keptIssue(2, "Verdicts: other", "gone")];
    await say(memoryIssues(kept, 3), verdict());
    expect(kept).toHaveLength(3);
    expect(kept[0]).toEqual(canary);
  });

  test("a full issue loses what is older than what is shown, oldest first", async () => {
    const long = (n: number) =>
      verdict({
        reason: "x".repeat(900),
        digest: digestOf(String(n % 10)),
        unit: `u${n}:fresh`,
        stamp: stampOf(`202611${String(10 + (n % 15))}-0617`),
      });
    const full = Array.from({ length: 50 }, (_, n) => long(n));
    const kept = [stable(1, ...full)];
    const issues = memoryIssues(kept, 2);
    const more = Array.from({ length: 20 }, (_, n) => long(100 + n));
    const mustStay =
      async () =>
      ({ stamp }: { stamp: { timestamp: string } }) =>
        stamp.timestamp > "20261115-2400";
    await changeIssueData(verdictIssue({ verdicts: issues }, "stable", mustStay), (log) =>
      log.verdicts.some(({ unit }) => unit === "u119:fresh") ? undefined : withEntries(log, more),
    );
    const left = verdictsIn(kept).map(({ stamp }) => stamp.timestamp);
    const all = [...full, ...more].map(({ stamp }) => stamp.timestamp);
    const mine = (stamps: string[]) => stamps.filter((stamp) => stamp > "20261115-2400").sort();
    expect(mine(left)).toEqual(mine(all));
    expect(left.length).toBeLessThan(all.length);
    expect(left.length).toBeGreaterThan(mine(all).length);
    expect(kept[0]?.body.length).toBeLessThan(65_536);
  });

  test("an issue full of what must stay is refused", async () => {
    const units = Array.from({ length: 500 }, (_, n) => verdict({ unit: `u${n}:fresh`, reason: "x".repeat(80) }));
    await expect(say(memoryIssues([], 1), ...units)).rejects.toThrow(/longer than GitHub allows/);
  });
});

describe("advances", () => {
  test("are recorded once, and only the newest 50 stay", async () => {
    const kept = [stable(1, verdict())];
    const issues = memoryIssues(kept, 2);
    const all = Array.from({ length: 55 }, (_, n) =>
      advance({ run: String(n), at: `2026-11-20T10:00:${String(n).padStart(2, "0")}Z` }),
    );
    await recordAdvances({ verdicts: issues }, "stable", all.slice(0, 3));
    await recordAdvances({ verdicts: issues }, "stable", all.slice(0, 3));
    await recordAdvances({ verdicts: issues }, "stable", all.slice(3));
    const [issue] = kept;
    expect(issue && readVerdicts(issue)).toMatchObject({ verdicts: [verdict()], advances: all.slice(5) });
  });
});

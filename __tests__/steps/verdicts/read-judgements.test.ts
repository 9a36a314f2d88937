import { describe, expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { printVerdicts } from "../../../src/core/verdicts/verdict-data.ts";
import { printYanks } from "../../../src/core/verdicts/yank-data.ts";
import type { KeptIssue, KeptIssues } from "../../../src/ports/forge.ts";
import { readJudgements } from "../../../src/steps/verdicts/read-judgements.ts";
import { memoryIssues } from "../../support/memory-forge.ts";
import { advance, digestOf, keptIssue, verdict, yank } from "../../support/verdicts.ts";

const refused: KeptIssues = { ...memoryIssues([], 1), list: () => Promise.reject(failure("github-denied", "No.")) };
const disabled: KeptIssues = { ...memoryIssues([], 1), list: async () => "disabled" };
const forgeOf = (verdicts: KeptIssue[], yanks: KeptIssue[] = []) => ({
  verdicts: memoryIssues(verdicts, 1),
  yanks: memoryIssues(yanks, 100),
});
const stable = (number: number, ...verdicts: ReturnType<typeof verdict>[]) =>
  keptIssue(number, "Verdicts: stable", printVerdicts({ stream: "stable", verdicts, advances: [advance()] }));

describe("what people say", () => {
  test("of the streams that are asked for", async () => {
    const canary = keptIssue(2, "x", printVerdicts({ stream: "canary", verdicts: [verdict({ by: "hal" })], advances: [] }));
    const forge = forgeOf([stable(1, verdict()), canary], [keptIssue(3, "Yanked images", printYanks([yank()]))]);
    expect(await readJudgements(forge, ["stable"])).toEqual({
      verdicts: [verdict()],
      advances: [advance()],
      yanks: [yank()],
      notes: [],
    });
  });

  test("is what all issues of a stream say together", async () => {
    const bad = verdict({ verdict: "bad", at: "2026-11-21T10:00:00Z" });
    const { verdicts } = await readJudgements(forgeOf([stable(1, bad), stable(2, verdict(), verdict({ by: "mona" }))]), [
      "stable",
    ]);
    expect(verdicts).toEqual([verdict({ by: "mona" }), bad]);
  });

  test("of no stream: the verdicts are not asked for", async () => {
    expect(await readJudgements({ ...forgeOf([]), verdicts: refused }, [])).toEqual({
      verdicts: [],
      advances: [],
      yanks: [],
      notes: [],
    });
  });

  test("yanks that were taken back do not count", async () => {
    const undone = { by: "mona", at: "2026-11-21T10:00:00Z", reason: "a false alarm" };
    const issue = keptIssue(3, "x", printYanks([yank({ undone }), yank({ digest: digestOf("2") })]));
    expect((await readJudgements(forgeOf([], [issue]), [])).yanks).toEqual([yank({ digest: digestOf("2") })]);
  });

  test("names issues that no longer count: their authors may have left", async () => {
    const left = { ...memoryIssues([], 1), ignored: async () => [4, 7] };
    const { notes } = await readJudgements({ verdicts: left, yanks: memoryIssues([], 100) }, ["stable"]);
    expect(notes).toEqual([
      "these issues have the label of verdicts but do not count, because their authors have no write access: #4, #7",
    ]);
  });

  test.each([
    ["no token", undefined, "Tagstream has no GitHub token"],
    ["no issues", { verdicts: disabled, yanks: disabled }, "the repository has issues disabled"],
  ])("is nothing with %s, which says why", async (_, forge, none) => {
    expect(await readJudgements(forge, ["stable"])).toMatchObject({ verdicts: [], yanks: [], none });
  });

  test.each([
    ["the verdicts", { ...forgeOf([]), verdicts: refused }],
    ["the yanks", { ...forgeOf([]), yanks: refused }],
  ])("is unknown if GitHub refuses %s", async (_, forge) => {
    expect((await readJudgements(forge, ["stable"])).unreadable).toBe("No.");
  });

  test("a defect is no answer", async () => {
    const broken = { ...memoryIssues([], 1), list: () => Promise.reject(new TypeError("a bug")) };
    await expect(readJudgements({ verdicts: broken, yanks: broken }, [])).rejects.toThrow("a bug");
  });

  test.each([
    ["of the stream", keptIssue(9, "Verdicts: stable", "gone")],
    ["of whatever stream", keptIssue(9, "Renamed", "gone")],
  ])("is unknown in part if an issue %s is unreadable", async (_, broken) => {
    const read = await readJudgements(forgeOf([stable(1, verdict()), broken]), ["stable"]);
    expect(read.verdicts).toEqual([verdict()]);
    expect(read.unreadable).toMatch(/^Issue #9 with verdicts is unreadable: .*Fix its block.*issues\/9\.$/);
  });

  test("is known if only another stream's issue is unreadable", async () => {
    const read = await readJudgements(forgeOf([keptIssue(9, "Verdicts: canary", "gone")]), ["stable"]);
    expect(read.unreadable).toBeUndefined();
  });

  test("is unknown if the issue with yanks is unreadable", async () => {
    const read = await readJudgements(forgeOf([], [keptIssue(9, "Yanked images", "gone")]), []);
    expect(read.unreadable).toMatch(/^Issue #9 with yanks is unreadable/);
  });
});

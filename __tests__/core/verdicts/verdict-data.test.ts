import { describe, expect, test } from "@jest/globals";
import { newestAdvances, printVerdicts, readVerdicts, unitedVerdicts } from "../../../src/core/verdicts/verdict-data.ts";
import { advance, digestOf, stampOf, verdict } from "../../support/verdicts.ts";

const log = {
  stream: "stable",
  verdicts: [
    verdict({ reason: "``` # no `yaml tagstream-follow` --> <b>@octo</b> | [x](y)", run: "77" }),
    verdict({ by: "github-actions[bot]", verdict: "bad", stamp: stampOf("20261123-0617-01") }),
    verdict({ by: "mona", verdict: "undone", stamp: stampOf("20261123"), at: "2026-11-21T10:00:00Z" }),
  ],
  advances: [advance()],
};
const block = printVerdicts(log);
const read = (body: string, title = "Verdicts: stable") => readVerdicts({ title, body });

describe("the data of verdicts", () => {
  test("is read as it was written", () => {
    expect(read(`# Text\n\n${block}\n`)).toEqual(log);
    expect(read(block.replaceAll("\n", "\r\n"))).toEqual(log);
  });

  test("is read without advances", () => {
    const { advances: _, ...rest } = log;
    expect(read(printVerdicts({ ...rest, advances: [] }))).toEqual({ ...rest, advances: [] });
  });

  test("a person may write a day and a run without quotes", () => {
    const edited = block.replace('"20261123"', "20261123").replace('run: "77"', "run: 77");
    expect(read(edited)).toEqual(log);
  });

  test.each([
    ["no block", "nonsense"],
    ["two blocks", `${block}\n${block}`],
    ["no YAML", "```yaml tagstream-follow\n{{{\n```"],
    ["no verdicts", "```yaml tagstream-follow\nstream: stable\n```"],
    ["verdicts that are no list", "```yaml tagstream-follow\nstream: stable\nverdicts: {}\n```"],
    ["a later version", block.replace("version: 1", "version: 2")],
    ["a deep block", `\`\`\`yaml tagstream-follow\nverdicts: ${"[".repeat(5000)}\n\`\`\``],
    ["an alias", "```yaml tagstream-follow\na: &a [1]\nverdicts: *a\n```"],
  ])("has a fault where an edit left %s", (_, body) => {
    const { stream, verdicts, fault } = read(body);
    expect([stream, verdicts, typeof fault]).toEqual(["stable", [], "string"]);
  });

  test.each([
    ['verdict: "bad"', 'verdict: "BAD"'],
    ['unit: "squid:fresh"', 'unit: "squid: fresh"'],
    ['at: "2026-11-20T10:00:00Z"', 'at: "2026-02-30T10:00:00Z"'],
    ['by: "octo"', 'by: "[octo](https://evil.example)"'],
    ['stamp: "20261116-0617"', 'stamp: "yesterday"'],
    [digestOf("1"), digestOf("1").slice(1)],
    ["digest:", "digested:"],
  ])("lacks only the entry where %s became %s", (was, is) => {
    const { verdicts, advances, fault } = read(block.replace(was, is));
    expect([verdicts.length, advances.length]).toEqual([2, 1]);
    expect(fault).toMatch(/^entry [12] of `verdicts` is invalid$/);
  });

  test("lacks only an advance that cannot be read", () => {
    const { verdicts, advances, fault } = read(block.replace("follower:", "leader:"));
    expect([verdicts.length, advances, fault]).toEqual([3, [], "entry 1 of `advances` is invalid"]);
  });

  test("an entry without a meaning is a fault", () => {
    const { verdicts, fault } = read(block.replace("verdicts:\n", "verdicts:\n  - 7\n"));
    expect([verdicts.length, fault]).toEqual([3, "entry 1 of `verdicts` is invalid"]);
  });

  test("reads at most 1000 entries, and says so", () => {
    const huge = printVerdicts({ ...log, verdicts: Array.from({ length: 1500 }, () => verdict()) });
    const { verdicts, fault } = read(huge);
    expect([verdicts.length, fault]).toEqual([1000, "`verdicts` has more than 1000 entries"]);
  });

  test("a reason is one line, and of at most 1000 characters", () => {
    const edited = block.replace('reason: "it serves our traffic"', `reason: "a\\n\\u001b[31m${"x".repeat(5000)}"`);
    const reason = read(edited).verdicts[1]?.reason ?? "";
    expect(reason).toMatch(/^a x+…$/);
    expect(reason).toHaveLength(1000);
  });

  test.each([
    ["the block's stream", block, "Rubbish", "stable"],
    ["the title's, if the block is broken", "", "Verdicts: canary", "canary"],
    ["none, if both are", "", "Rubbish", undefined],
  ])("is of %s", (_, body, title, stream) => {
    expect(read(body, title).stream).toBe(stream);
  });
});

describe("several issues", () => {
  test("say together what each says, once, in the order of time", () => {
    const [early, late] = [verdict({ at: "2026-11-19T10:00:00Z" }), verdict({ by: "mona", at: "2026-11-22T10:00:00Z" })];
    const { verdicts } = unitedVerdicts("stable", [
      { verdicts: [verdict(), late], advances: [] },
      { verdicts: [early, verdict()], advances: [] },
    ]);
    expect(verdicts).toEqual([early, verdict(), late]);
  });

  test("the newest 50 advances stay", () => {
    const all = Array.from({ length: 60 }, (_, n) =>
      advance({ run: String(n), at: `2026-11-20T10:00:${String(n).padStart(2, "0")}Z` }),
    );
    expect(newestAdvances(all.toReversed())).toEqual(all.slice(10));
  });
});

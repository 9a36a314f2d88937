import { describe, expect, test } from "@jest/globals";
import { printYanks, readYanks, unitedYanks } from "../../../src/core/verdicts/yank-data.ts";
import { yankOf, yankWords } from "../../../src/core/verdicts/yanked.ts";
import { digestOf, yank } from "../../support/verdicts.ts";

const undone = { by: "mona", at: "2026-11-21T10:00:00Z", reason: "a false alarm", run: "8" };
const yanks = [yank({ run: "7" }), yank({ digest: digestOf("2"), undone })];
const block = printYanks(yanks);

describe("the data of yanks", () => {
  test("is read as it was written", () => {
    expect(readYanks(`Text\n${block}\n`)).toEqual({ yanks });
  });

  test.each([
    ["no block", ""],
    ["two blocks", `${block}\n${block}`],
    ["no list", "```yaml tagstream-yank\nyanks: 7\n```"],
    ["a deep block", `\`\`\`yaml tagstream-yank\nyanks: ${"[".repeat(5000)}\n\`\`\``],
  ])("has a fault where an edit left %s", (_, body) => {
    const read = readYanks(body);
    expect([read.yanks, typeof read.fault]).toEqual([[], "string"]);
  });

  test("a yank that is taken back unreadably stays unreadable, and says so", () => {
    const read = readYanks(block.replace("undone:", "undone: 7\n    was:"));
    expect(read).toEqual({ yanks: [yanks[0]], fault: "entry 2 of `yanks` is invalid" });
  });
});

describe("several issues", () => {
  const back = yank({ undone });
  test.each([
    ["first", [[back], [yank()]]],
    ["last", [[yank()], [back]]],
  ])("what one of them takes back does not count, if it comes %s", (_, lists) => {
    expect(unitedYanks(lists)).toEqual([back]);
  });
});

describe("a yanked digest", () => {
  test.each([
    ["of this unit", digestOf("1"), true],
    ["taken back", digestOf("2"), false],
    ["of nobody", digestOf("3"), false],
    ["unknown", undefined, false],
  ])("%s", (_, digest, isYanked) => {
    expect(yankOf(digest, yanks) !== undefined).toBe(isYanked);
  });

  test("in words", () => {
    expect(yankWords(yank())).toBe("octo yanked squid:fresh 20261116-0617 at 2026-11-20 10:00 UTC: leaks a key");
  });
});

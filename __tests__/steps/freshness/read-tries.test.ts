import { describe, expect, test } from "@jest/globals";
import { printFreshness } from "../../../src/core/freshness/freshness-data.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { FreshnessIssues } from "../../../src/ports/forge.ts";
import { readTries } from "../../../src/steps/freshness/read-tries.ts";

const tries = { since: "2026-11-11T03:17:00Z", last: "2026-11-13T03:17:00Z", count: 3 };
const body = printFreshness(
  new Map([
    ["a:release", { tries }],
    ["b:release", { published: "2026-11-11T03:17:00Z" }],
  ]),
);
const forge = (list: FreshnessIssues["list"]) => ({ freshness: { list } as FreshnessIssues });
const issue = (number: number, text: string) => ({ number, title: "", body: text, url: "" });

describe("the tries of earlier runs", () => {
  test("are those of the oldest open issue", async () => {
    const read = await readTries(forge(async () => [issue(3, body), issue(4, "")]));
    expect(read).toEqual({ tries: new Map([["a:release", tries]]), notes: [] });
  });

  test("are none without a token, with issues disabled, and without an issue", async () => {
    const none = { tries: new Map(), notes: [] };
    expect(await readTries(undefined)).toEqual(none);
    expect(await readTries(forge(async () => "disabled"))).toEqual(none);
    expect(await readTries(forge(async () => []))).toEqual(none);
  });

  test("are none, with a note, where GitHub refuses or an edit broke the issue", async () => {
    const refused = await readTries(forge(() => Promise.reject(failure("github-denied", "It refused."))));
    expect([refused.tries.size, refused.notes.join()]).toEqual([0, expect.stringContaining("It refused.")]);
    const edited = await readTries(forge(async () => [issue(3, "nonsense")]));
    expect([edited.tries.size, edited.notes.join()]).toEqual([0, expect.stringContaining("#3")]);
  });
});

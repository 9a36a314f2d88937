import { describe, expect, test } from "@jest/globals";
import { printFreshness } from "../../../src/core/freshness/freshness-data.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { FreshnessIssues } from "../../../src/ports/forge.ts";
import { readTries } from "../../../src/steps/freshness/read-tries.ts";
import { timestamp } from "../../support/units.ts";

const now = timestamp("20261114-0317");
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
    const read = await readTries(
      forge(async () => [issue(3, body), issue(4, "")]),
      now,
    );
    expect(read).toEqual({ tries: new Map([["a:release", tries]]), notes: [] });
  });

  test("are none without a token, with issues disabled, and without an issue", async () => {
    const none = { tries: new Map(), notes: [] };
    expect(await readTries(undefined, now)).toEqual(none);
    expect(
      await readTries(
        forge(async () => "disabled"),
        now,
      ),
    ).toEqual(none);
    expect(
      await readTries(
        forge(async () => []),
        now,
      ),
    ).toEqual(none);
  });

  test("are none, with a note, where GitHub refuses or an edit broke the issue", async () => {
    const refused = await readTries(
      forge(() => Promise.reject(failure("github-denied", "It refused."))),
      now,
    );
    expect([refused.tries.size, refused.notes.join()]).toEqual([0, expect.stringContaining("It refused.")]);
    const edited = await readTries(
      forge(async () => [issue(3, "nonsense")]),
      now,
    );
    expect([edited.tries.size, edited.notes.join()]).toEqual([0, expect.stringContaining("#3")]);
  });

  test("are none where the issue has them in the future: no unit waits for the year 9999", async () => {
    const last = (at: string) => issue(3, printFreshness(new Map([["a:release", { tries: { ...tries, last: at } }]])));
    const read = async (at: string) =>
      (
        await readTries(
          forge(async () => [last(at)]),
          now,
        )
      ).tries.size;
    expect([await read("9999-12-31T03:17:00Z"), await read("2026-11-15T03:18:00Z")]).toEqual([0, 0]);
    expect(await read("2026-11-15T03:17:00Z")).toBe(1); // clocks differ
  });
});

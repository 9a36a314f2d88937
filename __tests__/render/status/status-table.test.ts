import { describe, expect, test } from "@jest/globals";
import type { Status, UnitStatus } from "../../../src/core/status/status.ts";
import { statusMarkdown, statusTable } from "../../../src/render/status/status-table.ts";
import { statusHold, statusPublication, statusUnit } from "../../support/status-units.ts";
import { makeDigest } from "../../support/units.ts";

const statusOf = (...units: UnitStatus[]): Status => {
  return { version: 1, generated: "2026-11-27T10:00:00Z", limit: 864_000, units, notes: [] };
};
const [name, digest] = ["squid:25-el9-release", makeDigest("a")];

describe("what needs attention", () => {
  test.each<[string, Partial<UnitStatus>, headline: string, row: string | undefined]>([
    ["nothing", {}, "1 stream: nothing needs attention", undefined],
    [
      "failing rebuilds",
      { failing: { since: "2026-11-24T06:17:00Z", last: "2026-11-26T06:17:00Z", count: 3, code: "build-failed" } },
      "1 stream: 1 failing",
      `${name}  failing  3 tries since 24 Nov: build-failed`,
    ],
    [
      "no publication",
      { freshness: { state: "never" }, publications: [] },
      "1 stream: 1 never published",
      `${name}  never published`,
    ],
    ["versions alone", { versionsAlone: true, freshness: { state: "never" } }, "1 stream: nothing needs attention", undefined],
    [
      "a hold whose issue cannot be read",
      { holds: [statusHold(12, { reason: "", expires: null, fault: "its block is unreadable" })] },
      "1 stream: 1 held",
      `${name}  held  by kim (#12): its block is unreadable`,
    ],
    [
      "stale: with the first cause",
      {
        freshness: { state: "stale", published: "2026-11-10T10:00:00Z", causes: [{ text: "the schedule is off", remedy: "r" }] },
      },
      "1 stream: 1 stale",
      `${name}  stale  published 17 d ago, the limit is 10 d: the schedule is off`,
    ],
    [
      "a yanked image",
      {
        publications: [
          statusPublication("20261123-0617", { digest, yanked: { by: "mona", at: "2026-11-26T10:00:00Z", reason: "CVE" } }),
        ],
      },
      "1 stream: 1 withdrawn",
      `${name}  withdrawn  mona yanked what it shows: CVE`,
    ],
    [
      "registries that differ",
      { agrees: false, tags: [{ tag: "release", shows: { a: digest, b: null } }] },
      "1 stream: 1 with registries that differ",
      `${name}  registries differ  in what release shows`,
    ],
  ])("%s", (_, change, headline, row) => {
    const [first, ...rows] = statusTable(statusOf(statusUnit(change)));
    expect([first, ...rows.map((one) => one.trim())]).toEqual([headline, ...(row === undefined ? [] : [row])]);
    expect(statusMarkdown(statusOf(statusUnit(change)))).toContain(`**${headline}.**`);
  });

  test("the worst first, on one screen", () => {
    const waiting = { next: { timestamp: "20261124-0617", digest, waitingFor: ["soak"], conditions: [] } };
    const follows = { unit: "a:b", soak: 0, shown: 0, verdict: "optional", ...waiting };
    const units = Array.from({ length: 30 }, (_, index) => statusUnit({ unit: `waits:${index}`, follows }));
    const failing = { since: "2026-11-24T06:17:00Z", last: "2026-11-26T06:17:00Z", count: 3 };
    const lines = statusTable(statusOf(...units, statusUnit({ unit: "fails:a", failing })));
    expect(lines[1]).toMatch(/^ +fails:a +failing/);
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe("  … and 11 more on the page");
  });

  test("a stranger's text is text", () => {
    const hold = statusHold(12, { reason: "<img src=x>\u202e\n| [a](https://octo.example)" });
    const markdown = statusMarkdown(statusOf(statusUnit({ holds: [hold] })));
    expect(markdown).not.toMatch(/<img|\u202e|\]\(/);
    expect(markdown.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
  });
});

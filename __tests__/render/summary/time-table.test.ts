import { expect, test } from "@jest/globals";
import type { UnitTimes } from "../../../src/core/result/unit-times.ts";
import { timeTable } from "../../../src/render/summary/time-table.ts";

const minute = 60_000;
const base: UnitTimes = {
  unit: "software-base:25-el9-release",
  bases: [],
  queue: 0,
  build: 8 * minute,
  test: 0,
  publish: 2300,
  span: { from: 0, to: 15 * minute - 10_000 },
};
const squid: UnitTimes = {
  unit: "frontier-squid:25-el9-release",
  bases: [base.unit],
  queue: 1200,
  build: 5 * minute,
  test: 45_000,
  publish: 1500,
  span: { from: 8 * minute, to: 15 * minute + 2000 },
};
const cron: UnitTimes = {
  unit: "cron:25-el9-release",
  bases: [],
  queue: 20,
  test: 2 * minute,
  span: { from: 10, to: 2 * minute },
};

test("a row for each unit, the longest chain marked", () => {
  expect(timeTable([base, squid, cron], 200)).toBe(`<details><summary>Time: 3 images in 15 min 2 s</summary>

| image | queue | build | test | publish | total |
| --- | --- | --- | --- | --- | --- |
| ● \`software-base:25-el9-release\` | – | 8 min | – | 2.3 s | 8 min 2 s |
| ● \`frontier-squid:25-el9-release\` | 1.2 s | 5 min | 45 s | 1.5 s | 5 min 48 s |
| \`cron:25-el9-release\` | – | – | 2 min | – | 2 min |

● Longest chain: \`software-base:25-el9-release\` → \`frontier-squid:25-el9-release\`, 13 min 48 s of 15 min 2 s.

</details>`);
});

test("a single long one", () => {
  expect(timeTable([base], 200)).toContain("\n\n● Slowest: `software-base:25-el9-release`, 8 min 2 s of 14 min 50 s.\n");
});

test("of many units the slowest are shown, in their order", () => {
  const table = timeTable([base, cron, squid], 2);
  expect(table.match(/`.*?` \|/g)).toEqual(["`software-base:25-el9-release` |", "`frontier-squid:25-el9-release` |"]);
  expect(table).toContain("\n\n… and 1 more, all of them quicker.\n\n");
});

test("without the times of day, the chain is the whole", () => {
  const { span, ...without } = squid;
  expect(timeTable([without, { ...without, unit: "other:release" }], 200)).toContain("Time: 2 images in 5 min 48 s");
});

const short: UnitTimes = { unit: "a:s", bases: [], queue: 0, build: 59_000, test: 0 };
test.each<[string, UnitTimes[], boolean]>([
  ["nothing", [], false],
  ["one short build", [short], false],
  ["two short builds", [short, { ...short, unit: "b:s" }], true],
  ["one build and one that was only tested", [short, { unit: "b:s", bases: [], queue: 0, test: 9 }], false],
  ["one build of more than a minute", [{ ...short, test: 1001 }], true],
])("%s", (_, times, shown) => {
  expect(timeTable(times, 200) !== "").toBe(shown);
});

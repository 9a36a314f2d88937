import { expect, test } from "@jest/globals";
import { type Saying, shownWords } from "../../../src/core/verdicts/judged.ts";
import { makeDigest } from "../../support/units.ts";
import { stampOf } from "../../support/verdicts.ts";

const image = { unit: "squid:fresh", stamp: stampOf("20261109-0617"), digest: makeDigest("a") };
const wordsOf = (saying: Saying, ...shownBy: string[]) =>
  shownWords({ saying, images: [{ ...image, shownBy }], place: { commandLine: true } });

test("a stream shows the image under a timestamp of its own, so the words name the unit of the timestamp", () => {
  expect(wordsOf("yanked", "squid:fresh", "squid:stable")).toEqual([
    "squid:fresh shows 20261109-0617, and nothing moves back by itself. To roll back: `tagstream rollback --only 'squid:fresh' --reason '20261109-0617 was yanked'`",
    "squid:stable shows 20261109-0617 of squid:fresh, and nothing moves back by itself. To roll back: `tagstream rollback --only 'squid:stable' --reason '20261109-0617 of squid:fresh was yanked'`",
  ]);
});

test.each<[Saying, number]>([
  ["bad", 1],
  ["yanked", 1],
  ["good", 0],
  ["undone", 0],
  ["unyanked", 0],
])("%s: %d streams to roll back", (saying, streams) => {
  expect(wordsOf(saying, "squid:stable")).toHaveLength(streams);
});

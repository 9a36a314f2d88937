import { expect, test } from "@jest/globals";
import { isHigher, lowerVersionBlocker, movedTagWords } from "../../../src/core/publish/lower-version.ts";
import { recheck } from "../../../src/core/publish/recheck.ts";
import { timestamp } from "../../support/units.ts";

const unit = { name: "app:release", source: { ref: "refs/tags/v1.4.1", commit: "a".repeat(40), version: "1.4.1" } };
const at = (text: string, sequence = 0) => ({ timestamp: timestamp(text), sequence });
const stamp = at("20261123-0617");

test.each<[string, string | undefined, string | undefined, boolean]>([
  ["by number, not by text", "1.10.0", "1.9.0", true],
  ["the release after its pre-release", "1.5.0", "1.5.0-rc.1", true],
  ["a pre-release of the next one", "1.5.0-rc.1", "1.4.9", true],
  ["the same", "1.4.2", "1.4.2", false],
  ["a lower one", "1.4.1", "1.4.2", false],
  ["an unknown one", undefined, "1.4.2", false],
  ["than an unknown one", "1.4.2", undefined, false],
  ["what is no version", "latest", "1.4.2", false],
])("higher: %s", (_, version, other, expected) => {
  expect(isHigher(version, other)).toBe(expected);
});

test("a publication of no or the same or a lower version blocks nothing", () => {
  for (const published of [undefined, { version: "1.4.1", stamp }, { version: "1.4.0", stamp }])
    expect(lowerVersionBlocker(unit, published)).toBeUndefined();
  expect(lowerVersionBlocker({ name: "app:edge" }, { version: "9.0.0", stamp })).toBeUndefined();
});

test.each<[string, object, RegExp]>([
  [
    "with the command",
    { back: at("20261116-0617", 1) },
    /To go back, `tagstream rollback --only app:release --to 20261116-0617-01 --reason "1\.5\.0 was withdrawn"`/,
  ],
  [
    "without a publication to go back to",
    {},
    /no publication of the lower version to go back to: push the git tag of 1\.5\.0 again/,
  ],
  [
    "after a rollback",
    { back: at("20261116-0617"), isRolledBack: true },
    /It was rolled back since\. To end this, push the git tag of 1\.5\.0 again/,
  ],
])("a higher one blocks, %s", (_, change, message) => {
  const blocker = lowerVersionBlocker(unit, { version: "1.5.0", stamp, ...change });
  expect(blocker).toEqual({ code: "stream-version-lower", reason: expect.stringMatching(message) });
  expect(blocker?.reason).toMatch(/^its newest git tag is v1\.4\.1, but 20261123-0617 is version 1\.5\.0: /);
});

test("a moved git tag is named with both commits, if the image records the same version", () => {
  const commit = "b".repeat(40);
  expect(movedTagWords(unit, { version: "1.4.1", stamp, commit })).toBe("the git tag v1.4.1 was moved from bbbbbbb to aaaaaaa");
  expect(movedTagWords(unit, { version: "1.4.0", stamp, commit })).toBeUndefined();
  expect(movedTagWords(unit, { version: "1.4.1", stamp, commit: unit.source.commit })).toBeUndefined();
  expect(movedTagWords(unit, { version: "1.4.1", stamp })).toBeUndefined();
});

test.each<[string, string, string | undefined, string, string]>([
  ["a higher one that was published before", "1.4.1", "1.4.2", "20261123-0600", "yield"],
  ["a higher one that was published after", "1.4.1", "1.4.2", "20261123-0700", "yield"],
  ["a lower one that was published before", "1.4.2", "1.4.1", "20261123-0600", "publish"],
  ["a lower one by a clock that is ahead", "1.4.2", "1.4.1", "20261123-0700", "follow"],
  ["one of no version, of a later build", "1.4.2", undefined, "20261123-0700", "publish"],
])("right before the timestamp tag, another run's: %s", (_, version, other, published, kind) => {
  const own = {
    stamp,
    intent: "publish",
    inputs: { hash: "1".repeat(64) },
    revision: "a",
    built: timestamp("20261123-0617"),
    version,
  } as const;
  const theirs = {
    stamp: at(published),
    annotations: { inputs: "2".repeat(64) },
    ...(other === undefined ? {} : { version: other }),
  };
  expect(recheck(own, theirs, undefined).kind).toBe(kind);
});

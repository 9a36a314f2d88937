import { describe, expect, test } from "@jest/globals";
import { becauseOf, becauseText, type PinFacts } from "../../../src/core/pins/because.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";
import { stampOf } from "../../support/verdicts.ts";

const [digest, old] = [makeDigest("new"), makeDigest("old")];
const unit = makeUnit("squid:release");
const stamp = stampOf("20261123-0617");
const facts: PinFacts = {
  unit,
  pin: { follows: { unit: unit.name }, tag: "release-20261116-0617", digest: old },
  to: { tag: "release-20261123-0617", digest },
  annotations: { built: stamp.timestamp, intent: "rebuild" },
  publication: { stamp, digest },
};
const hold = { issue: 124, url: "https://example.org/124", reason: "crashes", owner: "octo", since: "2026-11-23T09:00:00Z" };
const rolledBack = { stamp, digest, rollback: true as const };
const text = (more: Partial<PinFacts>) => becauseText(becauseOf({ ...facts, ...more }));

describe("why a pin changes", () => {
  test.each<[string, Partial<PinFacts>]>([
    ["rebuilt on current packages", {}],
    ["rebuilt, because its base moved", { annotations: { ...facts.annotations, reason: "base" } }],
    ["promoted from #123", { annotations: { intent: "candidate", pullRequest: 123, built: stampOf("20261122-0617").timestamp } }],
    ["promoted from a merge queue", { annotations: { intent: "candidate", built: stampOf("20261122-0617").timestamp } }],
    ["published after a change", { annotations: { intent: "publish", built: stamp.timestamp } }],
    ["published before Tagstream", { annotations: {} }],
    ["rolled back", { publication: rolledBack }],
    ["rolled back by octo: crashes (#124)", { publication: rolledBack, hold: { ...hold, digest } }],
    ["rolled back to 20261109-0617", { publication: rolledBack, rolledBackTo: stampOf("20261109-0617") }],
    [
      "rolled back to 20261109-0617 by octo: crashes (#124)",
      { publication: rolledBack, rolledBackTo: stampOf("20261109-0617"), hold: { ...hold, digest } },
    ],
    ["rolled back", { publication: rolledBack, hold: { ...hold, digest: old } }],
    ["held by octo: crashes (#124)", { hold: { ...hold, digest } }],
    ["rebuilt on current packages", { hold }],
    ["rebuilt on current packages; no longer rolled back", { fromRollback: true }],
    ["the same image, under its newest timestamp", { pin: { ...facts.pin, digest } }],
    ["pinned for the first time", { pin: { follows: { unit: unit.name }, tag: "release" } }],
    ["rebuilt on current packages", { pin: { follows: { unit: unit.name }, tag: "release-20261116-0617" } }],
    ["rolled back", { pin: { follows: { unit: unit.name }, tag: "release" }, publication: rolledBack }],
    [
      "pinned for the first time",
      { pin: { follows: { unit: unit.name, versionTag: "1.4" }, tag: "1.4" }, to: { tag: "1.4", digest } },
    ],
    [
      "1.4 shows 1.4.2",
      {
        pin: { follows: { unit: unit.name, versionTag: "1.4" }, tag: "1.4", digest: old },
        to: { tag: "1.4", digest },
        annotations: { version: "1.4.2" },
      },
    ],
  ])("%s", (words, more) => {
    expect(text(more)).toBe(words);
  });

  test("a follower names its source's stream", () => {
    const follows = { unit: "squid:fresh", soak: "7d" } as unknown as NonNullable<typeof unit.follows>;
    expect(text({ unit: { ...unit, streamTag: "release", follows } })).toBe("follows fresh");
  });
});

import { describe, expect, test } from "@jest/globals";
import { factsAt, held, last } from "../../support/follow-facts.ts";
import { eligible, excluded, judgedOf, waiting } from "../../support/follow-judged.ts";
import { makeDigest } from "../../support/units.ts";

describe("a hold on the source that covered its timestamp", () => {
  const cases: [string, string[], string[], string, object | undefined][] = [
    [
      "delays it until its end",
      ["20261116-0617 a"],
      ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z"],
      "20261124-2359",
      waiting("20261125-0000", "soaked: 6 d 23 h of 7 d after hold #12"),
    ],
    [
      "which counts up to the next minute",
      ["20261116-0617 a"],
      ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:01Z"],
      "20261125-0000",
      waiting("20261125-0001", "soaked: 6 d 23 h of 7 d after hold #12"),
    ],
    ["delays it no longer", ["20261116-0617 a"], ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z"], "20261125-0000", eligible],
    [
      "began in its minute",
      ["20261116-0617 a"],
      ["#12 2026-11-16T06:17:59Z 2026-11-18T00:00:00Z"],
      "20261124-2359",
      waiting("20261125-0000", "soaked: 6 d 23 h of 7 d after hold #12"),
    ],
    ["began a minute later", ["20261116-0617 a"], ["#12 2026-11-16T06:18:00Z 2026-11-18T00:00:00Z"], "20261123-0617", eligible],
    ["ended right then", ["20261116-0617 a"], ["#12 2026-11-15T00:00:00Z 2026-11-16T06:17:00Z"], "20261123-0617", eligible],
    ["shows it", ["20261116-0617 a"], ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z a"], "20261123-0617", eligible],
    [
      "is open",
      ["20261116-0617 a"],
      ["#12 2026-11-15T00:00:00Z"],
      "20261130-0000",
      waiting(undefined, "soaked: held by #12", "shown: held by #12", "not-withdrawn: hold #12 keeps squid:fresh"),
    ],
    [
      "is followed by another one",
      ["20261116-0617 a"],
      ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z", "#13 2026-11-17T00:00:00Z 2026-11-19T00:00:00Z"],
      "20261125-2359",
      waiting("20261126-0000", "soaked: 6 d 23 h of 7 d after hold #12"),
    ],
    [
      "has one without a digest beside it, and shows it",
      ["20261116-0617 a"],
      ["#13 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z", "#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z a"],
      "20261123-0617",
      eligible,
    ],
    [
      "is replaced by one that shows it",
      ["20261116-0617 a"],
      ["#12 2026-11-15T00:00:00Z 2026-11-25T00:00:00Z", "#13 2026-11-17T00:00:00Z 2026-11-25T00:00:00Z a"],
      "20261123-2359",
      waiting("20261124-0000", "soaked: 6 d 23 h of 7 d after hold #12"),
    ],
    [
      "ended after the next publication: it was never shown",
      ["20261116-0617 a", "20261117-2359 b"],
      ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z"],
      "20261201-0000",
      excluded("shown: superseded while held by #12"),
    ],
    [
      "ended as the next publication came: it was shown for no time",
      ["20261116-0617 a", "20261118-0000 b"],
      ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z"],
      "20261201-0000",
      excluded("shown: superseded after 0 min of 1 d"),
    ],
    [
      "ended a day before the next publication",
      ["20261116-0617 a", "20261119-0000 b"],
      ["#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z"],
      "20261201-0000",
      eligible,
    ],
    [
      "is open, and the next publication came",
      ["20261116-0617 a", "20261117-0617 b"],
      ["#12 2026-11-15T00:00:00Z"],
      "20261201-0000",
      excluded("soaked: held by #12", "shown: superseded while held by #12", "not-withdrawn: hold #12 keeps squid:fresh"),
    ],
    [
      "only covered the next one, which ends it later",
      ["20261116-0617 a", "20261116-0700 b"],
      ["#12 2026-11-16T06:30:00Z 2026-11-18T00:00:00Z"],
      "20261123-0617",
      eligible,
    ],
    [
      "only covered the next ones, of which the last ends it",
      ["20261116-0617 a", "20261116-0700 b", "20261116-0800 c"],
      ["#12 2026-11-16T06:30:00Z 2026-11-16T09:00:00Z"],
      "20261123-0617",
      excluded("shown: superseded after 2 h 43 min of 1 d"),
    ],
    [
      "covered the end of its day",
      ["20261116 a"],
      ["#12 2026-11-16T20:00:00Z 2026-11-18T00:00:00Z"],
      "20261124-2359",
      waiting("20261125-0000", "soaked: 6 d 23 h of 7 d after hold #12"),
    ],
    ["ended within its day", ["20261116 a"], ["#12 2026-11-15T00:00:00Z 2026-11-16T20:00:00Z"], "20261124-0000", eligible],
  ];
  test.each(cases)("%s", (_, publications, holds, now, expected) => {
    const facts = factsAt(now, publications, { holds: holds.map(held), shown: makeDigest("old") });
    const [id = ""] = publications[0]?.split(" ") ?? [];
    const found = judgedOf(facts, id);
    expect({ ...found, failing: found?.failing.map((one) => one.replace(/ at sha256:.*/, "")) }).toEqual(expected);
  });

  test("of several releases of one hold, each is a span", () => {
    const holds = ["#12 2026-11-15T00:00:00Z 2026-11-17T00:00:00Z a", "#12 2026-11-17T00:00:00Z 2026-11-18T00:00:00Z"].map(held);
    const facts = factsAt("20261124-0000", ["20261116-0617 b"], { holds });
    expect(judgedOf(facts, "20261116-0617")?.at).toBe("20261125-0000");
  });
});

describe("an open hold on the source", () => {
  test.each([
    ["a digest that is older", "#12 2026-11-17T00:00:00Z - old", undefined, [`hold #12 keeps squid:fresh at 20261109-0617`]],
    [
      "a digest that nobody lists",
      "#12 2026-11-17T00:00:00Z - lost",
      undefined,
      ["hold #12 keeps squid:fresh at sha256:6c6f7374"],
    ],
    ["this digest", "#12 2026-11-17T00:00:00Z - a", undefined, []],
    ["a newer one", "#12 2026-11-17T00:00:00Z - b", undefined, []],
    ["what the stream shows, which is older", "#12 2026-11-17T00:00:00Z", "old", ["hold #12 keeps squid:fresh at 20261109-0617"]],
    ["what the stream shows, which is this digest", "#12 2026-11-17T00:00:00Z", "a", []],
    ["nothing", "#12 2026-11-17T00:00:00Z", undefined, ["hold #12 keeps squid:fresh"]],
    ["something older, but it ended", "#12 2026-11-17T00:00:00Z 2026-11-18T00:00:00Z old", undefined, []],
  ])("shows %s", (_, hold, shown, failing) => {
    const publications = ["20261109-0617 old", "20261116-0617 a", "20261117-0617 b"];
    const change = { last: last("20261109-0617 old"), ...(shown === undefined ? {} : { shown: makeDigest(shown) }) };
    const found = judgedOf(factsAt("20261123-0617", publications, { holds: [held(hold)], ...change }), "20261116-0617");
    expect(found?.failing).toEqual(failing.map((one) => `not-withdrawn: ${one}`));
    expect(found?.isExcluded).toBe(false);
  });
});

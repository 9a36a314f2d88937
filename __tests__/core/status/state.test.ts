import { expect, test } from "@jest/globals";
import { countStates, stateNames, statesOf } from "../../../src/core/status/state.ts";
import type { UnitStatus } from "../../../src/core/status/status.ts";
import { sampleStatus } from "../../../tools/page/sample.ts";
import { statusHold, statusPublication, statusUnit } from "../../support/status-units.ts";
import { makeDigest } from "../../support/units.ts";

const now = Date.parse("2026-11-27T06:30:00Z");
const limit = 10 * 86_400;
const [a, b] = [makeDigest("a"), makeDigest("b")];
const fresh = "fresh: published 4 d ago";
const follows: UnitStatus["follows"] = { unit: "squid:25-el9-fresh", soak: 604_800, shown: 86_400, verdict: "optional" };
const next = { timestamp: "20261124-0617", digest: b, waitingFor: ["soak (3 d of 7 d)", "verdict (none)"], conditions: [] };
const tag = (shows: Record<string, typeof a | null>, name = "release") => ({ tag: name, shows });
const told = (unit: UnitStatus, at = now) => statesOf(unit, { limit }, at).map(({ name, words }) => `${name}: ${words}`);

test.each<[string, Partial<UnitStatus>, string[]]>([
  ["fresh", {}, [fresh]],
  [
    "stale when it was read",
    { freshness: { state: "stale", published: "2026-11-10T06:17:00Z" } },
    ["stale: published 17 d ago, the limit is 10 d"],
  ],
  [
    "stale since it was read",
    { freshness: { state: "fresh", published: "2026-11-17T06:29:59Z" } },
    ["stale: published 10 d ago, the limit is 10 d"],
  ],
  ["just not stale", { freshness: { state: "fresh", published: "2026-11-17T06:30:00Z" } }, ["fresh: published 10 d ago"]],
  [
    "of a day that is not over",
    { freshness: { state: "fresh", published: "2026-11-28T00:00:00Z" } },
    ["fresh: published 0 min ago"],
  ],
  ["in no stream", { versionsAlone: true, freshness: { state: "never" }, publications: [] }, []],
  ["never published", { freshness: { state: "never" }, publications: [] }, ["never published: "]],
  [
    "of an unknown age",
    { freshness: { state: "unknown", unknown: "quay: 503" }, unknown: ["quay: 503"] },
    ["unknown: quay: 503"],
  ],
  ["of an unknown age without a reason", { freshness: { state: "unknown" } }, ["unknown: a registry did not answer"]],
  ["not asked in one registry", { unknown: ["quay: 503"], agrees: false }, ["unknown: quay: 503", fresh]],
  ["without an answer from its source", { follows: { ...follows, unknown: "no issues" } }, ["unknown: no issues", fresh]],
  [
    "different in a tag",
    { agrees: false, tags: [tag({ ghcr: a, quay: b }), tag({ ghcr: a, quay: a }, "latest")] },
    ["registries differ: in what release shows", fresh],
  ],
  [
    "different in two tags, of which one is not there",
    { agrees: false, tags: [tag({ ghcr: a, quay: b }), tag({ ghcr: a, quay: null }, "latest")] },
    ["registries differ: in what release, latest show", fresh],
  ],
  [
    "different in publications",
    { agrees: false, tags: [], publications: ["1", "2"].map((one) => statusPublication(one, { differing: ["quay"] })) },
    ["registries differ: in 2 publications", fresh],
  ],
  [
    "different between its tags",
    { agrees: false, tags: [tag({ ghcr: a }), tag({ ghcr: b }, "latest")] },
    ["registries differ: its tags show different images", fresh],
  ],
  ["held", { holds: [statusHold(7)] }, ["held: by kim until 2 Dec (#7): it broke", fresh]],
  [
    "held and overdue",
    { holds: [statusHold(7, { expires: "2026-11-26" })] },
    ["held: by kim until 26 Nov, overdue (#7): it broke", fresh],
  ],
  [
    "held until its last day",
    { holds: [statusHold(7, { expires: "2026-11-27" })] },
    ["held: by kim until 27 Nov (#7): it broke", fresh],
  ],
  ["held without an end", { holds: [statusHold(7, { expires: null })] }, ["held: by kim (#7): it broke", fresh]],
  ["held until an odd day", { holds: [statusHold(7, { expires: "soon" })] }, ["held: by kim (#7): it broke", fresh]],
  [
    "held by what cannot be read",
    { holds: [statusHold(7, { fault: "no owner" })] },
    ["held: by kim until 2 Dec (#7): no owner", fresh],
  ],
  ["held no longer", { holds: [statusHold(7, { until: "2026-11-21T00:00:00Z" })] }, [fresh]],
  [
    "held by the newest with a digest",
    { holds: [statusHold(9), statusHold(8, { digest: a }), statusHold(7, { digest: b })] },
    ["held: by kim until 2 Dec (#8): it broke", fresh],
  ],
  [
    "rolled back",
    { publications: [statusPublication("20261124-0900", { origin: { kind: "rolled back", to: "20261116-0617" } })] },
    ["rolled back: to 20261116-0617", fresh],
  ],
  [
    "rolled back, which it does not show",
    { publications: [statusPublication("20261124-0900", { digest: b, origin: { kind: "rolled back", to: "20261116-0617" } })] },
    [`${fresh}, but it shows another image`],
  ],
  [
    "held at an older image than its newest",
    {
      holds: [statusHold(12)],
      publications: [statusPublication("20261123-0617", { digest: b }), statusPublication("20261116-0617")],
    },
    ["held: by kim until 2 Dec (#12): it broke", `${fresh}, but it shows another image`],
  ],
  ["not waiting", { follows }, [fresh]],
  [
    "about to take one",
    { follows: { ...follows, takes: { timestamp: "20261124-0617", digest: b } } },
    ["waiting: the next run takes 20261124-0617 of squid:25-el9-fresh", fresh],
  ],
  [
    "waiting for more than time",
    { follows: { ...follows, next } },
    ["waiting: for 20261124-0617 of squid:25-el9-fresh: soak (3 d of 7 d), verdict (none)", fresh],
  ],
  [
    "waiting for time",
    { follows: { ...follows, next: { ...next, at: "2026-12-01T06:17:00Z", waitingFor: ["soak (3 d of 7 d)"] } } },
    ["waiting: for 20261124-0617 of squid:25-el9-fresh: soak (3 d of 7 d), until 2026-12-01 06:17 UTC", fresh],
  ],
  [
    "waiting for another one",
    { follows: { ...follows, next: { ...next, withdrawn: "kim called it bad" } } },
    ["waiting: for 20261124-0617 of squid:25-el9-fresh, which is kept out: kim called it bad", fresh],
  ],
  ["withdrawn by its source", { follows: { ...follows, withdrawn: "octo yanked it" } }, ["withdrawn: octo yanked it", fresh]],
  [
    "yanked",
    {
      publications: [
        statusPublication("20261123-0617", { yanked: { by: "octo", at: "2026-11-24T00:00:00Z", reason: "it loses data" } }),
      ],
    },
    ["withdrawn: octo yanked what it shows: it loses data", fresh],
  ],
  [
    "failing",
    {
      failing: {
        since: "2026-11-02T06:17:00Z",
        last: "2026-11-23T06:17:00Z",
        count: 4,
        code: "test-failed",
        problem: "no answer",
      },
    },
    ["failing: 4 tries since 2 Nov: test-failed: no answer", fresh],
  ],
  [
    "failing once, without a reason",
    { failing: { since: "2025-11-02T06:17:00Z", last: "2025-11-02T06:17:00Z", count: 1 } },
    ["failing: 1 try since 2 Nov 2025", fresh],
  ],
  [
    "in several states, worst first",
    {
      holds: [statusHold(7)],
      unknown: ["quay: 503"],
      follows: { ...follows, next },
      freshness: { state: "stale", published: "2026-11-10T06:17:00Z" },
    },
    [
      "stale: published 17 d ago, the limit is 10 d",
      "unknown: quay: 503",
      "held: by kim until 2 Dec (#7): it broke",
      "waiting: for 20261124-0617 of squid:25-el9-fresh: soak (3 d of 7 d), verdict (none)",
    ],
  ],
])("a unit that is %s", (_, change, expected) => {
  expect(told(statusUnit(change))).toEqual(expected);
});

test("whoever reads the page later reads later ages", () => {
  expect(told(statusUnit(), now + 5 * 86_400_000)).toEqual([fresh.replace("4 d", "9 d")]);
  expect(told(statusUnit(), now + 7 * 86_400_000)).toEqual(["stale: published 11 d ago, the limit is 10 d"]);
});

test("each state is counted, also one without a unit", () => {
  const states = [statusUnit(), statusUnit({ holds: [statusHold(7)] })].map((unit) => statesOf(unit, { limit }, now));
  const counted = countStates(states);
  expect([...counted.keys()]).toEqual(stateNames);
  expect(Object.fromEntries([...counted].filter(([, count]) => count > 0))).toEqual({ held: 1, fresh: 2 });
});

test.each([false, true])("a sample has units in each state, hostile: %s", (hostile) => {
  const status = sampleStatus({ units: 16, weeks: 8, seed: 1, hostile });
  const counted = countStates(status.units.map((unit) => statesOf(unit, status, Date.parse(status.generated))));
  expect([...counted].filter(([, count]) => count === 0)).toEqual([]);
});

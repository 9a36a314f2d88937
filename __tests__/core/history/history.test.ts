import { describe, expect, test } from "@jest/globals";
import { agrees, type HeldSpan, type Origin, originOf, spansOf, type UnitHistory } from "../../../src/core/history/history.ts";
import type { Hold } from "../../../src/core/holds/hold.ts";
import type { TagstreamAnnotations } from "../../../src/core/oci/annotations.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";

const [a, b] = [makeDigest("a"), makeDigest("b")];
const built = (text: string, change: TagstreamAnnotations = {}): TagstreamAnnotations => ({ built: timestamp(text), ...change });

test.each<[string, string, TagstreamAnnotations, [string, typeof a][], Origin]>([
  ["built", "20261116-0617", built("20261116-0617"), [["20261109-0617", b]], { kind: "built" }],
  [
    "built, for a reason",
    "20261116-0617",
    { ...built("20261116-0617"), reason: "base" },
    [["20261109-0617", b]],
    { kind: "built", why: "base" },
  ],
  ["built, the second of its minute", "20261116-0617-01", built("20261116-0617"), [["20261116-0617", b]], { kind: "built" }],
  [
    "built for a pull request, and published as built",
    "20261116-0617",
    built("20261116-0617", { pullRequest: 7 }),
    [],
    { kind: "built" },
  ],
  ["promoted", "20261116-0617", built("20261114-0900", { pullRequest: 7 }), [], { kind: "promoted", pullRequest: 7 }],
  [
    "built by a publication of another stream",
    "20261116-0617",
    built("20261114-0900", { intent: "publish" }),
    [],
    { kind: "promoted", built: "20261114-0900" as never },
  ],
  ["promoted from a merge queue", "20261116-0617", built("20261114-0900"), [], { kind: "promoted" }],
  [
    "rolled back to what was built, twice: the first",
    "20261120-0301",
    built("20261102-0617"),
    [
      ["20261102-0617", a],
      ["20261109-0617", b],
      ["20261116-0617", a],
    ],
    { kind: "rolled back", to: makePublicationId("20261102-0617") },
  ],
  [
    "published again: no mark says that it is a rollback",
    "20261120-0301",
    built("20261102-0617"),
    [
      ["20261102-0617", a],
      ["20261109-0617", b],
    ],
    { kind: "published again", first: makePublicationId("20261102-0617") },
  ],
  [
    "unchanged: a rebuild equalled what came right before it, which had come back",
    "20261130-0617",
    built("20261102-0617"),
    [
      ["20261102-0617", a],
      ["20261109-0617", b],
      ["20261116-0617", a],
      ["20261123-0617", a],
    ],
    { kind: "unchanged", since: makePublicationId("20261116-0617") },
  ],
  [
    "a rollback whose first publication was removed",
    "20261120-0301",
    built("20261102-0617"),
    [["20261109-0617", b]],
    { kind: "rolled back", to: makePublicationId("20261120-0301") },
  ],
  [
    "rolled back to what says nothing",
    "20261120-0301",
    {},
    [["20250101-0000", a]],
    { kind: "rolled back", to: makePublicationId("20250101-0000") },
  ],
  ["there before Tagstream", "20250101-0000", {}, [], { kind: "adopted" }],
])("%s", (_, stamp, annotations, earlier, expected) => {
  const isMarked = expected.kind === "rolled back";
  const before = earlier.map(([text, digest]) => ({ stamp: makePublicationId(text), digest }));
  expect(
    originOf({ stamp: makePublicationId(stamp), digest: a, ...(isMarked ? { rollback: true } : {}) }, annotations, before),
  ).toEqual(expected);
});

test("an image that comes back after its own rollback was published again", () => {
  const [first, other, back] = ["20261102-0617", "20261109-0617", "20261110-0900"].map(makePublicationId) as never as [
    ReturnType<typeof makePublicationId>,
    ReturnType<typeof makePublicationId>,
    ReturnType<typeof makePublicationId>,
  ];
  const earlier = [
    { stamp: first, digest: a },
    { stamp: other, digest: b },
    { stamp: back, digest: a, rollback: true as const },
  ];
  const again = { stamp: makePublicationId("20261116-0617"), digest: a };
  expect(originOf(again, built("20261102-0617"), earlier)).toEqual({ kind: "published again", first });
});

describe("whether all registries agree", () => {
  const unit = makeUnit("squid:release");
  const entry = {
    stamp: makePublicationId("20261116-0617"),
    digest: a,
    origin: { kind: "built" },
    bases: [],
    image: { annotations: {}, bases: [] },
    differing: [],
  } as const;
  const shows = (...digests: (typeof a | undefined)[]) => ({
    tag: "release",
    shown: new Map(digests.map((digest, index) => [`${index}.example.org/squid`, digest])),
  });
  const history = (change: Partial<UnitHistory>): UnitHistory => ({
    unit,
    tags: [shows(a, a)],
    entries: [entry],
    more: 0,
    holds: [],
    unknown: [],
    ...change,
  });
  test.each<[string, Partial<UnitHistory>, boolean]>([
    ["all the same", {}, true],
    ["stream and alias", { tags: [shows(a, a), { ...shows(a, a), tag: "latest" }] }, true],
    ["nothing anywhere", { tags: [shows(undefined, undefined)], entries: [] }, true],
    ["another image in one", { tags: [shows(a, b)] }, false],
    ["none in one", { tags: [shows(a, undefined)] }, false],
    ["an alias that lags behind", { tags: [shows(a, a), { ...shows(b, b), tag: "latest" }] }, false],
    ["a publication that one lacks", { entries: [{ ...entry, differing: ["1.example.org/squid"] }] }, false],
    ["one that could not be asked", { unknown: ["1.example.org/squid: timed out"] }, false],
  ])("%s", (_, change, expected) => {
    expect(agrees(history(change))).toBe(expected);
  });
});

describe("when a unit was held", () => {
  const unit = makeUnit("squid:release");
  const since = "2026-11-20T03:00:00Z";
  const at = (day: number) => `2026-11-${day}T11:20:00Z`;
  const lifted = (day: number, units = [unit.name], digests: [string, typeof a][] = []) => ({
    units,
    at: at(day),
    digests: new Map(digests),
  });
  const others = { scope: ["xcache:release"] };
  test.each<[string, Partial<Hold>[], Partial<HeldSpan>[]]>([
    ["never", [others], []],
    ["by open holds, the newest first", [{ issue: 9 }, { issue: 10 }, { issue: 8 }], [{ issue: 10 }, { issue: 9 }, { issue: 8 }]],
    [
      "at an image, until the hold was closed",
      [{ until: at(22), digests: new Map([[unit.name, b]]) }],
      [{ since, until: at(22), digest: b }],
    ],
    ["until it was lifted, while others stay", [{ ...others, partialReleases: [lifted(21)] }], [{ since, until: at(21) }]],
    [
      "at an image, until it was lifted",
      [{ ...others, partialReleases: [lifted(21, undefined, [[unit.name, a]])] }],
      [{ until: at(21), digest: a }],
    ],
    [
      "until it was lifted, also once the hold is closed",
      [{ ...others, until: at(23), partialReleases: [lifted(21)] }],
      [{ until: at(21) }],
    ],
    [
      "until it was lifted, whatever was lifted before and after",
      [{ ...others, partialReleases: [lifted(20, ["squid:testing"]), lifted(21), lifted(22, ["origin:release"])] }],
      [{ since, until: at(21) }],
    ],
    ["not by what lifts another", [{ ...others, partialReleases: [lifted(21, ["squid:testing", "squid", "*:*"])] }], []],
    [
      "anew by another hold",
      [
        { issue: 12, ...others, partialReleases: [lifted(21)] },
        { issue: 13, since: at(22) },
      ],
      [
        { issue: 13, since: at(22) },
        { issue: 12, since, until: at(21) },
      ],
    ],
    [
      "anew by another hold, and lifted from that too",
      [
        { issue: 12, ...others, partialReleases: [lifted(21)] },
        { issue: 13, ...others, since: at(22), partialReleases: [lifted(23)] },
      ],
      [
        { issue: 13, since: at(22), until: at(23) },
        { issue: 12, since, until: at(21) },
      ],
    ],
    [
      "anew by the same one, which somebody edited: at the earliest since it was lifted",
      [{ partialReleases: [lifted(21)], digests: new Map([[unit.name, b]]) }],
      [
        { since: at(21), digest: b },
        { since, until: at(21) },
      ],
    ],
    [
      "anew by the same one, and lifted once more; in whatever order it is written",
      [{ ...others, partialReleases: [lifted(23), lifted(21), lifted(23)] }],
      [
        { since: at(21), until: at(23) },
        { since, until: at(21) },
      ],
    ],
    [
      "within its hold's time, where a clock was wrong",
      [{ until: at(22), partialReleases: [lifted(24), lifted(19)] }],
      [
        { since, until: at(22) },
        { since, until: since },
      ],
    ],
    [
      "until now at the latest, where somebody wrote a time to come",
      [{ partialReleases: [{ ...lifted(21), at: "2099-01-01T00:00:00Z" }] }],
      [{ since: at(25) }, { since, until: at(25) }],
    ],
  ])("%s", (_, holds, expected) => {
    const spans = spansOf(unit, holds.map(makeHold), at(25));
    expect(spans).toHaveLength(expected.length);
    expect(spans).toMatchObject(expected);
    for (const [index, { until }] of expected.entries()) expect(spans[index]?.until).toBe(until);
  });

  test("with all that there is to say of the hold", () => {
    const { scope: _, digests: _d, ...details } = makeHold({ fault: "its block is not valid YAML" });
    expect(
      spansOf(
        unit,
        [makeHold({ fault: "its block is not valid YAML", run: "815", rollback: makePublicationId("20261120-0301") })],
        at(25),
      ),
    ).toEqual([details]);
  });
});

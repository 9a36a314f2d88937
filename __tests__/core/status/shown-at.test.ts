import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { PublicationStatus } from "../../../src/core/status/publication-status.ts";
import { shownAt, shownSpans } from "../../../src/core/status/shown-at.ts";
import type { UnitStatus } from "../../../src/core/status/status.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { playShown } from "../../support/shown-model.ts";
import { makeDigest } from "../../support/units.ts";

const [a, b, c] = [makeDigest("a"), makeDigest("b"), makeDigest("c")];
const read = Date.parse("2026-11-30T12:00:00Z");
const moment = (day: number, time = "00:00:00") => Date.parse(`2026-11-${String(day).padStart(2, "0")}T${time}Z`);

type Hold = UnitStatus["holds"][number];

const published = (timestamp: string, digest: Digest): PublicationStatus => ({
  timestamp,
  digest,
  origin: { kind: "built" },
  bases: [],
  differing: [],
});

const hold = (issue: number, since: number, until: number | null, digest: Digest | null = null): Hold => ({
  issue,
  url: `https://github.example.org/octo/images/issues/${issue}`,
  reason: "it broke",
  owner: "kim",
  since: new Date(since).toISOString(),
  until: until === null ? null : new Date(until).toISOString(),
  expires: null,
  digest,
});

type Change = Partial<Pick<UnitStatus, "publications" | "holds" | "more" | "unknown">> & { shows?: Digest };

const unitOf = ({ shows, ...change }: Change) => ({
  publications: [published("20261116-0617", c), published("20261109-0617", b), published("20261102-0617", a)],
  holds: [],
  more: 0,
  unknown: [],
  ...(shows === undefined ? {} : { shows: { digest: shows } }),
  ...change,
});

/** `9 06:17 b`: the day and time from which it showed a digest; `#3` names the hold. */
function words(change: Change): string[] {
  const names = new Map([a, b, c].map((digest, index) => [digest, "abc"[index]]));
  return shownSpans(unitOf(change), read).spans.map(({ from, until, digest, publication = "202611?", heldBy, ahead }) =>
    [
      `${new Date(from).toISOString().slice(8, 16).replace("T", " ")}–`,
      until === undefined ? "" : new Date(until).toISOString().slice(8, 16).replace("T", " "),
      ` ${names.get(digest)} ${publication.slice(6)}`,
      heldBy === undefined ? "" : ` #${heldBy}`,
      ahead ? " ahead" : "",
    ].join(""),
  );
}

describe("what a stream showed", () => {
  const usual = ["09 06:17–16 06:17 b 09-0617", "02 06:17–09 06:17 a 02-0617"];

  test.each<[string, Change, string[]]>([
    ["nothing, without publications", { publications: [] }, []],
    ["the newest publication, until the next one", {}, ["16 06:17– c 16-0617", ...usual]],
    [
      "a rollback, which is a publication",
      { publications: [published("20261109-0618", a), published("20261109-0617", b), published("20261102-0617", a)] },
      ["09 06:18– a 09-0618", "09 06:17–09 06:18 b 09-0617", "02 06:17–09 06:17 a 02-0617"],
    ],
    [
      "the digest of an open hold",
      { holds: [hold(3, moment(12), null, a)] },
      ["12 00:00– a 02-0617 #3", "09 06:17–12 00:00 b 09-0617", "02 06:17–09 06:17 a 02-0617"],
    ],
    [
      "what it showed, under an open hold without a digest",
      { holds: [hold(3, moment(12), null)] },
      ["12 00:00– b 09-0617 #3", "09 06:17–12 00:00 b 09-0617", "02 06:17–09 06:17 a 02-0617"],
    ],
    [
      "the newest publication, where a hold ended",
      { holds: [hold(3, moment(12), moment(18), a)] },
      ["18 00:00– c 16-0617", "12 00:00–18 00:00 a 02-0617 #3", "09 06:17–12 00:00 b 09-0617", "02 06:17–09 06:17 a 02-0617"],
    ],
    [
      "a publication of the hold's minute comes under it",
      { holds: [hold(3, moment(16, "06:17:42"), null)] },
      ["16 06:17– b 09-0617 #3", ...usual],
    ],
    [
      "the digest of the newest hold that names one",
      { holds: [hold(9, moment(11), moment(19)), hold(7, moment(10), moment(20), c), hold(3, moment(12), moment(21), a)] },
      [
        "21 00:00– c 16-0617",
        "20 00:00–21 00:00 a 02-0617 #3",
        "16 06:17–20 00:00 c 16-0617 #7",
        "10 00:00–16 06:17 c ? #7",
        "09 06:17–10 00:00 b 09-0617",
        "02 06:17–09 06:17 a 02-0617",
      ],
    ],
    [
      "where the hold with a digest ends below another hold, it stays",
      { holds: [hold(7, moment(10), moment(12), a), hold(3, moment(11), null)] },
      ["12 00:00– a 02-0617 #3", "10 00:00–12 00:00 a 02-0617 #7", "09 06:17–10 00:00 b 09-0617", "02 06:17–09 06:17 a 02-0617"],
    ],
    [
      "the hold's fault changes nothing",
      { holds: [{ ...hold(3, moment(17), null), fault: "x" }] },
      ["17 00:00– c 16-0617 #3", "16 06:17–17 00:00 c 16-0617", ...usual],
    ],
    [
      "an open hold names an image without a timestamp tag: it stays",
      { holds: [hold(3, moment(17), null, makeDigest("f"))] },
      ["17 00:00– c 16-0617 #3", "16 06:17–17 00:00 c 16-0617", ...usual],
    ],
    [
      "an ended hold names an image whose timestamp tag is gone: it showed that",
      { publications: [published("20261116-0617", c)], holds: [hold(3, moment(17), moment(18), b)] },
      ["18 00:00– c 16-0617", "17 00:00–18 00:00 b ? #3", "16 06:17–17 00:00 c 16-0617"],
    ],
    [
      "the second publication of a minute at once",
      { publications: [published("20261102-0617-01", b), published("20261102-0617", a)] },
      ["02 06:17– b 02-0617-01"],
    ],
    ["a whole day from its end", { publications: [published("20261102", a)] }, ["03 00:00– a 02"]],
    ["today's whole day from the reading", { publications: [published("20261130", a)] }, ["30 12:00– a 30"]],
    ["a wrong clock's from the reading", { publications: [published("20270101-0000", a)] }, ["30 12:00– a 01-0000 ahead"]],
    [
      "one digest under two timestamps as two publications",
      { publications: [published("20261109-0617", a), published("20261102-0617", a)] },
      ["09 06:17– a 09-0617", "02 06:17–09 06:17 a 02-0617"],
    ],
    [
      "nothing of what has no timestamp or no start",
      { publications: [published("odd", a)], holds: [{ ...hold(3, 0, null, a), since: "odd" }] },
      [],
    ],
    [
      "a hold without a readable end lasts",
      { holds: [{ ...hold(3, moment(17), null), until: "odd" }] },
      ["17 00:00– c 16-0617 #3", "16 06:17–17 00:00 c 16-0617", ...usual],
    ],
  ])("%s", (_, change, expected) => {
    expect(words(change)).toEqual(expected);
  });
});

describe("at a moment", () => {
  test.each<[string, Change, number, object]>([
    ["of a publication", {}, moment(9, "06:17:00"), { kind: "shown", span: { digest: b } }],
    ["before the next one", {}, moment(16, "06:16:59"), { kind: "shown", span: { digest: b } }],
    ["long after the last one", {}, moment(30), { kind: "shown", span: { digest: c } }],
    ["before the first one", {}, moment(1), { kind: "nothing" }],
    ["before the first one listed", { more: 1 }, moment(1), { kind: "unknown" }],
    ["without any", { publications: [] }, moment(1), { kind: "nothing" }],
    ["without any that is listed", { publications: [], more: 1 }, moment(30), { kind: "unknown" }],
    [
      "after a hold that older publications precede",
      { more: 1, holds: [hold(3, moment(1), moment(1, "12:00:00"), c)] },
      moment(1, "13:00:00"),
      { kind: "unknown" },
    ],
    [
      "under that hold",
      { more: 1, holds: [hold(3, moment(1), moment(1, "12:00:00"), c)] },
      moment(1, "11:00:00"),
      { kind: "shown", span: { digest: c, heldBy: 3 } },
    ],
    [
      "under a hold of an unlisted image that lasts",
      { more: 1, holds: [hold(3, moment(1), null)] },
      moment(20),
      { kind: "unknown" },
    ],
    ["before a hold that a first publication came under", { holds: [hold(3, moment(1), null)] }, moment(20), { kind: "nothing" }],
  ])("%s", (_, change, when, expected) => {
    expect(shownAt(shownSpans(unitOf(change), read), when)).toMatchObject(expected);
  });
});

describe("what the registry shows now", () => {
  test.each<[string, Change, object | undefined]>([
    ["the same", { shows: c }, undefined],
    ["another image", { shows: b }, { registry: b, expected: c }],
    ["no image", {}, { expected: c }],
    ["no answer", { unknown: ["quay.example.org: 503"] }, undefined],
    ["an image without publications", { shows: b, publications: [] }, { registry: b }],
    ["the held image", { shows: a, holds: [hold(3, moment(12), null, a)] }, undefined],
  ])("%s", (_, change, differsNow) => {
    const spans = shownSpans(unitOf(change), read);
    expect(spans.differsNow).toEqual(differsNow);
    const now = shownAt(spans, read);
    if (now.kind === "shown") expect(now.differsNow).toEqual(differsNow);
    expect(shownAt(spans, read - 1)).not.toHaveProperty("differsNow");
  });
});

test.each(fuzzSeeds({ few: 60, all: 3000 }))("seed %i: the spans say what the stream did, minute by minute", (seed) => {
  const { unit, shown, start } = playShown(seed);
  const spans = shownSpans(unit, start + shown.length * 60_000);
  const found = shown.map((_, minute) => {
    const at = shownAt(spans, start + minute * 60_000);
    return at.kind === "shown" ? at.span.digest : undefined;
  });
  expect(found).toEqual(shown);
  expect(spans.differsNow).toBeUndefined();
  expect(spans.spans).toEqual(spans.spans.toSorted((one, other) => other.from - one.from));
});

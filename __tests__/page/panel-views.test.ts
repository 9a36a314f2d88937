import { expect, test } from "@jest/globals";
import type { ChangesBetween } from "../../src/core/status/changes-since.ts";
import type { PublicationStatus } from "../../src/core/status/publication-status.ts";
import { shownSpans } from "../../src/core/status/shown-at.ts";
import type { UnitStatus } from "../../src/core/status/status.ts";
import { changesSummary, comparedCommits, shownNow } from "../../src/page/panel/changes-words.ts";
import { dayView } from "../../src/page/panel/day.ts";
import { periodsOf, shownWords } from "../../src/page/panel/periods.ts";
import { pullReferences } from "../../src/page/panel/references.ts";
import { makeDigest } from "../support/units.ts";

const [a, b, c, d] = [makeDigest("a"), makeDigest("b"), makeDigest("c"), makeDigest("d")];
const publication = (timestamp: string, digest: PublicationStatus["digest"], more: Partial<PublicationStatus> = {}) => ({
  timestamp,
  digest,
  origin: { kind: "built" as const },
  bases: [],
  differing: [],
  ...more,
});
const hold = (since: string, until: string | null, digest: UnitStatus["holds"][number]["digest"]) => ({
  ...{ issue: 12, url: "https://github.example.org/octo/images/issues/12", reason: "it broke", owner: "octo" },
  ...{ since, until, expires: null, digest },
});

/** `c` came under a hold on `b`; then the hold ended after `d` came. */
const unit = {
  publications: [
    publication("20261123-0617", d, { revision: "d".repeat(40) }),
    publication("20261116-0617", c, { origin: { kind: "promoted" as const, pullRequest: 7 } }),
    publication("20261109-0617", b, { revision: "b".repeat(40) }),
    publication("20261102-0617", a),
  ],
  holds: [hold("2026-11-15T10:00:00Z", "2026-11-24T12:30:00Z", b)],
  more: 0,
  shows: { digest: d, timestamp: "20261123-0617" },
  unknown: [],
};
const now = Date.parse("2026-11-27T12:00:00Z");
const spans = shownSpans(unit, now);

const net = { kind: "changed" as const, name: "curl", before: ["1"], now: ["2"], steps: 1 };
const base = { reference: "docker.io/library/debian:12", before: [a], now: [b] };
const nothing: ChangesBetween = {
  ...{
    direction: "later",
    publications: 2,
    changes: [],
    notCompared: [],
    bases: [],
    versions: [],
    commits: [],
    pullRequests: [],
  },
};

test.each([
  ["20261123-0617", "shown since 24 Nov, 12:30 UTC"],
  ["20261116-0617", "never shown: held by #12"],
  ["20261109-0617", "shown 9 Nov, 06:17 to 24 Nov, 12:30 UTC (15 d 6 h)"],
  ["20261102-0617", "shown 2 Nov, 06:17 to 9 Nov, 06:17 UTC (7 d)"],
  ["20251102-0617", "never shown"],
])("%s was %s", (timestamp, words) => {
  expect(shownWords(unit, spans.spans, timestamp, now)).toBe(words);
});

test("a publication that came back was shown twice", () => {
  const at = (text: string) => Date.parse(text);
  const [one, two, three] = [at("2026-11-02T00:00:00Z"), at("2026-11-03T00:00:00Z"), at("2026-11-04T00:00:00Z")];
  const twice = [
    { from: three, digest: a, publication: "x" },
    { from: two, until: three, digest: b, publication: "y" },
    { from: one, until: two, digest: a, publication: "x" },
  ];
  expect(periodsOf(twice, "x")).toEqual([{ from: one, until: two }, { from: three }]);
  expect(shownWords({ holds: [] }, twice, "x", now)).toBe(
    "shown 2 Nov, 00:00 to 3 Nov, 00:00 UTC (1 d), and again since 4 Nov, 00:00 UTC",
  );
});

test.each([
  ["2026-11-12", "20261109-0617", "from 9 Nov, 06:17 until 24 Nov, 12:30 UTC", []],
  ["2026-11-09", "20261109-0617", "from 9 Nov, 06:17 until 24 Nov, 12:30 UTC", ["20261102-0617 until 06:17 UTC"]],
  ["2026-11-24", "20261123-0617", "from 24 Nov, 12:30 UTC until now", ["20261109-0617 until 12:30 UTC"]],
  ["2026-11-27", "20261123-0617", "from 24 Nov, 12:30 UTC until now", []],
])("on %s it showed %s", (day, shown, period, earlier) => {
  const view = dayView(spans, day, now);
  expect([view.publication, view.period, view.earlier]).toEqual([shown, period, earlier]);
});

test.each([
  ["2026-11-01", "On 1 Nov it showed nothing: it had no publication yet.", 0],
  ["2026-11-01", "What it showed on 1 Nov is not known: that publication is not listed here.", 4],
  ["2026-11-28", "28 Nov is still to come.", 0],
])("on %s it showed no publication: %s", (day, words, more) => {
  expect(dayView(shownSpans({ ...unit, more }, now), day, now)).toEqual({ day: expect.anything(), words, earlier: [] });
});

test("what the stream shows now is the end of comparisons; without a listed one, the newest publication", () => {
  expect(shownNow(unit)).toBe("20261123-0617");
  expect(shownNow({ ...unit, shows: { digest: b, timestamp: "20261109-0617" } })).toBe("20261109-0617");
  expect(shownNow({ ...unit, shows: { digest: b } })).toBe("20261123-0617");
  expect(shownNow({ publications: [] })).toBeUndefined();
});

test("commits are compared from the older to the newer one", () => {
  const commits = { before: "b".repeat(40), now: "d".repeat(40) };
  expect(comparedCommits(unit.publications, "20261109-0617", "20261123-0617")).toEqual(commits);
  expect(comparedCommits(unit.publications, "20261123-0617", "20261109-0617")).toEqual(commits);
  expect(comparedCommits(unit.publications, "20261116-0617", "20261123-0617")).toBeUndefined();
  expect(comparedCommits(unit.publications, "20261123-0617", "20261123-0617")).toBeUndefined();
});

test.each<[string, Partial<ChangesBetween>]>([
  ["2 publications, 0 packages changed", {}],
  [
    "1 publication, 1 package changed, 1 base moved, 2 pull requests",
    { publications: 1, changes: [net], bases: [base], pullRequests: [7, 8] },
  ],
  ["2 publications, at least 1 package changed", { changes: [net], notCompared: [{ timestamp: "20261123-0617" }] }],
])("changes in a sentence: %s", (words, parts) => {
  expect(changesSummary({ ...nothing, ...parts })).toBe(words);
});

test("references pull exactly the image, its publication, and the stream; each is one line", () => {
  expect(pullReferences({ streamTag: "25\n", shows: unit.shows }, "ghcr.example.org/octo/squid")).toEqual([
    { what: "exactly this image", text: `ghcr.example.org/octo/squid:25@${d}` },
    { what: "this publication", text: "ghcr.example.org/octo/squid:25-20261123-0617" },
    { what: "whatever the stream shows", text: "ghcr.example.org/octo/squid:25" },
  ]);
  expect(pullReferences({ streamTag: "25" }, "ghcr.example.org/octo/squid")).toEqual([]);
});

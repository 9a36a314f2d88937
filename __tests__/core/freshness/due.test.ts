import { describe, expect, test } from "@jest/globals";
import { type DueFacts, decideDue } from "../../../src/core/freshness/due.ts";
import type { MovedBase } from "../../../src/core/freshness/moved-bases.ts";
import type { Tries } from "../../../src/core/freshness/tries.ts";
import { h1, h2 } from "../../support/decisions.ts";
import { makeDigest, timestamp } from "../../support/units.ts";

const every = 7 * 86_400_000;
const almalinux = "docker.io/library/almalinux:9";

function published(at: string, inputs: string | undefined = h1): DueFacts["published"] {
  return { stamp: { timestamp: timestamp(at), sequence: 0 }, ...(inputs === undefined ? {} : { inputs }) };
}

function moved(created?: string): DueFacts["bases"] {
  const base: MovedBase = {
    reference: almalinux,
    from: makeDigest("old"),
    to: makeDigest("new"),
    ...(created === undefined ? {} : { created: timestamp(created) }),
  };
  return { seen: [{ reference: almalinux, digest: base.to }], moved: [base], gone: [] };
}

const tries = (change: Partial<Tries> = {}): Tries => ({
  since: "2026-11-17T06:17:00Z",
  last: "2026-11-17T06:17:00Z",
  count: 1,
  inputs: h1,
  problem: 'its test "answers" failed',
  ...change,
});

function decide(now: string, facts: Partial<DueFacts>, isHint = false): string {
  const due = decideDue({ inputs: { hash: h1 }, ...facts }, { now: timestamp(now), every, isHint });
  return "rests" in due ? `– ${due.rests}` : `${due.why}: ${due.reason}`;
}

const monday = published("20261116-0617");
const words = "almalinux:9 6f6c642e → 6e65772e";

describe("each day, a scheduled run with `every: 7d` decides on", () => {
  test.each<[day: string, now: string, facts: Partial<DueFacts>, expected: string]>([
    ["a first run", "20261116-0617", {}, "due: due: not published yet"],
    ["the same day", "20261116-0640", { published: monday }, "– fresh: under an hour old"],
    ["the sixth day", "20261122-0617", { published: monday }, "– fresh: 6 days old"],
    ["the seventh day, in time", "20261123-0617", { published: monday }, "due: due: last built 7 days ago"],
    [
      "a publication of a cron that was late",
      "20261123-0617",
      { published: published("20261116-1817") },
      "due: due: last built 6 days ago",
    ],
    ["… by more than 12 hours", "20261123-0617", { published: published("20261116-1818") }, "– fresh: 6 days old"],
    ["a day after a dropped cron", "20261124-0617", { published: monday }, "due: due: last built 8 days ago"],
    [
      "changed inputs",
      "20261118-0617",
      { published: published("20261116-0617", h2) },
      "inputs: its inputs changed since 20261116-0617",
    ],
    [
      "an image that records no inputs",
      "20261118-0617",
      { published: { stamp: { timestamp: timestamp("20261116-0617"), sequence: 0 } } },
      "– fresh: 2 days old",
    ],
    ["inputs without a hash", "20261118-0617", { published: monday, inputs: { none: "a git context" } }, "– fresh: 2 days old"],
    ["a moved base", "20261118-0617", { published: monday, bases: moved("20261118-0000") }, `base: base moved: ${words}`],
    [
      "a moved base with a constant time of creation",
      "20261118-0617",
      { published: monday, bases: moved("19700101-0000") },
      `base: base moved: ${words}`,
    ],
    [
      "a moved base without a time of creation",
      "20261118-0617",
      { published: monday, bases: moved() },
      `base: base moved: ${words}`,
    ],
    [
      "a base that moved again within the settle time",
      "20261118-0617",
      { published: monday, bases: moved("20261118-0608") },
      `– fresh: 2 days old; base ${words} moved less than 10 minutes ago, the next run takes it`,
    ],
    [
      "the same base when it has rested",
      "20261118-0618",
      { published: monday, bases: moved("20261118-0608") },
      `base: base moved: ${words}`,
    ],
    [
      "a base that settles, on a unit that is due anyway",
      "20261124-0617",
      { published: monday, bases: moved("20261124-0616") },
      "due: due: last built 8 days ago",
    ],
    [
      "a base that is gone",
      "20261118-0617",
      { published: monday, bases: { seen: [], moved: [], gone: [almalinux] } },
      "– fresh: 2 days old; its base almalinux:9 is gone",
    ],
    [
      "a base that was published that day",
      "20261123-0300",
      { published: { stamp: { timestamp: "20261116-2400" as never, sequence: 0 }, built: timestamp("20261116-2000") } },
      "– fresh: 6 days old",
    ],
  ])("%s", (_, now, facts, expected) => expect(decide(now, facts)).toBe(expected));
});

describe("a failing unit", () => {
  const third = { count: 3, last: "2026-11-19T06:17:00Z" };
  test.each<[day: string, now: string, facts: Partial<DueFacts>, expected: string]>([
    ["is tried the next day", "20261118-0617", { tries: tries() }, 'retry: retry 2 of 3: its test "answers" failed'],
    ["and once more", "20261119-0617", { tries: tries({ count: 2 }) }, 'retry: retry 3 of 3: its test "answers" failed'],
    [
      "then rests",
      "20261120-0617",
      { tries: tries(third) },
      '– failed 3 times since 17 Nov; next try on 26 Nov: its test "answers" failed',
    ],
    [
      "for a week",
      "20261126-0617",
      { tries: tries(third) },
      'retry: weekly retry, failing since 17 Nov: its test "answers" failed',
    ],
    [
      "and again for a week",
      "20261127-0617",
      { tries: tries({ count: 4, last: "2026-11-26T06:17:00Z" }) },
      '– failed 4 times since 17 Nov; next try on 3 Dec: its test "answers" failed',
    ],
    [
      "is tried at once with mended inputs",
      "20261120-0617",
      { tries: tries(third), inputs: { hash: h2 } },
      "inputs: its inputs changed since its rebuild failed on 19 Nov",
    ],
    [
      "is tried at once on another base",
      "20261120-0617",
      { tries: tries(third), bases: moved("20261119-1200") },
      `base: base moved: ${words}`,
    ],
    [
      "that was never published rests, too",
      "20261120-0617",
      { published: undefined, tries: tries(third) },
      '– failed 3 times since 17 Nov; next try on 26 Nov: its test "answers" failed',
    ],
    [
      "that was published since starts anew",
      "20261120-0617",
      { published: published("20261119-0630"), tries: tries(third) },
      "– fresh: under an hour old".replace("under an hour", "23 hours"),
    ],
    [
      "without a text of its fault names its code",
      "20261118-0617",
      { tries: { since: "2026-11-17T06:17:00Z", last: "2026-11-17T06:17:00Z", count: 1, code: "test-failed" } },
      "retry: retry 2 of 3: test-failed",
    ],
  ])("%s", (_, now, facts, expected) => expect(decide(now, { published: published("20261109-0617"), ...facts })).toBe(expected));
});

describe("a hint takes", () => {
  test.each<[what: string, facts: Partial<DueFacts>, expected: string]>([
    [
      "a moved base, although it has just moved",
      { published: monday, bases: moved("20261124-0616") },
      `base: base moved: ${words}`,
    ],
    ["nothing that is merely due", { published: monday }, "– none of its bases has moved"],
    ["nothing that was never published", {}, "– none of its bases has moved"],
    ["nothing that failed", { published: monday, tries: tries() }, "– none of its bases has moved"],
  ])("%s", (_, facts, expected) => expect(decide("20261124-0617", facts, true)).toBe(expected));
});

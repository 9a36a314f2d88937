import { describe, expect, test } from "@jest/globals";
import { chooseTogether } from "../../../src/core/follow/choose.ts";
import { parseTarget } from "../../../src/core/rollback/rollback.ts";
import { factsAt, last, verdict } from "../../support/follow-facts.ts";
import { words } from "../../support/follow-judged.ts";

describe("a set moves to one moment", () => {
  type Change = Parameters<typeof factsAt>[2];
  const set = (now: string, members: Record<string, [string[], Change?]>) => {
    const facts = Object.entries(members).map(
      ([name, [publications, change]]) =>
        [
          `${name}:stable`,
          factsAt(now, publications, { ...change, follows: { unit: `${name}:fresh`, ...change?.follows } }),
        ] as const,
    );
    return Object.fromEntries([...chooseTogether(new Map(facts))].map(([name, choice]) => [name.split(":")[0], words(choice)]));
  };
  const now = "20261123-0617";

  test("at which the sources showed what all may publish", () => {
    expect(
      set(now, { squid: [["20261109-0617 a", "20261116-0617 b"]], xcache: [["20261109-0617 k", "20261116-0617 l"]] }),
    ).toEqual({
      squid: { takes: "20261116-0617" },
      xcache: { takes: "20261116-0617" },
    });
  });

  test("an older one, if the newest of one member is withdrawn for good: the others wait with it", () => {
    const squid = ["20261102-0617 a", "20261109-0617 b", "20261116-0617 c", "20261117-0617 b rollback"];
    const xcache = ["20261102-0617 k", "20261109-0617 l", "20261116-0617 m"];
    const change = { last: last("20261102-0617 a") };
    expect(set(now, { squid: [squid, change], xcache: [xcache, { last: last("20261102-0617 k") }] })).toEqual({
      squid: { takes: "20261109-0617" },
      xcache: { takes: "20261109-0617" },
    });
  });

  test("with an older publication of a unit whose run failed", () => {
    expect(set(now, { squid: [["20261109-0617 a"]], xcache: [["20261109-0617 k", "20261116-0617 l"]] })).toEqual({
      squid: { takes: "20261109-0617" },
      xcache: { takes: "20261116-0617" },
    });
  });

  test("without a unit that is there already", () => {
    expect(
      set(now, {
        squid: [["20261109-0617 a"], { last: last("20261109-0617 a") }],
        xcache: [["20261109-0617 k", "20261116-0617 l"], { last: last("20261109-0617 k") }],
      }),
    ).toEqual({
      squid: {},
      xcache: { takes: "20261116-0617" },
    });
  });

  test("never before what one of them published last", () => {
    const ahead = { last: last("20261120-0617 c") };
    expect(
      set(now, {
        squid: [["20261120-0617 c"], ahead],
        xcache: [["20261109-0617 k", "20261116-0617 l", "20261119-0617 m"], { last: last("20261109-0617 k") }],
      }),
    ).toEqual({
      // Only from the 20th on does squid stay where it is.
      squid: {},
      xcache: { next: "20261119-0617 20261126-0617 soaked (4 d of 7 d)" },
    });
  });

  test("not at all, if nothing is new", () => {
    expect(
      set(now, {
        squid: [["20261109-0617 a"], { last: last("20261109-0617 a") }],
        xcache: [["20261109-0617 k"], { last: last("20261109-0617 k") }],
      }),
    ).toEqual({ squid: {}, xcache: {} });
  });

  test("not to a moment at which one had published nothing, nor to the last of another one under the same timestamp", () => {
    expect(set(now, { squid: [["20261120-0617 a"]], xcache: [["20261109-0617 k"]] })).toEqual({
      squid: { next: "20261120-0617 20261127-0617 soaked (3 d of 7 d)" },
      xcache: { next: "20261109-0617 20261127-0617 soaked (squid:stable: 3 d of 7 d)" },
    });
    expect(
      set(now, {
        squid: [["20261116-0617 a"], { last: { ...last("20261116-0617 z"), gone: true } }],
        xcache: [["20261116-0617 k"]],
      }),
    ).toEqual({ squid: {}, xcache: {} });
  });

  test("that comes first for all, and each says what keeps it", () => {
    const squid = ["20261116-0617 b", "20261117-1200 c"];
    const xcache = ["20261116-0617 l", "20261118-0000 m"];
    expect(
      set("20261124-0000", {
        squid: [squid, { last: last("20261116-0617 b") }],
        xcache: [xcache, { last: last("20261116-0617 l") }],
      }),
    ).toEqual({
      squid: { next: "20261117-1200 20261124-1200 soaked (6 d 12 h of 7 d)" },
      xcache: {},
    });
    expect(
      set("20261124-1200", {
        squid: [squid, { last: last("20261116-0617 b") }],
        xcache: [xcache, { last: last("20261116-0617 l") }],
      }),
    ).toEqual({
      squid: { takes: "20261117-1200" },
      xcache: { next: "20261118-0000 20261125-0000 soaked (6 d 12 h of 7 d)" },
    });
  });

  test("not while the source of one is unknown, also if that one seems to be there", () => {
    const unknown = { last: last("20261109-0617 a"), unknown: "hub.example.org did not answer" };
    for (const known of [["20261109-0617 a"], []]) {
      expect(
        set(now, {
          squid: [known, unknown],
          xcache: [["20261109-0617 k", "20261116-0617 l"], { last: last("20261109-0617 k") }],
        }),
      ).toEqual({
        squid: {},
        xcache: { next: "20261116-0617 - known (squid:stable: hub.example.org did not answer)" },
      });
    }
  });

  test("not while one of them needs a verdict", () => {
    expect(
      set(now, { squid: [["20261116-0617 b"], { follows: { verdict: "required" } }], xcache: [["20261116-0617 l"]] }),
    ).toEqual({
      squid: { next: "20261116-0617 - verdict (no good verdict yet)" },
      xcache: { next: "20261116-0617 - verdict (squid:stable: no good verdict yet)" },
    });
  });

  describe("by hand", () => {
    const advance = { by: "octo", reason: "CVE-2026-1" };
    const squid = ["20261109-0617 a", "20261116-0617 b", "20261122-0617 c"];
    const xcache = ["20261109-0617 k", "20261116-0617 l"];
    test.each<[string, object, object, object]>([
      ["the newest", {}, {}, { squid: { takes: "20261122-0617", waived: "soaked" }, xcache: { takes: "20261116-0617" } }],
      [
        "the newest that nobody withdrew",
        { verdicts: [verdict("kim bad c")] },
        {},
        { squid: { takes: "20261116-0617" }, xcache: { takes: "20261116-0617" } },
      ],
      [
        "a moment that one of them names",
        { target: "20261109-0617" },
        {},
        { squid: { takes: "20261109-0617" }, xcache: { takes: "20261109-0617" } },
      ],
      [
        "nothing, if one is withdrawn",
        { target: "20261122-0617" },
        { verdicts: [verdict("kim bad l")] },
        {
          squid: { problem: "20261116-0617 of xcache:fresh is refused: bad verdict of kim: crashes at start" },
          xcache: { problem: "20261116-0617 of xcache:fresh is refused: bad verdict of kim: crashes at start" },
        },
      ],
      [
        "nothing, if nobody has it",
        { target: "20261110-0617" },
        {},
        {
          squid: { problem: expect.stringMatching(/^squid:fresh has no image/) },
          xcache: { problem: expect.stringMatching(/^squid:fresh has no image/) },
        },
      ],
    ])("%s", (_, { target, ...change }: { target?: string }, other, expected) => {
      const to = target === undefined ? undefined : parseTarget(target);
      const by = { advance: { ...advance, ...(to ? { target: to } : {}) } };
      expect(set(now, { squid: [squid, { ...by, ...change }], xcache: [xcache, { ...by, ...other }] })).toEqual(expected);
    });

    test("nothing, if one had published nothing", () => {
      const by = { advance: { ...advance, target: parseTarget("20261109-0617") ?? { kind: "previous" as const } } };
      const problem = "xcache:fresh had published nothing at 20261109-0617";
      expect(set(now, { squid: [squid, by], xcache: [["20261116-0617 l"], by] })).toEqual({
        squid: { problem },
        xcache: { problem },
      });
    });
  });
});

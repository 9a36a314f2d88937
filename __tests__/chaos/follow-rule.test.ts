import { expect, test } from "@jest/globals";
import { type FollowRule, momentsOf, wrongFollows } from "../support/chaos/follow-rule.ts";

const day = 86_400_000;
const source = {
  "fresh-20261102-0617": "one",
  "fresh-20261103-0617": "two",
  "fresh-20261104-0617": "three",
  fresh: "three",
};
const own = { "stable-20261104-0617": "one", "stable-20261105-0617": "two", stable: "two" };

function wrongIn(
  changes: { own?: Record<string, string>; source?: Record<string, string> },
  rule: Partial<FollowRule> = {},
): string[] {
  const whole: FollowRule = {
    name: "squid:stable",
    stream: "stable",
    source: "fresh",
    soakOf: () => 2 * day,
    withdrawn: () => undefined,
    seen: new Set(),
    ...rule,
  };
  const mapOf = (tags: object, change: object = {}) => new Map<string, string>(Object.entries({ ...tags, ...change }));
  return wrongFollows(whole, mapOf(own, changes.own), mapOf(source, changes.source), 0);
}

const rolledBack = (stamp: string, digest: string) => ({ [`fresh-${stamp}`]: digest, [`rb.fresh-${stamp}`]: digest });

test.each<[string, Parameters<typeof wrongIn>[0], string[]]>([
  ["what its source published, one after the other", {}, []],
  [
    "what its source never published",
    { own: { "stable-20261106-0617": "other" } },
    ["11: registry 0 has other at 20261106-0617 of squid:stable, which its source never published before"],
  ],
  [
    "something older than before",
    { own: { "stable-20261106-0617": "one" } },
    [
      "11: registry 0 has one at 20261106-0617 of squid:stable, published at 20261102-0617 by its source: it showed 20261103-0617 before",
    ],
  ],
  [
    "something older than before, by a rollback",
    { own: { "stable-20261106-0617": "one", "rb.stable-20261106-0617": "one" } },
    [],
  ],
  [
    "something too young",
    { own: { "stable-20261106-0616": "three" } },
    ["11: registry 0 has three at 20261106-0616 of squid:stable, published at 20261104-0617 by its source: too young"],
  ],
  [
    "what its source rolled back",
    { own: { "stable-20261107-0617": "three" }, source: rolledBack("20261104-0900", "two") },
    ["11: registry 0 has three at 20261107-0617 of squid:stable, which its source withdrew: rolled back at 20261104-0900"],
  ],
  ["what its source rolled back to", { source: rolledBack("20261104-0900", "two") }, []],
])("%s", (_, changes, expected) => {
  expect(wrongIn(changes)).toEqual(expected);
});

test("what somebody withdrew, unless an earlier check saw it", () => {
  const seen = new Set<string>();
  expect(wrongIn({}, { seen })).toEqual([]);
  expect(wrongIn({}, { seen, withdrawn: () => "yanked" })).toEqual([]);
  expect(wrongIn({}, { withdrawn: (digest) => (digest === "two" ? "yanked" : undefined) })).toEqual([
    "11: registry 0 has two at 20261105-0617 of squid:stable, which its source withdrew: yanked",
  ]);
});

test("the moments at which its source showed what a follower published last", () => {
  const [mine, its] = [new Map(Object.entries(own)), new Map(Object.entries(source))];
  const rule = { stream: "stable", source: "fresh" };
  expect(momentsOf(rule, mine, its)).toEqual(["20261103-0617", "20261104-0617"]);
  expect(momentsOf(rule, new Map(), its)).toBeUndefined();
});

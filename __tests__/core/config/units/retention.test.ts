import { expect, test } from "@jest/globals";
import { faultsOf, load } from "../support.ts";

const day = 86_400_000;
const images = "images: { a: { context: . }, b: { context: ., retention: { last: 3 } }, c: { context: ., retention: false } }\n";

test("without the key, nothing is ever removed", () => {
  expect(load("images: { a: { context: . } }").retention).toBeUndefined();
});

test("the rules of an image come before those of its stream, and these before the common ones", () => {
  const { retention } = load(`streams: { testing: { retention: { all: 2w } }, release: null, old: { retention: false } }
retention: { all: 30d, weekly: 90d, monthly: 1y, last: 5, protect: ["*-20260406-*"] }
${images}`);
  expect(Object.fromEntries(retention?.rules ?? [])).toEqual({
    "a:testing": { all: 14 * day },
    "a:release": { all: 30 * day, weekly: 90 * day, monthly: 365 * day, last: 5, protect: ["*-20260406-*"] },
    "b:testing": { last: 3 },
    "b:release": { last: 3 },
    "b:old": { last: 3 },
  });
});

test("rules that thin nothing keep every publication", () => {
  const { retention } = load(`retention: { candidates: 14d, untagged: 7d, keep-file: keep.txt }
images: { a: { context: . } }`);
  expect(retention).toEqual({
    rules: new Map(),
    candidates: 14 * day,
    untagged: 7 * day,
    keepFile: "keep.txt",
    max: 50,
    promotable: 7 * day,
  });
});

test("a stream's rules alone are enough", () => {
  const { retention } = load(`streams: { testing: { retention: { all: 30d } }, release: null }
promotion: never
retention: { max: 5 }
images: { a: { context: . } }`);
  expect([...(retention?.rules.keys() ?? [])]).toEqual(["a:testing"]);
  expect(retention).toMatchObject({ max: 5, promotable: "never" });
});

test.each([
  ["retention: { all: 90 }", "an age is a whole number of days, weeks or years: `30d`, `5w`, `1y`"],
  ["retention: { all: 12h }", "an age is a whole number of days, weeks or years"],
  ["retention: { last: 0 }", "less than 1"],
  ["retention: { last: 1.5 }", "whole number"],
  ["retention: { alll: 90d }", 'did you mean "all"'],
  ["retention: true", "config-value"],
  ["streams: { release: { retention: { untagged: 7d } } }", "untagged"],
])("what it cannot be: %s", (yaml, words) => {
  const faults = faultsOf(`${yaml}\nimages: { a: { context: . } }`);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(words);
});

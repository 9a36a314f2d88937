import { expect, test } from "@jest/globals";
import { load } from "../support.ts";

const day = 86_400_000;

test("an image with `retention: false` is not one without rules: it keeps its candidates, too", () => {
  const { retention } = load(
    "retention: { candidates: 14d }\nimages: { a: { context: . }, b: { context: ., retention: false }, c: { context: ., retention: { all: 30d } } }",
  );
  expect(retention).toMatchObject({ candidates: 14 * day, never: new Set(["b:release"]) });
  expect([...(retention?.rules ?? [])]).toEqual([["c:release", { all: 30 * day }]]);
});

test("`never` is absent if no image has it", () => {
  expect(load("retention: { all: 30d }\nimages: { a: { context: . } }").retention).not.toHaveProperty("never");
});

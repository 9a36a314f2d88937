import { describe, expect, test } from "@jest/globals";
import type { Effect } from "../../../src/core/publish/effect.ts";
import { outputsOf } from "../../../src/core/result/outputs.ts";
import { publishedImages } from "../../../src/core/result/published-image.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import { makePlanned } from "../../support/documents.ts";
import { endingWithoutEvidence, passedRecord, publishedEnding } from "../../support/endings.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const old = makeDigest("old");
const one = "one.example.org/osg/squid";
const unit = makePlanned("squid:release", { current: old });
const { digest = old } = passedRecord(unit);

test("the outputs name the tags that were written, what was published, and what failed", () => {
  const left = makePlanned("origin:release", { decision: "leave", current: old });
  const missing = endingWithoutEvidence(makePlanned("xcache:release", { current: old, required: false }));
  const results = [publishedEnding(unit), { unit: left }, missing].map((ending) => resultOf("rebuild", ending));
  const { values, shortened } = outputsOf(results);
  const [published, pins, failed] = [values.published, values.pins, values.failed].map((text) => JSON.parse(text));
  expect({ ...values, published, pins, failed }).toEqual({
    tags: `${one}:release-20261123-0617\n${one}:release`,
    digests: JSON.stringify({ "squid:release": digest, "origin:release": old }),
    changed: "true",
    published: [{ unit: "squid:release", repository: one, tag: "release", digest, was: old, how: "built" }],
    pins: [{ unit: "squid:release", repository: one, tag: "release-20261123-0617", digest }],
    failed: [{ unit: "xcache:release", required: false, message: expect.stringContaining("left no record") }],
  });
  expect(shortened).toBeUndefined();
});

test("without a result, they are empty", () => {
  expect(outputsOf([]).values).toEqual({ tags: "", digests: "{}", changed: "false", published: "[]", pins: "[]", failed: "[]" });
});

test("lists stay valid JSON within their limit, and the rest is counted", () => {
  const results = ["a", "b", "c"].map((name) => resultOf("rebuild", endingWithoutEvidence(makePlanned(`${name}:release`))));
  const { values, shortened } = outputsOf(results, 300);
  expect(JSON.parse(values.failed)).toHaveLength(2);
  expect(values.failed.length).toBeLessThanOrEqual(300);
  expect(shortened).toBe("The output `failed` has room for only 2 of 3 rows. Split the run with `only` to get all of them.");
});

const promoted = makePlanned("squid:release", { decision: "promote", tags: unit.tags, candidate: { digest, conditions: [] } });
const tag = (name: string, of = digest, was?: typeof old): Effect => ({
  kind: "tag",
  repository: one,
  tag: name,
  digest: of,
  ...(was ? { was } : {}),
});

describe("what a run published", () => {
  test.each<[name: string, ending: Parameters<typeof resultOf>[1], expected: object[]]>([
    ["a promotion", publishedEnding(promoted), [{ tag: "release", how: "promoted" }]],
    [
      "an image that a hold keeps from its stream",
      { unit, record: passedRecord(unit), converged: { effects: [tag("release-20261123-0617")], current: { digest } } },
      [{ tag: "release-20261123-0617", how: "built" }],
    ],
    [
      "what a killed run left",
      { unit: { ...unit, decision: "repair" }, converged: { effects: [tag("release", old)], current: { digest: old } } },
      [{ tag: "release", digest: old, how: "repaired" }],
    ],
    [
      "not an older image that only got its timestamp tag",
      {
        unit,
        record: passedRecord(unit),
        converged: { effects: [tag("release-20261101-0000", old), tag("release", digest, old)], current: { digest } },
      },
      [{ tag: "release", digest, was: old, how: "built" }],
    ],
    ["nothing", { unit, converged: { effects: [{ kind: "copy", digest, from: one, to: "x" }] } }, []],
  ])("%s", (_, ending, expected) => {
    expect(resultOf("publish", ending).published ?? []).toEqual(expected.map((row) => expect.objectContaining(row)));
  });

  test("a version by its whole tag, in each registry", () => {
    const versioned = makeUnit("squid:release", { versions: { gitTag: "v{version}" } });
    const two = "two.example.org/osg/squid";
    const effects = [one, two].flatMap((repository) =>
      ["1.4", "1.4.2", "1"].map((name): Effect => ({ kind: "tag", repository, tag: name, digest })),
    );
    const rows = publishedImages(versioned, effects, undefined, () => "promoted");
    expect(rows.map(({ repository, tag: shown }) => `${repository}:${shown}`)).toEqual([`${one}:1.4.2`, `${two}:1.4.2`]);
  });
});

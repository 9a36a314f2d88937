import { describe, expect, test } from "@jest/globals";
import { holdsOn } from "../../../src/core/holds/hold.ts";
import { type PartialRelease, shortened } from "../../../src/core/holds/partial-releases.ts";
import { block, full, read, yaml } from "../../support/hold-block.ts";
import { makeDigest } from "../../support/units.ts";

const good = makeDigest("good");

describe("what was lifted is history: it holds nothing, and what of it cannot be read is left out", () => {
  const at = "2026-11-25T11:20:00Z";
  const one = { units: ["origin:release"], at };
  const kept = { ...one, digests: new Map() };
  test.each<[string, unknown, object[] | undefined]>([
    ["nothing", [], undefined],
    ["null", null, undefined],
    ["a text", "origin:release", undefined],
    ["a number", 5, undefined],
    ["one without its list", one, undefined],
    ["a map", { "origin:release": at }, undefined],
    ["entries of other types", [null, 1, "origin:release", [], [one], one], [kept]],
    ["no units", [{ at }, { units: [], at }, { units: "origin:release", at }, { units: {}, at }, one], [kept]],
    ["units of other types", [{ units: [null, 1, "", "  ", ["x"], "a".repeat(401), " origin:release "], at }], [kept]],
    ["no time", [{ units: ["a:b"] }, { units: ["a:b"], at: null }, { units: ["a:b"], at: 20261125 }, one], [kept]],
    ...[
      "",
      "2026-11-25",
      "2026-11-25T11:20Z",
      "2026-11-25T11:20:00",
      "2026-11-25T11:20:00.000Z",
      "2026-11-25T11:20:00+00:00",
      "2026-02-30T11:20:00Z",
      "2026-11-25T24:00:00Z",
      "2026-11-25T11:20:60Z",
      "+002026-11-25T11:20:00Z",
    ].map((time): [string, unknown, object[]] => [`the time ${time}`, [{ units: ["a:b"], at: time }, one], [kept]]),
    ["keys of its own", [{ ...one, ticket: "OPS-1" }], [kept]],
    ["an image that is no digest", [{ ...one, digests: { "origin:release": "sha256:abc" } }], [kept]],
    ["images that are no map", [{ ...one, digests: [good] }], [kept]],
    ["an image of another unit", [{ ...one, digests: { "squid:release": good } }], [kept]],
    [
      "one image that can be read",
      [{ units: ["a:b", "c:d"], at, digests: { "a:b": 1, "c:d": good } }],
      [{ units: ["a:b", "c:d"], at, digests: new Map([["c:d", good]]) }],
    ],
  ])("%s", (_, lifted, expected) => {
    const hold = read(block({ ...full, lifted }));
    expect(hold.partialReleases).toEqual(expected);
    const { partialReleases: _l, ...rest } = hold;
    expect(rest).toEqual(read(block(full)));
  });

  test.each(["squid:testing", "*:*", "*", "origin"])("%s, lifted, is not held", (name) => {
    const hold = read(block({ ...full, lifted: [{ units: [name], at, digests: { [name]: good } }] }));
    const before = read(block(full));
    for (const unit of ["squid:testing", "origin:release", "squid:release", "xcache:9"])
      expect(holdsOn({ name: unit }, [hold]).length).toBe(holdsOn({ name: unit }, [before]).length);
    expect(hold.digests).toEqual(before.digests);
  });

  test("names that every object has are but names", () => {
    const hold = read(
      yaml(
        "units: [squid:release]",
        "reason: x",
        "expires: 2026-11-27",
        "lifted:",
        `  - {units: [constructor, __proto__, toString], at: "${at}", digests: {}}`,
        `  - {__proto__: {units: [a:b], at: "${at}"}}`,
      ),
    );
    expect(hold).not.toHaveProperty("fault");
    expect(hold.partialReleases).toEqual([{ units: ["constructor", "__proto__", "toString"], at, digests: new Map() }]);
  });

  test("of a block with a fault, it is read all the same", () => {
    expect(read(block({ ...full, expires: 1, lifted: [one] }))).toMatchObject({
      fault: expect.any(String),
      partialReleases: [kept],
    });
  });
});

describe("where there is no room for it", () => {
  const lifted = (units: string[], digest?: typeof good): PartialRelease => ({
    units,
    at: "2026-11-25T11:20:00Z",
    digests: new Map(digest === undefined ? [] : units.map((unit) => [unit, digest])),
  });
  test.each<[string, PartialRelease[], PartialRelease[]]>([
    ["first the images go", [lifted(["a:x"], good), lifted(["b:x"])], [lifted(["a:x"]), lifted(["b:x"])]],
    ["then the older half", [lifted(["a:x"]), lifted(["b:x"]), lifted(["c:x"])], [lifted(["c:x"])]],
    ["then half of the units", [lifted(["a:x", "b:x", "c:x", "d:x", "e:x"])], [lifted(["a:x", "b:x"])]],
    ["then all", [lifted(["a:x"])], []],
  ])("%s", (_, before, after) => {
    expect(shortened(before)).toEqual(after);
  });
});

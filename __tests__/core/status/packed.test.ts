import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { maximumParts, pack, unpack } from "../../../src/core/status/packed.ts";
import { packDigest, unpackDigest } from "../../../src/core/status/packed-digest.ts";
import { type Status, statusSchema } from "../../../src/core/status/status.ts";
import { sampleStatus } from "../../../tools/page/sample.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { randomOf } from "../../support/random-of-schema.ts";

const empty: Status = { version: 1, generated: "2026-11-27T06:30:00Z", limit: 1, units: [], notes: [] };

/** What a page reads: the packed status has been JSON, compressed. */
function throughPage(status: Status): Status {
  const bytes = gzipSync(JSON.stringify(pack(status)));
  return unpack(JSON.parse(gunzipSync(bytes).toString("utf8")));
}

test.each(fuzzSeeds({ few: 60, all: 3000 }))("seed %i: any status comes back as it was", (seed) => {
  const status = randomOf(statusSchema, seed) as Status;
  const back = throughPage(status);
  expect(back).toEqual(status);
  expect(JSON.stringify(back)).toBe(JSON.stringify(status)); // the order of keys, and `__proto__`
});

test.each([false, true])("a sample comes back as it was, hostile: %s", (hostile) => {
  const status = sampleStatus({ units: 20, weeks: 10, seed: 3, hostile });
  expect(throughPage(status)).toEqual(status);
});

test("a key without a value is none", () => {
  expect(unpack(pack({ ...empty, later: undefined } as Status))).toStrictEqual(empty);
});

test("equal parts of units occur once", () => {
  const status = sampleStatus({ units: 1, weeks: 20, seed: 1 });
  const [unit] = status.units;
  const many = { ...status, units: Array.from({ length: 100 }, (_, index) => ({ ...unit, image: `image-${index}` })) } as Status;
  expect(JSON.stringify(pack(many)).length).toBeLessThan(2 * JSON.stringify(pack(status)).length);
});

test("100 units with a year of publications leave much room in a page", () => {
  const status = sampleStatus({ units: 100, weeks: 52, seed: 1 });
  expect(gzipSync(JSON.stringify(pack(status))).toString("base64").length).toBeLessThan(600_000);
});

describe("digests", () => {
  test.each(["0".repeat(64), "f".repeat(64), "0123456789abcdef".repeat(4)])("%s is the base64url of its bytes", (hex) => {
    expect(packDigest(`sha256:${hex}`)).toBe(Buffer.from(hex, "hex").toString("base64url"));
    expect(unpackDigest(packDigest(`sha256:${hex}`))).toBe(`sha256:${hex}`);
  });

  test.each(["", "A".repeat(42), "A".repeat(44), `${"A".repeat(42)}B`, `${"A".repeat(42)}=`, "😀".repeat(43)])(
    "%s is none",
    (text) => {
      expect(unpackDigest(text)).toBeUndefined();
    },
  );
});

describe("what is not a packed status", () => {
  const base = { version: 1, digests: "", keys: [], values: [] };
  const bomb = [[-1], ...Array.from({ length: 60 }, (_, index) => [-1, ...Array.from({ length: 9 }, () => index)])];

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "does not have the form"],
    ["another version", { ...base, version: 2 }, "does not have the form"],
    ["a list", [], "does not have the form"],
    ["an object as a value", { ...base, values: [{}] }, "does not have the form"],
    ["no values", base, "is not the data of a status"],
    ["a text alone", { ...base, values: ["x"] }, "is not the data of a status"],
    ["a value of itself", { ...base, values: [[-1, 0]] }, "values[0] names a part that does not come before it"],
    ["a value of a later one", { ...base, values: [[-1, 1], "x"] }, "values[0] names a part"],
    ["a place below none", { ...base, values: ["x", [-1, -1]] }, "values[1] names a part"],
    ["a place between two", { ...base, values: ["x", [-1, 0.5]] }, "values[1] names a part"],
    ["an empty list of places", { ...base, values: [[]] }, "but not as many different keys"],
    ["unknown keys", { ...base, values: [[0]] }, "but not as many different keys"],
    ["an unknown mark", { ...base, values: ["x", [-3, 0]] }, "but not as many different keys"],
    ["a key without a value", { ...base, keys: [["a", "b"]], values: ["x", [0, 0]] }, "but not as many different keys"],
    ["a key twice", { ...base, keys: [["a", "a"]], values: ["x", [0, 0, 0]] }, "but not as many different keys"],
    ["a cut digest", { ...base, digests: "A" }, "a digest is incomplete"],
    ["a broken digest", { ...base, digests: "=".repeat(43) }, "digest 0 is not one"],
    ["an unknown digest", { ...base, values: ["", [-2, 0, 0]] }, "values[1] is not a text with a digest"],
    ["a digest after a number", { ...base, digests: "A".repeat(43), values: [1, [-2, 0, 0]] }, "is not a text with a digest"],
    ["lists without an end", { ...base, values: bomb }, `more than ${maximumParts} parts`],
  ])("%s", (_, packed, why) => {
    expect(() => unpack(packed)).toThrow(why);
    expect(() => unpack(packed)).toThrow("To repair it, run `tagstream status` again.");
  });

  test.each(fuzzSeeds({ few: 100, all: 5000 }))("seed %i: a damaged one is an error that says so, or a status", (seed) => {
    const random = createRandom(seed);
    const text = JSON.stringify(pack(sampleStatus({ units: 2, weeks: 3, seed })));
    const at = random.below(text.length);
    const damaged = text.slice(0, at) + random.pick(["0", "9", "1,", "-", "", '"', "[", "A"]) + text.slice(at + 1);
    let packed: unknown;
    try {
      packed = JSON.parse(damaged);
    } catch {
      return; // the page finds that before
    }
    try {
      expect(hasUnits(unpack(packed))).toBe(true);
    } catch (error) {
      expect(String(error)).toContain("The data of the status page is damaged: ");
    }
  });
});

function hasUnits(value: unknown): boolean {
  return typeof value === "object" && value !== null && "units" in value;
}

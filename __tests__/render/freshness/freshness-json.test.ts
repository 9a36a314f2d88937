import { expect, test } from "@jest/globals";
import { agesOf } from "../../../src/core/freshness/age.ts";
import { freshnessJson } from "../../../src/render/freshness/freshness-json.ts";

test("ages for machines: worst first, in seconds", () => {
  const day = 86_400_000;
  const units = [
    { name: "squid:release", required: true, published: "2026-11-20T00:00:00Z", heldBy: 12 },
    { name: "xcache:release", required: false, published: "2026-11-01T00:00:00Z" },
    { name: "base:release", required: true, unknown: "it is down" },
  ];
  const aged = agesOf(units, 10 * day, new Date("2026-11-23T00:00:00.500Z"));
  expect(JSON.parse(freshnessJson(aged, 10 * day))).toEqual({
    limit: 864_000,
    units: [
      { unit: "xcache:release", required: false, state: "stale", age: 1_900_800, published: "2026-11-01T00:00:00Z" },
      { unit: "base:release", required: true, state: "unknown", unknown: "it is down" },
      { unit: "squid:release", required: true, state: "fresh", age: 259_200, published: "2026-11-20T00:00:00Z", hold: 12 },
    ],
  });
});

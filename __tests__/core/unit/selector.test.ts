import { expect, test } from "@jest/globals";
import { selectUnits, withBases } from "../../../src/core/unit/selector.ts";
import { makeUnit } from "../../support/units.ts";

const units = [
  makeUnit("base:25-release"),
  makeUnit("base:25-testing"),
  makeUnit("squid:25-release", { base: "base:25-release" }),
  makeUnit("squid:25-testing", { base: "base:25-testing" }),
  makeUnit("team/xcache:25-release"),
];

test.each<[string[], string[]]>([
  [[], units.map(({ name }) => name)],
  [["squid:*"], ["squid:25-release", "squid:25-testing"]],
  [["squid"], ["squid:25-release", "squid:25-testing"]],
  [["*:*-release"], ["base:25-release", "squid:25-release", "team/xcache:25-release"]],
  [["*xcache"], ["team/xcache:25-release"]],
  [
    ["s?uid:25-release", "base:25-testing"],
    ["base:25-testing", "squid:25-release"],
  ],
])("%p selects %p", (only, names) => {
  expect(selectUnits(units, only).map(({ name }) => name)).toEqual(names);
});

test("names every pattern without a unit, and the known units", () => {
  expect(() => selectUnits(units, ["sqiud:*", "squid:*", "SQUID"])).toThrow(
    /no unit matches "sqiud:\*" or "SQUID". Known units: base:25-release/,
  );
});

test("includes the bases", () => {
  const selected = selectUnits(units, ["squid:25-testing"]);
  expect(withBases(units, selected).map(({ name }) => name)).toEqual(["base:25-testing", "squid:25-testing"]);
});

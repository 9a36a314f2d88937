import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { type InputsFacts, type InputsHash, inputsHash } from "../../../src/core/inputs/inputs-hash.ts";
import { hashUnits, type UnitFiles } from "../../../src/core/inputs/unit-hashes.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { makeUnit } from "../../support/units.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const facts: InputsFacts = { context: { hash: "c1" }, dockerfile: { hash: "d1" }, contexts: {} };
const one = makeUnit("app:release", { base: "base:release" });
const two = { ...one, otherBases: [{ unit: "tools:release" }] };

const on = (tools: InputsHash | undefined, unit: Unit = two) =>
  inputsHash(
    unit,
    facts,
    new Map([
      ["base:release", { hash: "b1" }],
      ["tools:release", tools],
    ]),
    hash,
  );

test("the hash of a unit with one base is what it always was", () => {
  expect(on(undefined, one)).toEqual({ hash: "07e4825629026c3fe41c006bfbbd46f8a3acf0b32d646391f4faa69561700c67" });
});

test("the hash of a unit counts each base", () => {
  const hashes = [on(undefined, one), on({ hash: "t1" }), on({ hash: "t2" })];
  expect(new Set(hashes.map((its) => JSON.stringify(its))).size).toBe(3);
  expect(on({ none: "x" })).toEqual({ none: "its base tools:release has no inputs hash: x" });
  expect(on(undefined)).toEqual({ none: "its base tools:release has no inputs hash" });
});

test("a held or rolled-back second base gives its own inputs to the child", () => {
  const units = [makeUnit("base:release"), makeUnit("tools:release"), two];
  const files = new Map(units.map(({ name }): [string, UnitFiles] => [name, { inputs: facts, tests: "t" }]));
  const inputsOf = (others: Parameters<typeof hashUnits>[3]) => hashUnits(units, files, hash, others).get("app:release")?.inputs;
  const plain = inputsOf({});
  const held = inputsOf({ held: new Map([["tools:release", { hash: "h1" }]]) });
  const rolledBack = inputsOf({ rolledBack: ({ name }) => (name === "tools:release" ? "h1" : undefined) });
  expect(held).toEqual(rolledBack);
  expect(held).not.toEqual(plain);
});

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as v from "valibot";
import { canonicalTest } from "../../../src/core/tests/canonical.ts";
import { testConfigSchema } from "../../../src/core/tests/config-schema.ts";
import { plannedEntries } from "../../../src/core/tests/kind.ts";
import { type AnyTestKind, kindOfTest, type Test, testKinds } from "../../../src/core/tests/kinds.ts";

const common = {
  name: "works",
  timeout: 1000,
  env: { B: "2", A: "1" },
  platforms: ["linux/arm64", "linux/amd64"],
  command: ["a", "b"],
};
const files = { program: () => "a", paths: (_: string, paths: readonly string[]) => [...paths] };
const kinds: readonly AnyTestKind[] = testKinds;

describe("each kind of test", () => {
  test.each(kinds.map((kind) => [kind.name, kind] as const))(
    "%s: what it makes is what its plan's schema takes",
    (name, kind) => {
      const made = kind.make(common, { timeout: "1s" }, files);
      const schema = testKinds.find((each) => each.name === name)?.plan;
      expect(schema && v.parse<v.GenericSchema>(schema, made)).toEqual(made);
      expect(made).toMatchObject({ ...common, kind: name });
      expect(kindOfTest(made).name).toBe(name);
    },
  );

  test.each(kinds.map((kind) => [kind.name, kind] as const))("%s: the tests hash has every key of its own", (_, kind) => {
    const made = kind.make(common, { timeout: "1s" }, files);
    const own = Object.keys(made).filter((key) => key !== "kind" && !Object.hasOwn(plannedEntries, key));
    expect(Object.keys(kind.canonical(made)).sort()).toEqual(own.sort());
  });

  test.each(kinds.map((kind) => [kind.name, kind] as const))("%s: its keys are its own or another kind's", (_, kind) => {
    const shared = ["name", "timeout", "env", "platforms", ...kinds.map(({ name }) => name)];
    const own = [...Object.keys(kind.limits), ...Object.keys(kind.options)];
    expect(own.filter((key) => shared.includes(key))).toEqual([]);
    expect(Object.keys(kind.hints).filter((key) => !own.includes(key))).toEqual([]);
    expect([...shared, ...own].filter((key) => !Object.hasOwn(testConfigSchema.entries, key))).toEqual([]);
  });
});

// Published images carry this hash: another text here would make every published test look changed.
test.each<[Test, string]>([
  [
    { kind: "run", ...common },
    '{"name":"works","kind":"run","timeout":1000,"command":["a","b"],"env":[["A","1"],["B","2"]],"platforms":["linux/amd64","linux/arm64"]}',
  ],
  [
    { kind: "exec", ...common, within: 500 },
    '{"name":"works","kind":"exec","timeout":1000,"command":["a","b"],"env":[["A","1"],["B","2"]],"platforms":["linux/amd64","linux/arm64"],"within":500}',
  ],
  [
    { kind: "script", ...common, files: ["d", "c", "d"] },
    '{"name":"works","kind":"script","timeout":1000,"command":["a","b"],"env":[["A","1"],["B","2"]],"platforms":["linux/amd64","linux/arm64"],"files":["c","d"]}',
  ],
])("canonical form: $kind", (given, text) => {
  expect(JSON.stringify(canonicalTest(given))).toBe(text);
});

test("refuses an unknown kind", () => {
  expect(() => kindOfTest({ kind: "walk" } as never)).toThrow("not a kind of test: walk");
});

test("no file outside the two rooms of the kinds tells one kind from another", () => {
  const names = testKinds.map(({ name }) => name).join("|");
  const tells = new RegExp(`\\bkind\\s*[!=]==?\\s*"(?:${names})"|case "(?:${names})":`);
  const rooms = ["src/core/tests/", "src/steps/build/tests/"];
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).map((file) => path.posix.join("src", file));
  const outside = sources.filter((file) => file.endsWith(".ts") && !rooms.some((room) => file.startsWith(room)));
  expect(outside.length).toBeGreaterThan(200);
  expect(outside.filter((file) => tells.test(readFileSync(file, "utf8")))).toEqual([]);
});

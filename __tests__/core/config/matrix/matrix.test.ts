import { describe, expect, test } from "@jest/globals";
import { expand, type Matrix, matrixOf } from "../../../../src/core/config/matrix/matrix.ts";

const matrix = (dimensions: Record<string, string[]>, include: Matrix["include"] = [], exclude: Matrix["exclude"] = []) =>
  matrixOf({ ...dimensions, include: [...include], exclude: [...exclude] } as Parameters<typeof matrixOf>[0]);

const valuesOf = (of: Matrix, streams: string[] = ["release"]) => expand(of, streams).map(({ values }) => values);

// docs.github.com, "Running variations of jobs in a workflow", "Expanding or adding matrix configurations".
describe("GitHub's documented example of include", () => {
  const documented = matrix({ fruit: ["apple", "pear"], animal: ["cat", "dog"] }, [
    { color: "green" },
    { color: "pink", animal: "cat" },
    { fruit: "apple", shape: "circle" },
    { fruit: "banana" },
    { fruit: "banana", animal: "cat" },
  ]);

  test("gives the combinations that GitHub lists", () => {
    expect(valuesOf(documented)).toEqual([
      { fruit: "apple", animal: "cat", color: "pink", shape: "circle" },
      { fruit: "apple", animal: "dog", color: "green", shape: "circle" },
      { fruit: "pear", animal: "cat", color: "pink" },
      { fruit: "pear", animal: "dog", color: "green" },
      { fruit: "banana" },
      { fruit: "banana", animal: "cat" },
    ]);
  });

  test("values of include are no dimensions; a combination of include has the dimensions that it names", () => {
    expect(expand(documented, ["release"]).map(({ dimensions }) => Object.values(dimensions).join("-"))).toEqual([
      "apple-cat",
      "apple-dog",
      "pear-cat",
      "pear-dog",
      "banana",
      "banana-cat",
    ]);
  });
});

test.each<[string, Matrix, string[], object[]]>([
  ["no matrix", matrix({}), ["release"], [{}]],
  [
    "include alone",
    matrix({}, [{ site: "a", zone: "1" }, { site: "b" }]),
    ["release"],
    [{ site: "a", zone: "1" }, { site: "b" }],
  ],
  [
    "GitHub's example of exclude: an entry that names some dimensions excludes all that match it",
    matrix(
      { os: ["macos", "windows"], version: ["12", "14", "16"], environment: ["staging", "production"] },
      [],
      [
        { os: "macos", version: "12", environment: "production" },
        { os: "windows", version: "16" },
      ],
    ),
    ["release"],
    [
      { os: "macos", version: "12", environment: "staging" },
      { os: "macos", version: "14", environment: "staging" },
      { os: "macos", version: "14", environment: "production" },
      { os: "macos", version: "16", environment: "staging" },
      { os: "macos", version: "16", environment: "production" },
      { os: "windows", version: "12", environment: "staging" },
      { os: "windows", version: "12", environment: "production" },
      { os: "windows", version: "14", environment: "staging" },
      { os: "windows", version: "14", environment: "production" },
    ],
  ],
  [
    "include adds back what exclude took",
    matrix({ os: ["a", "b"] }, [{ os: "a" }], [{ os: "a" }]),
    ["release"],
    [{ os: "b" }, { os: "a" }],
  ],
  [
    "a later include overwrites what an earlier one added",
    matrix({ os: ["a"] }, [{ x: "1" }, { os: "a", x: "2" }]),
    ["release"],
    [{ os: "a", x: "2" }],
  ],
  [
    "an include is not added to what another one made",
    matrix({ os: ["a"] }, [{ os: "b" }, { os: "b", x: "1" }]),
    ["release"],
    [{ os: "a" }, { os: "b" }, { os: "b", x: "1" }],
  ],
  ["everything excluded", matrix({ os: ["a"] }, [], [{ os: "a" }]), ["release"], []],
])("%s", (_, of, streams, expected) => {
  expect(valuesOf(of, streams)).toEqual(expected);
});

test("exclude and include may name a stream, and the order is variant, then stream", () => {
  const of = matrix(
    { os: ["a", "b"] },
    [
      { stream: "testing", repo: "t" },
      { os: "c", stream: "release" },
    ],
    [{ os: "b", stream: "testing" }],
  );
  expect(expand(of, ["release", "testing"]).map(({ stream, values }) => ({ stream, values }))).toEqual([
    { stream: "release", values: { os: "a" } },
    { stream: "testing", values: { os: "a", repo: "t" } },
    { stream: "release", values: { os: "b" } },
    { stream: "release", values: { os: "c" } },
  ]);
});

/** GitHub's rules word by word, slow and plain, to compare with. */
function naive({ dimensions, include, exclude }: Matrix): Record<string, string>[] {
  let originals: Record<string, string>[] = dimensions.length === 0 ? [] : [{}];
  for (const [name, values] of dimensions)
    originals = originals.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  originals = originals.filter(
    (one) => !exclude.some((entry) => Object.entries(entry).every(([name, value]) => one[name] === value)),
  );
  const results = originals.map((one) => ({ ...one }));
  const added: Record<string, string>[] = [];
  for (const entry of include) {
    let fits = false;
    originals.forEach((original, index) => {
      if (Object.entries(entry).some(([name, value]) => name in original && original[name] !== value)) return;
      Object.assign(results[index] ?? {}, entry);
      fits = true;
    });
    if (!fits) added.push({ ...entry });
  }
  return [...results, ...added];
}

test("2,000 matrices expand as GitHub's rules say", () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648; // a fixed sequence: a failure comes back
    return Math.floor((seed / 2147483648) * below);
  };
  const entry = (names: string[]) => {
    const chosen = names.filter(() => random(2) === 0);
    return Object.fromEntries((chosen.length === 0 ? names.slice(0, 1) : chosen).map((name) => [name, `v${random(4)}`]));
  };
  for (let round = 0; round < 2000; round++) {
    const names = ["a", "b", "c"].slice(0, 1 + random(3));
    const of = matrix(
      Object.fromEntries(names.map((name) => [name, ["v0", "v1", "v2"].slice(0, 1 + random(3))])),
      Array.from({ length: random(5) }, () => entry([...names, "x", "y"])),
      Array.from({ length: random(3) }, () => entry(names)),
    );
    expect({ of, values: valuesOf(of) }).toEqual({ of, values: naive(of) });
  }
});

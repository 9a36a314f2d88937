import { describe, expect, test } from "@jest/globals";
import { comparePackages } from "../../../src/core/packages/compare.ts";
import { listOf } from "../../support/package-lists.ts";

/** The changes in short, in order: `backwards rpm/squid 2 → 1`. */
function changes(before: string, now: string): string[] {
  const compared = comparePackages(listOf(before), listOf(now));
  if ("unknown" in compared) return [compared.unknown];
  return compared.changes.map(
    ({ kind, type, name, arch, before, now }) => `${kind} ${type}/${name}${arch ? `.${arch}` : ""} ${before} → ${now}`,
  );
}

describe("one package", () => {
  test.each<[string, string, string, string[]]>([
    ["the same", "rpm/a@1", "rpm/a@1", []],
    ["newer", "rpm/a@1", "rpm/a@2", ["changed rpm/a 1 → 2"]],
    ["older", "rpm/a@1.10-1", "rpm/a@1.9-1", ["backwards rpm/a 1.10-1 → 1.9-1"]],
    ["a lower epoch", "rpm/a@1:1-1", "rpm/a@2-1", ["backwards rpm/a 1:1-1 → 2-1"]],
    ["a higher epoch", "deb/a@2-1", "deb/a@1:1-1", ["changed deb/a 2-1 → 1:1-1"]],
    ["equal, and written otherwise", "deb/a@1.0", "deb/a@1.00", ["changed deb/a 1.0 → 1.00"]],
    ["older, of apk", "apk/a@1.0-r1", "apk/a@1.0_rc1-r2", ["backwards apk/a 1.0-r1 → 1.0_rc1-r2"]],
    ["added", "", "rpm/a@1", ["added rpm/a  → 1"]],
    ["removed", "rpm/a@1", "", ["removed rpm/a 1 → "]],
    ["no order is claimed for npm", "npm/a@2.0.0", "npm/a@1.0.0", ["changed npm/a 2.0.0 → 1.0.0"]],
    ["nor for a version that dpkg rejects", "deb/a@2_0", "deb/a@1", ["changed deb/a 2_0 → 1"]],
    [
      "a key of rpm, with its id and its time as version",
      "rpm/gpg-pubkey@fb095591-6b08a447",
      "rpm/gpg-pubkey@a9bbdca8-6b08a448",
      ["changed rpm/gpg-pubkey fb095591-6b08a447 → a9bbdca8-6b08a448"],
    ],
    [
      "the architecture tells packages apart",
      "rpm/a/i686@1 rpm/a/x86_64@2",
      "rpm/a/i686@1 rpm/a/x86_64@1",
      ["backwards rpm/a.x86_64 2 → 1"],
    ],
  ])("%s", (_, before, now, expected) => {
    expect(changes(before, now)).toEqual(expected);
  });
});

describe("several versions of one package", () => {
  test.each<[string, string, string, string[]]>([
    ["in another order", "rpm/kernel@2,1", "rpm/kernel@1,2", []],
    ["a new one came", "rpm/kernel@9,10", "rpm/kernel@11,9,10", ["changed rpm/kernel 9,10 → 9,10,11"]],
    ["the oldest went", "rpm/kernel@1,2,3", "rpm/kernel@2,3", ["changed rpm/kernel 1,2,3 → 2,3"]],
    ["an older one came", "rpm/kernel@2,3", "rpm/kernel@1,2,3", ["changed rpm/kernel 2,3 → 1,2,3"]],
    ["the highest went", "rpm/kernel@9,10", "rpm/kernel@9", ["backwards rpm/kernel 9,10 → 9"]],
    ["in another order, with one that apk rejects", "apk/a@1.10,1.1x!,1.9", "apk/a@1.9,1.10,1.1x!", []],
    ["one that apk rejects is never the highest", "apk/a@1.9,x!", "apk/a@1.8,x!", ["backwards apk/a x!,1.9 → x!,1.8"]],
    ["two copies", "npm/a@1,2", "npm/a@1", ["changed npm/a 1,2 → 1"]],
  ])("%s", (_, before, now, expected) => {
    expect(changes(before, now)).toEqual(expected);
  });
});

test("backwards first, then by type and name", () => {
  expect(changes("rpm/z@2 deb/m@1 rpm/b@1 rpm/c@1 npm/a@1", "rpm/z@1 deb/m@2 rpm/b@2 rpm/a@1 npm/a@2")).toEqual([
    "backwards rpm/z 2 → 1",
    "changed deb/m 1 → 2",
    "changed npm/a 1 → 2",
    "added rpm/a  → 1",
    "changed rpm/b 1 → 2",
    "removed rpm/c 1 → ",
  ]);
});

describe("two lists", () => {
  const old = listOf("rpm/a@1 npm/b@1");

  test("of one tool: all packages count", () => {
    expect(comparePackages(old, listOf("rpm/a@1 npm/b@1 npm/c@1"))).toMatchObject({ total: 3, changes: [{ kind: "added" }] });
  });

  test.each([[["trivy-0.60"]], [["syft-v1.52.0"]], [[]], [["syft-v1.51.0", "another"]]])(
    "of %j: packages of the operating system alone",
    (tools) => {
      const now = listOf("rpm/a@2 npm/c@1", tools);
      expect(comparePackages(old, now)).toEqual({
        total: 1,
        systemOnly: true,
        changes: [{ kind: "changed", type: "rpm", name: "a", before: ["1"], now: ["2"] }],
      });
    },
  );

  test("one of them unknown: never 0 changed", () => {
    expect(comparePackages({ unknown: "No list." }, old)).toEqual({ unknown: "The image before: No list." });
    expect(comparePackages(old, { unknown: "No list." })).toEqual({ unknown: "No list." });
  });
});

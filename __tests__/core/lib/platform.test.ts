import { expect, test } from "@jest/globals";
import { readRecord } from "../../../src/core/build/record-document.ts";
import { normalizePlatform, printPlatform } from "../../../src/core/lib/platform.ts";
import { readPlan } from "../../../src/core/plan/plan-document.ts";
import { makePlan, makePlanned, makeRecord, makeUnitRecord } from "../../support/documents.ts";
import { makeDigest } from "../../support/units.ts";
import { faultsOf, only } from "../config/support.ts";

// As containerd's platforms.Normalize and platforms.Format do.
test.each([
  ["linux/amd64", "linux/amd64"],
  ["linux/x86_64", "linux/amd64"],
  ["linux/x86-64", "linux/amd64"],
  ["Linux/AMD64", "linux/amd64"],
  ["linux/amd64/v1", "linux/amd64"],
  ["linux/amd64/V2", "linux/amd64/v2"],
  ["linux/arm64/v8", "linux/arm64"],
  ["linux/arm64/8", "linux/arm64"],
  ["linux/aarch64", "linux/arm64"],
  ["linux/aarch64/v8", "linux/arm64"],
  ["linux/arm", "linux/arm/v7"],
  ["linux/arm/7", "linux/arm/v7"],
  ["linux/armhf", "linux/arm/v7"],
  ["linux/armel", "linux/arm/v6"],
  ["linux/arm/v6", "linux/arm/v6"],
  ["linux/arm/6", "linux/arm/v6"],
  ["linux/i386", "linux/386"],
  ["linux/386", "linux/386"],
  ["macos/arm64", "darwin/arm64"],
  ["linux/ppc64le", "linux/ppc64le"],
])("platform %s is %s", (text, normal) => expect(normalizePlatform(text)).toBe(normal));

test("an index's entry is read in the same spelling", () => {
  expect(printPlatform({ os: "linux", architecture: "arm64", variant: "v8" })).toBe("linux/arm64");
  expect(printPlatform({ os: "linux", architecture: "arm", variant: "" })).toBe("linux/arm/v7");
});

test("accepts every tool's spelling of a platform, in the image and in its tests", () => {
  const { platforms, tests } = only(`
images:
  a:
    context: .
    platforms: [linux/arm64/v8, linux/x86_64, linux/arm]
    tests: [{ run: ls, platforms: [linux/aarch64, linux/amd64/v1, linux/arm/v7] }, { run: pwd, platforms: [linux/arm64/v8] }]
`);
  expect(platforms).toEqual(["linux/arm64", "linux/amd64", "linux/arm/v7"]);
  expect(tests.map((test) => test.platforms)).toEqual([platforms, ["linux/arm64"]]);
});

test("compares the platforms of an image and its base in any spelling", () => {
  const base = "base: { context: ., platforms: [linux/arm64/v8, linux/amd64] }";
  const child = "child: { context: ., base: base, platforms: [linux/arm64, linux/x86_64] }";
  expect(faultsOf(`images: { ${base}, ${child} }`)).toEqual([]);
});

test("reports one platform in two spellings as a duplicate", () => {
  expect(faultsOf("images: { a: { context: ., platforms: [linux/arm64, linux/aarch64] } }")).toEqual([
    "1:53 config-value duplicate platform linux/arm64",
  ]);
});

test("plans and records use the normalised spelling", () => {
  const plan = makePlan([makePlanned("a:release", { platforms: ["linux/arm64/v8"] })]);
  expect(readPlan(JSON.stringify(plan)).units[0]?.platforms).toEqual(["linux/arm64"]);
  const built = [{ platform: "linux/aarch64", digest: makeDigest("arm") }];
  const record = makeRecord(plan, "a.release", [makeUnitRecord("a:release", { platforms: built })]);
  expect(readRecord(JSON.stringify(record), plan).units[0]?.platforms.map(({ platform }) => platform)).toEqual(["linux/arm64"]);
});

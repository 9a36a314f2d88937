import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { testPaths, testsHash } from "../../../src/core/inputs/inputs-hash.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";

const scan = { script: ["ci/scan.sh", "--strict"] };
const script = { path: "ci/scan.sh", mode: "100755" as const };
const hashOf = (unit: Pick<Unit, "scan">, id = "1") =>
  testsHash({ tests: [], ...unit }, [{ ...script, id }], (text) => createHash("sha256").update(text).digest("hex"));

test("a scan belongs to the tests hash by its script and arguments alone", () => {
  expect(hashOf({ scan })).not.toBe(hashOf({}));
  expect(hashOf({ scan }, "2")).not.toBe(hashOf({ scan }));
  expect(hashOf({ scan: { script: ["ci/scan.sh"] } })).not.toBe(hashOf({ scan }));
  expect(hashOf({ scan: { ...scan, fail: "high" } })).toBe(hashOf({ scan }));
});

test("its script is a file that the tests read", () => {
  expect(testPaths({ tests: [], scan })).toEqual(["ci/scan.sh"]);
});

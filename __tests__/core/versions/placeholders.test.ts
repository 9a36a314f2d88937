import { expect, test } from "@jest/globals";
import { addVersionValues } from "../../../src/core/config/units/version-values.ts";
import { isVersionName, versionPlaceholders } from "../../../src/core/versions/placeholders.ts";

test.each([
  ["1.4.2", ["1.4.2", "1", "4", "2"]],
  ["10.0.3-rc.1", ["10.0.3-rc.1", "10", "0", "3"]],
])("the placeholders of %s", (version, [whole, major, minor, patch]) => {
  expect(versionPlaceholders(version)).toEqual({
    version: whole,
    major,
    minor,
    patch,
    "version.major": major,
    "version.minor": minor,
    "version.patch": patch,
  });
  for (const name of Object.keys(versionPlaceholders(version))) expect(isVersionName(name)).toBe(true);
});

test.each(["", "1.4", "v1.4.2", "1.4.2+5", "01.4.2", "edge"])("%j is no version", (text) => {
  expect(versionPlaceholders(text)).toEqual({});
});

const versions = { stream: "release", gitTag: "v{version}", tags: undefined, path: ["versions"] };
const alone = { ...versions, alone: true as const };

test.each([
  ["a stream of the default branch: none", { versions, gitTag: "v1.4.2" }, undefined],
  ["a stream from git tags: its source's", { versions: undefined, gitTag: undefined, source: { version: "2.0.0" } }, "2.0.0"],
  ["the run of a git tag: the git tag's own", { versions, gitTag: "v1.4.2", source: { version: "2.0.0" } }, "1.4.2"],
  ["a git tag of another image: its source's", { versions, gitTag: "x-1.4.2", source: { version: "2.0.0" } }, "2.0.0"],
  ["a source without a version: none", { versions, gitTag: undefined, source: {} }, undefined],
  ["versions alone, on a git tag", { versions: alone, gitTag: "v1.4.2" }, "1.4.2"],
  ["versions alone, in a pull request", { versions: alone, gitTag: undefined }, "0.0.0-dev"],
])("the version of a unit's build: %s", (_, builtFrom, expected) => {
  const values: Record<string, string> = { os: "el9" };
  addVersionValues(values, builtFrom);
  expect(values["version"]).toBe(expected);
  expect(values["version.minor"]).toBe(expected?.split(".")[1]);
  expect(values["os"]).toBe("el9");
});

test("a name of the matrix stays what it is", () => {
  const values = { version: "3.11", stream: "version" };
  addVersionValues(values, { versions: alone, gitTag: "v1.4.2" });
  expect(values).toMatchObject({ version: "3.11", major: "1" });
});

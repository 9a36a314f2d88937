import { describe, expect, test } from "@jest/globals";
import { compile, fill, namesBuilt, substituteBuilt } from "../../../src/core/lib/placeholder.ts";
import { normalizePath } from "../../../src/core/lib/repository-path.ts";
import { listed, nearest } from "../../../src/core/lib/text/nearest.ts";
import { durationPattern, parseDuration } from "../../../src/core/lib/time/duration.ts";
import { imageNameFault, registryFault } from "../../../src/core/oci/reference.ts";

test.each([
  ["60s", 60_000],
  ["5m", 300_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
])("duration %s", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["0s", "5", "5 m", "1.5h", "-1s", "1h30m", "5M", "", "100000s"])("no duration: %j", (text) => {
  expect(durationPattern.test(text)).toBe(false);
  expect(() => parseDuration(text)).toThrow(TypeError);
});

describe("placeholders", () => {
  const values = { os: "el9", base_os: "alma", series: "25" };

  test.each([
    ["{series}-{os}", "25-el9"],
    ["{base_os}", "alma"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a shell would see
    ["${os} ${HOME:-{os}} {os}", "${os} ${HOME:-{os}} el9"],
    ['{"a":{"os":"{os}"}}', '{"a":{"os":"el9"}}'],
    ["{{os}} {{ os }} {{.os}} { os } {} {OS} {9}", "{os} {{ os }} {{.os}} { os } {} {OS} {9}"],
    ["{{{os}}}", "{{os}}"],
    ["awk '{{print}}'", "awk '{print}'"],
    ["{built} {{built}}", "{built} {{built}}"],
    ["", ""],
  ])("%s", (text, filled) => {
    expect(fill(compile(text), values, (name) => `<${name}>`)).toBe(filled);
  });

  test("reports a missing value", () => {
    expect(fill(compile("{a}-{os}-{a}"), values, (name) => `<${name}>`)).toBe("<a>-el9-<a>");
    expect(compile("{a}-{os}-{a}").names).toEqual(["a", "os"]);
  });

  test("{built} is for the build", () => {
    expect(namesBuilt("at {built}")).toBe(true);
    expect(namesBuilt("at {{built}}")).toBe(false);
    expect(substituteBuilt("at {built}, {{built}}, {os}", "20261123-0617")).toBe("at 20261123-0617, {built}, {os}");
  });
});

test.each([
  ["plattforms", ["context", "platforms"], "platforms"],
  ["relaese", ["release", "testing"], "release"],
  ["EL9", ["el9", "el10"], "el9"],
  ["contex", ["contexts", "context"], "context"],
  ["24", ["25"], undefined],
  ["el8", ["el9"], undefined],
  ["xyz", ["context", "target"], undefined],
  ["a", ["b"], undefined],
  ["", ["tag"], undefined],
])("nearest to %j of %j", (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
  [Array.from({ length: 11 }, (_, n) => `n${n}`), "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 … (11)"],
])("listed %j", (words, text) => {
  expect(listed(words)).toBe(text);
});

test.each([
  [".", undefined, "."],
  ["./a//b/", undefined, "a/b"],
  ["Dockerfile", "a/b", "a/b/Dockerfile"],
  ["../Dockerfile", "a/b", "a/Dockerfile"],
  ["../..", "a/b", "."],
  ["../../..", "a/b", undefined],
  ["..", undefined, undefined],
  ["a/../../a", undefined, undefined],
  ["/etc", "a", undefined],
])("path %s in %s", (path, folder, expected) => {
  expect(normalizePath(path, folder)).toBe(expected);
});

test.each(["squid", "osg-htc/frontier-squid", "a.b_c__d---e", "9"])("image name %s", (name) => {
  expect(imageNameFault(name)).toBeUndefined();
});

test.each([
  ["Squid", 'registries accept only lower case: write "squid"'],
  ["a..b", "use lower-case letters"],
  ["-a", "use lower-case letters"],
  ["a/", "use lower-case letters"],
  ["a:b", "use lower-case letters"],
  ["", "use lower-case letters"],
])("no image name: %j", (name, why) => {
  expect(imageNameFault(name)).toContain(why);
});

test.each([
  "ghcr.io/octo-org",
  "localhost:5000",
  "localhost/osg",
  "localhost:5000/osg",
  "docker.io/osg",
  "[::1]:5000/a",
  "hub.example.org/a/b/c",
])("registry %s", (name) => {
  expect(registryFault(name, "registry")).toBeUndefined();
});

test.each([
  ["osg", "registry", 'write "docker.io/osg"'],
  ["OSG/squid", "registry", 'write "docker.io/osg/squid"'],
  ["https://GHCR.io/octo/", "registry", 'write "ghcr.io/octo"'],
  ["docker.io", "registry", "docker.io needs a namespace"],
  ["ghcr.io", "registry", "ghcr.io needs a namespace"],
  ["ghcr.io/octo:latest", "registry", 'it has a tag: write "ghcr.io/octo"'],
  ["ghcr.io/octo@sha256:00", "registry", "a digest or a user"],
  ["ghcr.io/octo/", "registry", 'it ends with "/": write "ghcr.io/octo"'],
  ["ghcr.io/Octo", "registry", 'only lower case: write "ghcr.io/octo"'],
  ["ghcr.io/a b", "registry", '"a b" is not a valid name'],
  [" ghcr.io/a", "registry", "begins or ends with a space"],
  ["ghcr..io/a", "registry", '"ghcr..io" is not a valid host name'],
  ["", "registry", "it is empty"],
  ["ghcr.io", "repository", 'name is missing after "ghcr.io"'],
  ["opensciencegrid/squid", "repository", 'write "docker.io/opensciencegrid/squid"'],
] as const)("%j is no %s", (name, kind, why) => {
  expect(registryFault(name, kind)).toContain(why);
});

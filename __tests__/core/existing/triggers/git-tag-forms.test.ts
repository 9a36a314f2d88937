import { describe, expect, test } from "@jest/globals";
import { sampleGitTags } from "../../../../src/core/existing/triggers/git-tag-forms.ts";

describe("sampleGitTags", () => {
  test.each<[string, readonly string[] | undefined, readonly string[], string[]]>([
    ["no filter, no git tags", undefined, [], ["v1.4.2"]],
    ["no filter, tags without v", undefined, ["1.0.0", "1.1.0"], ["1.4.2"]],
    ["no filter, the newer form", undefined, ["v1.0.0", "2.0.0"], ["1.4.2"]],
    ["v* without known tags", ["v*"], [], ["v1.4.2"]],
    ["*.*.* without known tags", ["*.*.*"], [], ["1.4.2"]],
    ["digits without known tags", ["[0-9]+.[0-9]+.[0-9]+"], [], ["1.4.2"]],
    ["* with known tags", ["*"], ["1.3.0"], ["1.4.2"]],
    ["a prefix of the filter", ["release-*"], [], ["release-1.4.2"]],
    ["a prefix with v", ["app/v[0-9]*"], [], ["app/v1.4.2"]],
    ["several apps", ["*-v*"], ["web-v1.0.0", "api-v2.0.0", "web-v1.1.0"], ["api-v1.4.2", "web-v1.4.2"]],
    ["several patterns", ["web-v*", "api-v*"], ["web-v1.0.0", "api-v2.0.0"], ["web-v1.4.2", "api-v1.4.2"]],
    ["a fixed tag", ["nightly"], ["v1.0.0"], ["nightly"]],
    ["what is excluded", ["v*", "!v1.*"], [], []],
    ["nothing fits", ["v[0-9]"], [], []],
  ])("%s", (_name, patterns, gitTags, expected) => {
    expect(sampleGitTags(patterns, gitTags, "1.4.2")).toEqual(expected);
  });
});

import { describe, expect, test } from "@jest/globals";
import { matchesFilter, matchesPattern } from "../../../../src/core/existing/triggers/filter-pattern.ts";

describe("matchesPattern", () => {
  test.each([
    ["main", "main", true],
    ["main", "mai", false],
    ["feature/*", "feature/one", true],
    ["feature/*", "feature/one/two", false],
    ["feature/**", "feature/one/two", true],
    ["releases/**-alpha", "releases/10/x-alpha", true],
    ["*", "main", true],
    ["*", "a/b", false],
    ["**", "a/b", true],
    ["*feature", "my-feature", true],
    ["v2*", "v2.9", true],
    ["v[12].[0-9]+.[0-9]+", "v1.10.1", true],
    ["v[12].[0-9]+.[0-9]+", "v3.0.1", false],
    ["v*.*.*", "v1.4.2", true],
    ["v?1", "1", true],
    ["v?1", "v1", true],
    ["*.jsx?", "page.js", true],
    ["*.jsx?", "page.jsx", true],
    ["a+", "aaa", true],
    ["a+", "", false],
    ["[a-c]at", "bat", true],
    ["[a-c]at", "rat", false],
    ["**/docs/**", "docs/hello", true],
    ["docs/**/x", "docs/x", true],
    ["docs/**/x", "docs/a/b/x", true],
    ["a\\+b", "a+b", true],
    ["a\\+b", "aab", false],
    ["[open", "[open", true],
    ["1.x", "1zx", false],
    ["", "", true],
  ])("%s fits %s: %s", (pattern, name, expected) => {
    expect(matchesPattern(name, pattern)).toBe(expected);
  });

  test("a pattern of many stars takes no time", () => {
    expect(matchesPattern("a".repeat(250), `${"*a".repeat(120)}b`)).toBe(false);
  });
});

describe("matchesFilter", () => {
  test.each([
    [["main", "releases/**"], "releases/10", true],
    [["releases/**", "!releases/**-alpha"], "releases/10-alpha", false],
    [["releases/**", "!releases/**-alpha", "releases/10-alpha"], "releases/10-alpha", true],
    [["!main"], "other", false],
    [[], "main", false],
  ])("%j lets %s through: %s", (patterns, name, expected) => {
    expect(matchesFilter(name, patterns)).toBe(expected);
  });
});

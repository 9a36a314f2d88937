import { describe, expect, test } from "@jest/globals";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { patternOf, type Use } from "../../../src/core/propose/template.ts";
import { samples } from "./support.ts";

const patternFor = (text: (one: Sample) => string, use: Use = "tag") =>
  patternOf([text(samples[0]), text(samples[1])], samples, use);

describe("a text that two samples give", () => {
  test.each<[string, (one: Sample) => string, string]>([
    ["a fixed one", () => "latest", "latest"],
    ["the default branch stays", ({ defaultBranch }) => defaultBranch, "main"],
    ["the repository stays", ({ repository }) => repository.replace("/", "-"), "octo-org-app"],
    ["a version", ({ version }) => version, "{version}"],
    ["a version after a v", ({ version }) => `v${version}`, "v{version}"],
    ["its minor line", ({ version }) => version.split(".").slice(0, 2).join("."), "{major}.{minor}"],
    ["its major line", ({ version }) => version.split(".")[0] ?? "", "{major}"],
    ["seven digits of the commit", ({ sha }) => `sha-${sha.slice(0, 7)}`, "sha-{sha:7}"],
    ["twelve", ({ sha }) => sha.slice(0, 12), "{sha}"],
    ["all", ({ sha }) => sha, "{sha:40}"],
    ["a day", ({ time }) => time.slice(0, 10).replaceAll("-", ""), "{date}"],
    ["several", (one) => `${one.defaultBranch}-${one.version}-${one.sha.slice(0, 8)}-alpine`, "main-{version}-{sha:8}-alpine"],
  ])("%s", (_, text, pattern) => {
    expect(patternFor(text)).toEqual({ pattern });
  });

  const time = "no placeholder gives a time in this form: `{date}` is a day as YYYYMMDD, and timestamp tags have the minute";
  test.each<[string, (one: Sample) => string, string]>([
    ["few digits of the commit", ({ sha }) => sha.slice(0, 6), "`{sha:N}` gives 7 digits of a commit or more"],
    ["a day with hyphens", (one) => one.time.slice(0, 10), time],
    ["a day with the time", (one) => one.time.replaceAll(/\D/g, ""), time],
    ["a month", (one) => one.time.slice(0, 7), time],
    ["a pull request", ({ number }) => `pr-${number}`, "it has the number of a pull request"],
    [
      "anything else",
      ({ sha }) => sha.split("").reverse().join(""),
      "its text changes from run to run, and no placeholder gives it",
    ],
  ])("no placeholder: %s", (_, text, fault) => {
    expect(patternFor(text)).toEqual({ fault });
  });

  test("an argument may have the version and the time, and no commit", () => {
    expect(patternFor(({ version }) => `release ${version}`, "argument")).toEqual({ pattern: "release {version}" });
    expect(patternFor(({ time: now }) => now, "argument")).toEqual({ pattern: "{built}" });
    expect(patternFor(({ sha }) => sha, "argument")).toEqual({
      fault: "it has the commit, which changes with every push, so nothing could be left unchanged",
    });
  });

  test("a git tag has a version", () => {
    expect(patternFor(({ version }) => `app-v${version}`, "git tag")).toEqual({ pattern: "app-v{version}" });
  });
});

describe("a tag of a release whose samples share a part of the version", () => {
  const [first, second] = samples;
  const closer = { ...second, version: "1.4.7" };
  test.each<[string, string, string]>([
    ["1", "1", "{major}"],
    ["v1", "v1", "v{major}"],
    ["v1.4-alpine", "v1.4-alpine", "v{major}.{minor}-alpine"],
    ["1.4.2", "1.4.7", "{version}"],
    ["python1", "python1", "python1"],
    ["1.40", "1.40", "1.40"],
  ])("%s", (one, other, pattern) => {
    expect(patternOf([one, other], [first, closer], "tag of a release")).toEqual({ pattern });
  });

  test("other texts have no part that is the same by chance", () => {
    expect(patternOf(["1", "1"], [first, closer], "tag")).toEqual({ pattern: "1" });
    expect(patternOf(["1", "1"], [first, closer], "argument")).toEqual({ pattern: "1" });
  });
});

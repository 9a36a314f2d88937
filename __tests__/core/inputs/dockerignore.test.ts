import { describe, expect, test } from "@jest/globals";
import { parseIgnoreFile } from "../../../src/core/inputs/dockerignore.ts";

const files = [
  "Dockerfile",
  "a",
  "b.txt",
  "dir/a",
  "dir/b.txt",
  "dir/deep/a",
  "dir/deep/c.txt",
  "other/a",
  "c++/x",
  "constructor",
  "A",
];

/** Of the files, those that the rules leave out. What BuildKit's own code (moby/patternmatcher, fsutil) says of each, checked when this was written. */
const ignoredBy: [name: string, text: string, ignored: string[]][] = [
  ["nothing", "", []],
  ["comments and empty lines", "# a\n\n   \n#b.txt", []],
  ["a comment needs the first column", " #a\na", ["a"]],
  ["a file at the root alone", "a", ["a"]],
  ["case counts", "A", ["A"]],
  [
    "a leading slash, dots and a trailing slash change nothing",
    "/./other/../dir/",
    ["dir/a", "dir/b.txt", "dir/deep/a", "dir/deep/c.txt"],
  ],
  ["carriage returns, spaces and a byte order mark", "\uFEFF  a \t\r\nb.txt\r\n", ["a", "b.txt"]],
  ["a star stays in its folder", "*.txt", ["b.txt"]],
  ["what a star matches is left out with all that is in it", "d*", ["dir/a", "dir/b.txt", "dir/deep/a", "dir/deep/c.txt"]],
  ["a question mark", "dir/?", ["dir/a"]],
  ["at any depth", "**/a", ["a", "dir/a", "dir/deep/a", "other/a"]],
  ["at any depth below", "dir/**/*.txt", ["dir/b.txt", "dir/deep/c.txt"]],
  ["all below", "dir/**", ["dir/a", "dir/b.txt", "dir/deep/a", "dir/deep/c.txt"]],
  ["`**` without a slash is any beginning", "**.txt", ["b.txt", "dir/b.txt", "dir/deep/c.txt"]],
  ["a class", "[ab]*", ["a", "b.txt"]],
  ["a negated class", "[^a-d]*", ["Dockerfile", "other/a", "A"]],
  ["characters of regular expressions", "c++", ["c++/x"]],
  ["an escaped star is no star", "\\*", []],
  ["names that every JavaScript object knows", "constructor", ["constructor"]],
  ["an exception", "dir\n!dir/deep", ["dir/a", "dir/b.txt"]],
  ["the last word counts", "!dir/deep\ndir", ["dir/a", "dir/b.txt", "dir/deep/a", "dir/deep/c.txt"]],
  ["an exception with spaces, a slash and dots", "dir\n! /dir/./deep/", ["dir/a", "dir/b.txt"]],
  [
    "all but",
    "*\n!a\n!dir/deep/*.txt",
    ["Dockerfile", "b.txt", "dir/a", "dir/b.txt", "dir/deep/a", "other/a", "c++/x", "constructor", "A"],
  ],
  ["an exception for a folder above does not undo a later pattern's file", "dir/a\n!dir", ["dir/a"]],
  [
    "an exception from an exception",
    "*\n!dir\ndir/deep",
    ["Dockerfile", "a", "b.txt", "dir/deep/a", "dir/deep/c.txt", "other/a", "c++/x", "constructor", "A"],
  ],
  ["what leads out of the context matches nothing", "../a", []],
  ["a bar is an alternative beside a wildcard, and not without one", "x*|r.txt\na|b\nz|oth*", ["other/a"]],
  [
    "the first alternative is any beginning, the last one any end",
    "dir|zz*",
    ["dir/a", "dir/b.txt", "dir/deep/a", "dir/deep/c.txt"],
  ],
  ["braces repeat beside a wildcard", "a{1}*\nde{2}p*", ["a"]],
  ["braces that repeat nothing are themselves", "a{,2}*\na{02}?", []],
  ["a slash behind a space stays", "/ /a", []],
];

describe("ignore files", () => {
  test.each(ignoredBy)("%s", (_, text, ignored) => {
    const rules = parseIgnoreFile(text, ".dockerignore");
    expect(files.filter((path) => !rules.includes(path))).toEqual(ignored);
  });

  test("a byte order mark does not hide a comment", () => {
    expect(parseIgnoreFile("\uFEFF#*", ".dockerignore").includes("#h")).toBe(true);
  });

  test.each([
    ["dir", "dir", true],
    ["dir", "dir/deep", true],
    ["dir", "other", false],
    ["**/node_modules", "dir/node_modules", true],
    ["*\n!dir/deep/c.txt", "dir", false],
    ["*\n!dir/deep/c.txt", "dir/deep", false],
    ["*\n!dir/deep/c.txt", "other", true],
    ["*\n!**/*.txt", "other", false],
    ["dir/*", "dir", false],
  ])("of %j, nothing in %s need be looked at: %s", (text, folder, skipped) => {
    expect(parseIgnoreFile(text, ".dockerignore").skips(folder)).toBe(skipped);
  });

  test.each(["!", "!/", "[", "a[", "[]", "a\\", "[a*]"])("a pattern that cannot be read: %s", (pattern) => {
    expect(() => parseIgnoreFile(`a\n${pattern}`, "x/.dockerignore")).toThrow(
      `x/.dockerignore has the invalid pattern "${pattern}"`,
    );
  });
});

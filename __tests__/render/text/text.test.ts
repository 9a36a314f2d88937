import { describe, expect, test } from "@jest/globals";
import { problemLines, problemText } from "../../../src/core/lib/problems/problem-text.ts";
import { clean, cleanWithColours, cut, oneLine } from "../../../src/core/lib/text/clean.ts";
import { inertLines } from "../../../src/core/lib/text/inert.ts";
import { count, duration, joined, someOf, thousands } from "../../../src/core/lib/text/words.ts";
import { textTable } from "../../../src/render/tables/text-table.ts";
import { bytesOf, code, escapeMarkdown, fenced } from "../../../src/render/text/markdown.ts";

test.each([
  [0, "0 s"],
  [40, "0 s"],
  [60, "0.1 s"],
  [1000, "1 s"],
  [1449, "1.4 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [12_300, "12 s"],
  [59_499, "59 s"],
  [59_500, "1 min"],
  [125_000, "2 min 5 s"],
  [3_599_400, "59 min 59 s"],
  [3_599_600, "1 h"],
  [3_720_000, "1 h 2 min"],
  [90_000_000, "25 h"],
])("%d milliseconds are %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test("words", () => {
  expect([thousands(6), thousands(6000), thousands(1234567)]).toEqual(["6", "6,000", "1,234,567"]);
  expect([count(1, "job"), count(0, "job"), count(2000, "job")]).toEqual(["1 job", "0 jobs", "2,000 jobs"]);
  expect([joined([]), joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])]).toEqual(["", "a", "a and b", "a, b and c"]);
  expect([someOf(["a", "b", "c"], 2), someOf(["a", "b", "c", "d"], 2)]).toEqual(["a, b, c", "a, b … and 2 more"]);
  expect([cut("abc", 3), cut("abcd", 3), cut("😀😀😀😀", 3)]).toEqual(["abc", "ab…", "😀😀…"]);
});

test("a table's columns are aligned by characters, whatever its cells hold and however they stand out", () => {
  const bold = (text: string) => `<${text}>`;
  const rows = [
    ["unit", "why"],
    [{ text: "é:x", paint: bold }, "a\nb\u001b[31m"],
    ["long-name", { text: "", paint: bold }],
  ];
  expect(textTable(rows)).toEqual(["  unit       why", "  <é:x>        a b", "  long-name"]);
});

test("control characters and escape sequences are taken out, and lines end in one way", () => {
  expect(clean("a\u001b[1;31mb\u001b[0m\u001b]8;;http://x\u001b\\c\u0007\r\nd\re\u202ef\u0000\u009b2Jg")).toBe("abc\nd\nefg");
  expect(oneLine("  a \n\t b ")).toBe("a b");
  expect(cleanWithColours("\u001b[31mred\u001b[2J")).toBe("\u001b[31mred\u001b[0m");
});

test.each([
  ["::error::x", ": :error::x"],
  [" \t\u00a0::error::x", " \t\u00a0: :error::x"],
  ["\ufeff\u00ad::error::x", "\ufeff\u00ad: :error::x"],
  [":\u200d:error::x", ": :error::x"],
  [":::x", ": ::x"],
  ["a::b", "a::b"],
  ["a ##[error]b ##[warning]", "a ## [error]b ## [warning]"],
  ["#1 [2/3] RUN", "#1 [2/3] RUN"],
])("the line %j is shown as %j", (line, shown) => {
  expect(inertLines(line)).toEqual([shown]);
});

test("a lone carriage return ends a line, as it does for the runner, and endless lines are cut", () => {
  expect(inertLines("50%\r::error::x\r\nb")).toEqual(["50%", ": :error::x", "b"]);
  expect(inertLines("x".repeat(20_000))[0]).toHaveLength(16 * 1024 + " … (20000 characters)".length);
});

describe("Markdown", () => {
  test.each([
    ["a|b\nc", "a&#124;b c"],
    ["`code` **bold** _it_ ~~x~~", "&#96;code&#96; &#42;&#42;bold&#42;&#42; &#95;it&#95; &#126;&#126;x&#126;&#126;"],
    ["<img src=x onerror=y>", "&#60;img src=x onerror=y&#62;"],
    ["[a](http://x)", "&#91;a&#93;(`http://x`)"],
    ["\\| &amp; $x$", "&#92;&#124; &#38;amp; &#36;x&#36;"],
    ["@octo, (@octo) a@b name@sha256:1", "@\u200bocto, (@\u200bocto) a@b name@sha256:1"],
    ["# title", "&#35; title"],
    ["- item", "&#45; item"],
    ["1. item", "1\\. item"],
    ["tested in #123, 2 days old", "tested in `#123`, 2 days old"],
  ])("%j is shown as text", (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  test.each([
    ["25-el9-release", "`25-el9-release`"],
    ["answers on 8000", "`answers on 8000`"],
    ["a`b|c", "<code>a&#96;b&#124;c</code>"],
    ["@octo", "`@octo`"],
    ["</code><b>", "<code>&#60;/code&#62;&#60;b&#62;</code>"],
  ])("%j as code", (text, markdown) => {
    expect(code(text)).toBe(markdown);
  });

  test("a fence is longer than any in the text", () => {
    expect(fenced("a\n```\n</details> ````b\n\n")).toBe("`````text\na\n```\n</details> ````b\n`````");
  });

  test("sizes are in bytes", () => {
    expect(bytesOf("é😀")).toBe(6);
  });
});

test("a problem in a log and at a terminal", () => {
  const problem = {
    code: "builder-driver",
    severity: "error",
    message: "It cannot.\n  $ docker buildx ls --with-a-very-long-option\nMend it.",
    file: "a.yml",
    line: 3,
  } as const;
  expect(problemText(problem)).toBe(
    "a.yml:3 It cannot.\n  $ docker buildx ls --with-a-very-long-option\nMend it. [builder-driver]",
  );
  expect(problemLines(problem, 40)).toEqual([
    "a.yml:3  It cannot.",
    "           $ docker buildx ls --with-a-very-long-option",
    "         Mend it.       [builder-driver]",
  ]);
  expect(problemLines({ ...problem, message: "It has no room for the code." }, 40)).toEqual([
    "a.yml:3  It has no room for the code.",
    "                        [builder-driver]",
  ]);
  expect(problemLines({ ...problem, file: "a/very/long/name/of/a/file.yml", message: "It cannot." }, 40)).toEqual([
    "a/very/long/name/of/a/file.yml:3",
    "It cannot.              [builder-driver]",
  ]);
});

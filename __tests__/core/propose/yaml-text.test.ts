import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { printSections, type Section } from "../../../src/core/propose/yaml-text.ts";

test("short values in one line, long ones open, comments where they fit", () => {
  const long = "x".repeat(60);
  const sections: Section[] = [
    { key: "tag", value: "{stream}", comment: "the stream's name" },
    { key: "aliases", value: [{ tag: "a" }, { tag: "b" }], comments: { 1: "moves" } },
    { key: "images", value: { app: { context: ".", args: { LONG: long, LONGER: long } } }, open: true },
    { key: "versions", value: { tags: [long] }, comment: "a comment that does not fit beside it" },
  ];
  expect(printSections(sections)).toBe(`tag: "{stream}" # the stream's name
aliases:
  - { tag: a }
  - { tag: b } # moves
images:
  app:
    context: .
    args:
      LONG: ${long}
      LONGER: ${long}
# a comment that does not fit beside it
versions: { tags: [${long}] }
`);
});

test("texts that YAML would read as something else are quoted, for YAML 1.1, too", () => {
  const odd = [
    "3.10",
    "1",
    "on",
    "Yes",
    "null",
    "~",
    "true",
    "",
    " x",
    "a: b",
    "a #b",
    "@a",
    "-x",
    "*",
    "{a}",
    "1e3",
    "12:30",
    "0x1F",
  ];
  const texts = [...odd, "plain", "debian:13", "apps/api"];
  const text = printSections([{ key: "matrix", value: { a: texts }, open: true }]);
  expect(parse(text)).toEqual({ matrix: { a: texts } });
  expect(parse(text, { version: "1.1" })).toEqual({ matrix: { a: texts } });
});

test("plain texts stay plain", () => {
  expect(printSections([{ key: "a", value: ["plain", "debian:13", "apps/api", ".", "linux/arm64", "3.22-stable"] }])).toBe(
    "a: [plain, debian:13, apps/api, ., linux/arm64, 3.22-stable]\n",
  );
});

import { describe, expect, test } from "@jest/globals";
import type { FileText } from "../../../../src/core/config/index.ts";
import { faultsIn, loadWith } from "../support.ts";

describe("texts", () => {
  const textOfValue = (text: string | FileText, match?: string) => {
    const pattern = match === undefined ? "" : `, match: '${match}'`;
    const yaml = `values: { v: { file: v.txt${pattern} } }\nimages: { a: { context: ., args: { V: "<{v}>" } } }`;
    const result: string[] = faultsIn(() => loadWith(yaml, { "v.txt": text }));
    return result.length > 0 ? result[0] : loadWith(yaml, { "v.txt": text }).units[0]?.build.args["V"];
  };

  test.each<[what: string, text: string, match: string | undefined, value: string]>([
    ["without a line end", "1.4.2", undefined, "<1.4.2>"],
    ["CRLF", "1.4.2\r\n", undefined, "<1.4.2>"],
    ["a byte order mark", "\uFEFF1.4.2\n", undefined, "<1.4.2>"],
    ["space around", "\n\t 1.4.2 \n\n", undefined, "<1.4.2>"],
    ["text beyond ASCII", "žluťoučký 🦑\n", undefined, "<žluťoučký 🦑>"],
    ["placeholders, which stay text", "{image} {{x}} $HOME", undefined, "<{image} {{x}} $HOME>"],
    ["a match in CRLF", "A=1\r\nB=2\r\n", "^B=(.+)$", "<2>"],
    ["a match at a byte order mark", "\uFEFFA=1\n", "^A=(.+)$", "<1>"],
    ["the first match", "A=1\nA=2\n", "^A=(.+)$", "<1>"],
    ["a match over lines", "A=\n2\n", "A=\\s+(\\d+)", "<2>"],
    ["a named group, which is the first", "A=1\n", "A=(?<v>\\d)", "<1>"],
    ["a lazy group with space", 'ENV V="1.2" \n', '^ENV V="?([^"\\s]+)', "<1.2>"],
    ["the most characters", "x".repeat(1000), undefined, `<${"x".repeat(1000)}>`],
  ])("%s", (_, text, match, value) => {
    expect(textOfValue(text, match)).toBe(value);
  });

  test.each<[what: string, text: string | FileText, match: string | undefined, fault: string]>([
    ["an empty file", "", undefined, '1:22 config-value-file value "v": the text of "v.txt" is empty, for a (stream release)'],
    [
      "only space and a mark",
      "\uFEFF \r\n",
      undefined,
      '1:22 config-value-file value "v": the text of "v.txt" is empty, for a (stream release)',
    ],
    [
      "several lines",
      "1\n2\n",
      undefined,
      '1:22 config-value-file value "v": the text of "v.txt" has several lines: write a `match` that finds the one that you mean, for a (stream release)',
    ],
    [
      "control characters",
      "1\u001b[31m",
      undefined,
      '1:22 config-value-file value "v": the text of "v.txt" has control characters or invisible ones, for a (stream release)',
    ],
    [
      "invisible characters",
      "1\u200b2",
      undefined,
      '1:22 config-value-file value "v": the text of "v.txt" has control characters or invisible ones, for a (stream release)',
    ],
    [
      "UTF-16",
      "1\u00002\u0000",
      undefined,
      '1:22 config-value-file value "v": cannot read "v.txt": it is UTF-16 text. Save it as UTF-8, for a (stream release)',
    ],
    [
      "no UTF-8",
      "1\uFFFD",
      undefined,
      '1:22 config-value-file value "v": the text of "v.txt" is not valid UTF-8, for a (stream release)',
    ],
    [
      "more than a value",
      "x".repeat(1001),
      undefined,
      '1:22 config-value-file value "v": the text of "v.txt" has 1001 characters, and a value has at most 1000, for a (stream release)',
    ],
    [
      "a file that is too long",
      { fault: "too long" },
      undefined,
      '1:22 config-value-file value "v": "v.txt" is longer than 256 KiB, for a (stream release)',
    ],
    [
      "a link out of the repository",
      { fault: "outside" },
      undefined,
      '1:22 config-path-outside value "v": "v.txt" is a symbolic link that leads out of the repository, for a (stream release)',
    ],
    [
      "a file that cannot be read",
      { fault: "unreadable" },
      undefined,
      '1:22 config-value-file value "v": "v.txt" cannot be read, for a (stream release)',
    ],
    [
      "no match",
      "A=1\n",
      "^B=(.+)$",
      '1:36 config-value-file value "v": `^B=(.+)$` matches nothing in "v.txt", for a (stream release)',
    ],
    [
      "a group that takes no part",
      "B\n",
      "(A)|B",
      '1:36 config-value-file value "v": the first group of `(A)|B` in "v.txt" is empty, for a (stream release)',
    ],
    [
      "a match over lines",
      "A=1\nB\n",
      "A=([^x]+)",
      '1:36 config-value-file value "v": the first group of `A=([^x]+)` in "v.txt" has several lines: write a `match` that finds the one that you mean, for a (stream release)',
    ],
    [
      "a credential",
      `ghp_${"a".repeat(36)}`,
      undefined,
      '1:22 config-credential value "v": the text of "v.txt" seems to contain a credential, and a value is published, for a (stream release)',
    ],
  ])("%s", (_, text, match, fault) => {
    expect(textOfValue(text, match)).toBe(fault);
  });
});

describe("parts of versions, as they are written", () => {
  const all = 'values: { v: { file: v.txt } }\nimages: { a: { context: ., args: { V: "{v.major} {v.minor} {v.patch}" } } }';
  const partsOf = (yaml: string, text: string) => loadWith(yaml, { "v.txt": text }).units[0]?.build.args["V"];

  test.each([
    ["1.4.2", "1 4 2"],
    ["v1.4.2", "1 4 2"],
    ["1.4.2-rc.1+build.5", "1 4 2"],
    ["24.04.0", "24 04 0"],
    ["4.0.10.2544", "4 0 10"],
    ["2024.10.1", "2024 10 1"],
  ])("%s", (text, parts) => {
    expect(partsOf(all, text)).toBe(parts);
  });

  test("a version may have fewer numbers than three", () => {
    const yaml = (part: string) => `values: { v: { file: v.txt } }\nimages: { a: { context: ., args: { V: "{v.${part}}" } } }`;
    expect(partsOf(yaml("major"), "17")).toBe("17");
    expect(partsOf(yaml("minor"), "v1.4-beta")).toBe("4");
    expect(faultsIn(() => partsOf(yaml("minor"), "17"))).toEqual([
      '1:22 config-value-file value "v": "17" has no minor version, so {v.minor} has no text, for a (stream release)',
    ]);
  });

  test.each(["edge", "1.x", "1..2", "17rc1", "release-1.4", ".1", "1.4.2 and more", "vv1"])("%s is no version", (text) => {
    const fault = (part: string) => `value "v": "${text}" is no version, so {v.${part}} has no text, for a (stream release)`;
    expect(faultsIn(() => partsOf(all, text))).toEqual([
      `1:22 config-value-file ${fault("major")}; ${fault("minor")}; ${fault("patch")}`,
    ]);
  });
});

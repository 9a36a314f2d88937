import { describe, expect, test } from "@jest/globals";
import { checkValues } from "../../../../src/core/config/checks/values.ts";
import { parseSource } from "../../../../src/core/config/document/parse-source.ts";
import { Problems } from "../../../../src/core/config/document/problems.ts";
import type { FileText } from "../../../../src/core/config/index.ts";
import { modelOf } from "../../../../src/core/config/model.ts";
import { validate } from "../../../../src/core/config/schema/validate.ts";
import { faultsIn, loadWith, print } from "../support.ts";

type Files = Readonly<Record<string, string | FileText>>;

describe("faults", () => {
  const check = (yaml: string, files: Files = {}, folders: string[] = []) => faultsIn(() => loadWith(yaml, files, folders));

  test("of names", () => {
    const yaml = `matrix: { os: [el9], include: [{ os: el9, base: x }] }
values:
  stream: { file: v.txt }
  image: { file: v.txt }
  built: { file: v.txt }
  os: { file: v.txt }
  base: { file: v.txt }
  Version: { file: v.txt }
images:
  a: { context: ., values: { os: { file: v.txt } } }
`;
    expect(check(yaml, { "v.txt": "1" })).toEqual([
      '3:3 config-value-file "stream" cannot be a value: it is a built-in name of every unit',
      '4:3 config-value-file "image" cannot be a value: it is a built-in name of every unit',
      '5:3 config-value-file "built" cannot be a value: it is a built-in name of every unit',
      '7:3 config-value-file "base" cannot be a value: it is a name of the matrix of image "a". Rename one of them',
      '8:3 config-value "Version" in "values": a name has lower-case letters, digits, `_` and `-`, as placeholders need',
      '10:30 config-value-file "os" cannot be a value: it is a name of the matrix of image "a". Rename one of them',
    ]);
  });

  test("of forms and patterns", () => {
    const yaml = `values:
  a: VERSION
  b: { match: x }
  c: { file: "" }
  d: { file: v.txt, match: "(" }
  e: { file: v.txt, match: "^A=.+$" }
  f: { file: v.txt, match: "(a)\\\\" }
  g: { file: v.txt, mach: "(a)" }
images:
  a: { context: . }
`;
    expect(check(yaml)).toEqual([
      '2:6 config-value "a" in "values" must be a map of keys and values',
      '3:3 config-missing-key missing key "file" in value "b"',
      '4:14 config-value "file" in value "c": it is empty',
      "5:28 config-value-file `(` is not a pattern for a value: Unterminated group",
      "6:28 config-value-file `^A=.+$` is not a pattern for a value: it has no group: put parentheses around the part that is the value",
      "7:28 config-value-file `(a)\\` is not a pattern for a value: \\ at end of pattern",
      '8:21 config-unknown-key unknown key "mach" in value "g": did you mean "match"?',
    ]);
  });

  test("of placeholders in files and patterns", () => {
    const yaml = `values:
  a: { file: "{b}.txt" }
  b: { file: "{imag}.txt" }
  c: { file: c.txt, match: "{a.major}(x)" }
  d: { file: "{built}.txt" }
images:
  a: { context: . }
`;
    expect(check(yaml)).toEqual([
      '2:14 config-placeholder value "a": {b} is a value, and no value depends on another one',
      '3:14 config-placeholder value "b": unknown placeholder {imag}: expected {image} or {stream}',
      '4:28 config-placeholder value "c": {a.major} is a value, and no value depends on another one',
      '5:14 config-placeholder value "d": {built} has a value only once the build begins',
    ]);
  });

  test("of paths: once for a file that all units share, and at each image for files of images", () => {
    const yaml = `matrix: { os: [el9, el10] }
values:
  a: { file: A/VERSION }
  b: { file: "{image}/VERSION" }
  c: { file: "{image}/{os}/VERSION" }
  d: { file: ../x }
  e: { file: /etc/passwd }
  f: { file: folder }
defaults: { context: . }
images:
  x: { args: { A: "{a}", D: "{d}", E: "{e}", F: "{f}" } }
  y: { args: { A: "{a}", B: "{b}", C: "{c}" } }
  z: { args: { C: "{c}" }, values: { b: { file: z/VERSION } }, labels: { b: "{b.major}" } }
`;
    expect(check(yaml, { "z/el9/VERSION": "1" }, ["folder"])).toEqual([
      '3:14 config-path-missing value "a": "A/VERSION" does not exist, for x (os el9, stream release) and 3 more',
      '6:14 config-path-outside value "d": "../x" leaves the repository, for x (os el9, stream release) and 1 more',
      '7:14 config-path-outside value "e": "/etc/passwd" is absolute: write it relative to the repository\'s root, for x (os el9, stream release) and 1 more',
      '8:14 config-path-missing value "f": "folder" is a folder, but must be a file, for x (os el9, stream release) and 1 more',
      '12:3 config-path-missing value "b" on line 4: "y/VERSION" does not exist, for y (os el9, stream release) and 1 more; value "c" on line 5: "y/el9/VERSION" does not exist, for y (os el9, stream release); value "c" on line 5: "y/el10/VERSION" does not exist, for y (os el10, stream release)',
      '13:3 config-path-missing value "c" on line 5: "z/el10/VERSION" does not exist, for z (os el10, stream release)',
      '13:49 config-path-missing value "b": "z/VERSION" does not exist, for z (os el9, stream release) and 1 more',
    ]);
  });

  test("of a placeholder without a value for some unit", () => {
    const yaml = `matrix: { include: [{ os: el9, n: "1" }, { os: el10 }] }
values: { a: { file: "{n}.txt" } }
images: { x: { context: ., tag: "{os}", args: { A: "{a}" } } }
`;
    expect(check(yaml, { "1.txt": "x" })).toEqual([
      '3:11 config-placeholder value "a" on line 2: {n} in `file` has no value, for x (os el10, stream release)',
    ]);
  });

  test("a faulty value causes no second message", () => {
    const yaml = `values: { a: { file: v.txt, match: "x" } }
images: { x: { context: "{a}", tag: "{a}", aliases: [{ tag: "{a}-x" }], args: { A: "{a.major}" } }, y: { context: ., tag: "{a}" } }
`;
    expect(check(yaml, { "v.txt": "x" })).toEqual([
      "1:36 config-value-file `x` is not a pattern for a value: it has no group: put parentheses around the part that is the value",
    ]);
  });

  test("a tag that a value makes invalid", () => {
    const yaml = 'values: { a: { file: v.txt } }\nimages: { x: { context: ., aliases: [{ tag: "{a}" }] } }';
    expect(check(yaml, { "v.txt": "1.0+b" })).toEqual([
      expect.stringContaining('2:45 config-tag "{a}" gives an invalid tag such as "1.0+b"'),
    ]);
  });

  test("two units that a value gives one tag", () => {
    const yaml =
      'matrix: { os: [a, b] }\nvalues: { v: { file: v.txt } }\nimages: { x: { context: ., aliases: [{ tag: "{v}" }] } }';
    expect(check(yaml, { "v.txt": "1.0" })).toEqual([
      '3:45 config-tag-collision alias "{v}" gives 1.0 to both x:a-release and x:b-release: add a `when`, or {os} to the tag',
    ]);
  });
});

test.each(["version", "major", "minor", "patch"])("in a stream from git tags, no value has the name {%s}", (name) => {
  const document = parseSource(
    `streams: { edge: , release: { from: { tag: "v{version}" } } }
values:
  ${name}: { file: v.txt }
  other: { file: v.txt }
images:
  a: { context: . }
  b: { context: ., streams: [edge], values: { ${name}: { file: v.txt } } }
`,
    "t.yml",
  );
  const problems = new Problems(document);
  const config = validate(document, problems);
  if (!config) throw new Error("it is valid");
  checkValues(modelOf(config, document.value), problems);
  expect(problems.sorted("error").map(print)).toEqual([
    `3:3 config-value-file "${name}" cannot be a value: in the stream "release", {${name}} is the version of the git tag. Rename the value, or use that version`,
  ]);
});

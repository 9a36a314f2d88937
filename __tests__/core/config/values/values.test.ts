import { describe, expect, test } from "@jest/globals";
import { checkValues } from "../../../../src/core/config/checks/values.ts";
import { parseSource } from "../../../../src/core/config/document/parse-source.ts";
import { Problems } from "../../../../src/core/config/document/problems.ts";
import { type FileText, openConfiguration } from "../../../../src/core/config/index.ts";
import { modelOf } from "../../../../src/core/config/model.ts";
import { validate } from "../../../../src/core/config/schema/validate.ts";
import { faultsIn, faultsOf, load, loadWith, print } from "../support.ts";

type Files = Readonly<Record<string, string | FileText>>;

test("a value is a file's text, or the first group of a match, in every text of a unit", () => {
  const yaml = `
values:
  version: { file: VERSION }
  squid: { file: "{image}/Dockerfile", match: '^ARG SQUID_VERSION=(.+)$' }
tag: "{version.major}-{stream}"
aliases: [{ tag: "{version}" }, { tag: "{squid.minor}-squid" }]
streams: { release: { args: { FULL: "{version}" } } }
images:
  app:
    context: "{version.minor}"
    dockerfile: "{squid.major}.Dockerfile"
    target: "v{version.patch}"
    args: { SQUID: "{squid}" }
    labels: { both: "{version} and {squid}" }
    contexts: { lib: "lib/{version.major}" }
    tests: [{ run: ["{version}", x], env: { V: "{squid}" } }, { script: "{version.major}.sh" }]
`;
  const { units } = loadWith(yaml, { VERSION: "v24.04.1\n", "app/Dockerfile": "FROM x\nARG SQUID_VERSION=6.13\nRUN x\n" }, [
    "04",
  ]);
  expect(units).toEqual([
    expect.objectContaining({
      name: "app:24-release",
      aliases: [
        { tag: "v24.04.1", timestamps: false },
        { tag: "13-squid", timestamps: false },
      ],
      build: {
        context: "04",
        dockerfile: "04/6.Dockerfile",
        target: "v1",
        args: { FULL: "v24.04.1", SQUID: "6.13" },
        contexts: { lib: "lib/24" },
        secrets: [],
        labels: { both: "v24.04.1 and 6.13" },
      },
      tests: [
        expect.objectContaining({ name: "v24.04.1 x", env: { V: "6.13" } }),
        expect.objectContaining({ command: ["24.sh"] }),
      ],
    }),
  ]);
});

test("files and patterns have placeholders of the matrix; each file is asked for once", () => {
  const yaml = `
streams: { release: , testing: }
matrix: { os: [el9, "el.10"] }
defaults: { context: "." , args: { A: "{a}", B: "{b}" } }
values:
  a: { file: "{image}/{os}/{stream}.txt" }
  b: { file: versions.txt, match: '^{image}-{os}: (\\d{1,2})$' }
images: { x: , y: }
`;
  const files: Record<string, string> = {
    "versions.txt": "x-elX10: 5\nx-el9: 1\nx-el.10: 2\ny-el9: 3\ny-el.10: 44\n",
  };
  for (const image of ["x", "y"])
    for (const os of ["el9", "el.10"])
      for (const stream of ["release", "testing"]) files[`${image}/${os}/${stream}.txt`] = `${image}${os}${stream}`;
  const { units } = loadWith(yaml, files);
  expect(units.map(({ build }) => `${build.args["A"]} ${build.args["B"]}`)).toEqual([
    "xel9release 1",
    "xel9testing 1",
    "xel.10release 2",
    "xel.10testing 2",
    "yel9release 3",
    "yel9testing 3",
    "yel.10release 44",
    "yel.10testing 44",
  ]);
  const { valueFiles } = openConfiguration({ text: yaml, file: "t.yml", owner: "o" });
  expect(valueFiles).toHaveLength(8 + 2); // the eight of `a`, and versions.txt in two streams
  expect(new Set(valueFiles.map(({ path }) => path)).size).toBe(9);
});

test("an image's own values replace common ones of the same name, and only they", () => {
  const { units } = loadWith(
    `
values: { version: { file: VERSION }, other: { file: other.txt } }
defaults: { context: ., args: { V: "{version}-{other}" } }
images: { a: , b: { values: { version: { file: b.txt } } } }
`,
    { VERSION: "1", "b.txt": "2", "other.txt": "x" },
  );
  expect(units.map(({ build }) => build.args)).toEqual([{ V: "1-x" }, { V: "2-x" }]);
});

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

test("without values, {name.major} is text, as before", () => {
  const text = `{os.major} {{os.minor}} \${os.patch}`;
  const [unit] = load(`images: { a: { context: ., labels: { a: '${text}' }, tests: [{ run: ['{a.major}'] }] } }`).units;
  expect(unit?.build.labels).toEqual({ a: text });
  expect(unit?.tests[0]?.command).toEqual(["{a.major}"]);
});

test("beside other values, too; but a misspelled value is an error", () => {
  const yaml = (text: string) =>
    `values: { version: { file: v.txt } }\nimages: { a: { context: ., labels: { a: '${text}{version}' } } }`;
  expect(loadWith(yaml("{os.major}"), { "v.txt": "1" }).units[0]?.build.labels).toEqual({ a: "{os.major}1" });
  expect(faultsIn(() => loadWith(yaml("{verson.major}"), { "v.txt": "1" }))).toEqual([
    "2:41 config-placeholder unknown placeholder {verson.major}: did you mean {version.major}?",
  ]);
});

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
      expect.stringContaining('2:45 config-tag "{a}" gives the invalid tag "1.0+b"'),
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

test("a value that no text needs may be missing, and is a warning", () => {
  const { warnings } = loadWith(
    `values:
  used: { file: v.txt }
  unused: { file: VERSION }
images:
  a: { context: ., args: { V: "{used}" }, values: { own: { file: VERSION } } }
`,
    { "v.txt": "1" },
  );
  expect(warnings.map(print)).toEqual([
    "3:3 config-idle no text of a unit uses the value {unused}",
    "5:53 config-idle no text of a unit uses the value {own}",
  ]);
});

test.each(["version", "major", "minor", "patch"])("in a stream from git tags, no value has the name {%s}", (name) => {
  const document = parseSource(
    `streams: { edge: , release: }
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
  const model = modelOf(config, document.value);
  checkValues(model, [], problems);
  expect(problems.sorted("error")).toEqual([]);
  checkValues(model, ["release"], problems);
  expect(problems.sorted("error").map(print)).toEqual([
    `3:3 config-value-file "${name}" cannot be a value: in the stream "release", {${name}} is the version of the git tag. Rename the value, or use that version`,
  ]);
});

test("a condition names no values", () => {
  expect(
    faultsOf('values: { v: { file: v.txt } }\nimages: { a: { context: ., aliases: [{ tag: x, when: { v: "1" } }] } }'),
  ).toEqual(['2:56 config-when unknown dimension "v" in `when`: expected stream']);
});

import { describe, expect, test } from "@jest/globals";
import { fieldOf } from "../../../../src/core/config/document/field.ts";
import type { Model } from "../../../../src/core/config/model.ts";
import { claimOf, evaluatedAlias, isEvaluated, laterNames } from "../../../../src/core/config/units/aliases.ts";
import { fromsOf } from "../../../../src/core/config/units/from.ts";
import { versionNames } from "../../../../src/core/versions/placeholders.ts";
import { type FaultyCase, faultsOf, load, only } from "../support.ts";

test("an alias of the matrix alone stays as it is; one that a publication gives keeps its placeholders", () => {
  const { aliases, evaluatedAliases } = only(`matrix: { os: [el9] }
aliases:
  - { tag: "{os}-latest", timestamps: true }
  - { tag: "{os}-sha-{sha}" }
  - { tag: "{os}-{date}", timestamps: true }
  - { tag: "{os}-{label:org.opencontainers.image.version}" }
images: { a: { context: . } }
`);
  expect(aliases).toEqual([{ tag: "el9-latest", timestamps: true }]);
  expect(evaluatedAliases).toEqual([
    { pattern: "el9-sha-{sha}", timestamps: false },
    { pattern: "el9-{date}", timestamps: true },
    { pattern: "el9-{label:org.opencontainers.image.version}", timestamps: false },
  ]);
});

test("a dimension wins over a placeholder of its name: a configuration of before means the same", () => {
  const unit = only(`matrix: { version: ["1.4"], sha: [abc], date: [today], label: [x] }
tag: "{version}-{stream}"
aliases: [{ tag: "{version}-{sha}-{date}-{label}" }]
images: { a: { context: ., args: { SHA: "{sha}" } } }
`);
  expect(unit.aliases).toEqual([{ tag: "1.4-abc-today-x", timestamps: false }]);
  expect(unit).not.toHaveProperty("evaluatedAliases");
  expect(unit.build.args).toEqual({ SHA: "abc" });
});

test("`when` applies to evaluated aliases, too", () => {
  const { units } = load(`matrix: { os: [el9, el10] }
aliases: [{ tag: "{date}", when: { os: el9 } }]
images: { a: { context: . } }
`);
  expect(units.map(({ evaluatedAliases }) => evaluatedAliases?.length)).toEqual([1, undefined]);
});

describe("a stream from git tags, and values", () => {
  const streams = { edge: {}, release: { from: { tag: "v{version}" } }, lts: { from: { tag: "v{version}", range: "1" } } };
  const model = { config: { streams }, from: fromsOf(streams) } as unknown as Model;
  const known = (stream: string) => ({ constants: { stream }, values: { squid: "6.1" }, later: laterNames(model, stream) });

  test("only such a stream has a version", () => {
    expect(laterNames(model, "edge")).toEqual(["sha", "date"]);
    expect(laterNames(model, "release")).toEqual(["sha", "date", ...versionNames]);
    const field = fieldOf("{major}", []);
    expect([isEvaluated(field, known("edge")), isEvaluated(field, known("release"))]).toEqual([false, true]);
  });

  test("a value stays a placeholder, with its text beside it; one without a value is reported", () => {
    const missing: string[] = [];
    const alias = (text: string, stream: string) =>
      evaluatedAlias({ field: fieldOf(text, []), timestamps: false }, known(stream), (name) => missing.push(name));
    expect(alias("{stream}-{squid}-{major}", "release")).toEqual({
      pattern: "release-{squid}-{major}",
      timestamps: false,
      values: { squid: "6.1" },
    });
    expect([alias("{squid}-{major}", "edge"), missing]).toEqual([undefined, ["major"]]);
  });

  test("two units clash if their sources and values are the same", () => {
    const claim = (pattern: string, stream: string, values = {}) =>
      claimOf({ pattern, timestamps: false, values }, stream, model);
    expect(claim("{major}", "release")).not.toBe(claim("{major}", "lts"));
    expect(claim("{date}", "release")).toBe(claim("{date}", "lts"));
    expect(claim("{squid}", "release", { squid: "6" })).toBe(claim("{squid}", "lts", { squid: "6" }));
    expect(claim("{squid}", "release", { squid: "6" })).not.toBe(claim("{squid}", "release", { squid: "7" }));
  });
});

test("texts that only look like a label stay as they are", () => {
  const text = `{ labels: "x" } $${"{label:x}"} {{label:x}}`;
  const { build, tests } = only(`images:
  a: { context: ., args: { FORMAT: '${text}' }, tests: [{ run: [jq, "{label:.x}", "{label:x}"] }] }
`);
  expect(build.args).toEqual({ FORMAT: text });
  expect(tests[0]).toMatchObject({ command: ["jq", "{label:.x}", "{label:x}"] });
});

describe("what is wrong", () => {
  test.each<FaultyCase>([
    [
      "{sha} and {date} outside aliases",
      `tag: "{date}-{stream}"
images:
  a:
    context: .
    args: { COMMIT: "{sha}" }
`,
      [
        "1:6 config-placeholder only an alias may use {date}: it changes with every publication, so nothing could be promoted or left alone. For the literal text, write {{date}}",
        "5:21 config-placeholder only an alias may use {sha}: it changes with every publication, so nothing could be promoted or left alone. For the literal text, write {{sha}}",
      ],
    ],
    [
      "{label:…} outside aliases",
      `streams: { release: { args: { A: "{label:x}" } } }
tag: "{stream}-{label:x}"
images:
  a:
    context: .
    args: { A: "v{label:org.example.version}" }
    labels: { b: "{label:x}" }
    contexts: { c: "{label:x}" }
`,
      [
        "1:34 config-placeholder only an alias may use {label:x}: the image has its labels once it is built",
        "2:6 config-placeholder only an alias may use {label:x}: the image has its labels once it is built",
        "6:16 config-placeholder only an alias may use {label:org.example.version}: the image has its labels once it is built",
        "7:18 config-placeholder only an alias may use {label:x}: the image has its labels once it is built",
        "8:20 config-placeholder only an alias may use {label:x}: the image has its labels once it is built",
      ],
    ],
    [
      "digits of a commit outside aliases, and numbers of digits that no commit has",
      `aliases: [{ tag: "sha-{sha:7}" }, { tag: "{sha:6}" }, { tag: "{sha:41}" }, { tag: "{sha:short}" }]
images:
  a: { context: ., args: { A: "{sha:7}", B: "{sha:x}" } }
`,
      [
        "1:42 config-placeholder {sha:6} needs the number of a commit's first digits, from 7 to 40: {sha:7}",
        "1:62 config-placeholder {sha:41} needs the number of a commit's first digits, from 7 to 40: {sha:7}",
        "1:83 config-placeholder {sha:short} needs the number of a commit's first digits, from 7 to 40: {sha:7}",
        "3:31 config-placeholder only an alias may use {sha:7}: it changes with every publication, so nothing could be promoted or left alone",
      ],
    ],
    [
      "a label without a name",
      `aliases: [{ tag: "{label}" }, { tag: "x-{label:}" }, { tag: "{label:a b}" }]
images: { a: { context: . } }
`,
      [
        "1:18 config-placeholder {label} needs the name of a label, such as {label:org.opencontainers.image.version}",
        "1:38 config-placeholder {label:} needs the name of a label, such as {label:org.opencontainers.image.version}",
        "1:61 config-placeholder {label:a b} needs the name of a label, such as {label:org.opencontainers.image.version}",
      ],
    ],
    [
      "a version in a stream that does not come from git tags",
      `aliases: [{ tag: "{major}" }]
images: { a: { context: . } }
`,
      [
        "1:18 config-placeholder unknown placeholder {major}: expected {image}, {stream}, {sha} or {date}. For the literal text, write {{major}}",
      ],
    ],
    [
      "texts that could never be tags",
      `aliases: [{ tag: "-{sha}" }, { tag: "{date}-1200" }, { tag: "rc.{date}" }, { tag: "{{date}}-{sha}" }, { tag: "${"x".repeat(110)}{date}" }]
images: { a: { context: . } }
`,
      [
        '1:18 config-tag "-{sha}" gives an invalid tag such as "-4be1c0ffee12": a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters',
        '1:37 config-tag "{date}-1200" gives an invalid tag such as "20261123-1200": a tag that ends like a timestamp looks like a timestamp tag',
        '1:61 config-tag "rc.{date}" gives an invalid tag such as "rc.20261123": tags that begin with `rc.` are reserved for release candidates',
        '1:83 config-tag "{{date}}-{sha}" gives an invalid tag: no tag has braces',
        `1:110 config-tag "${"x".repeat(110)}{date}" gives an invalid tag such as "${"x".repeat(110)}20261123": it has 118 characters; at most 108 are allowed, because a timestamp, a sequence and the mark of a rollback must also fit into 128`,
      ],
    ],
    [
      "a record that is too long",
      `tag: "${"s".repeat(100)}"
aliases: [{ tag: "sha-{sha}" }]
images: { a: { context: . } }
`,
      [
        `2:18 config-tag "sha-{sha}" gives an invalid tag such as "sha-4be1c0ffee12": with the stream tag ${"s".repeat(100)} and a timestamp, its mark has 134 characters: at most 128 are allowed`,
      ],
    ],
    [
      "an alias that two units would always share",
      `streams: { release: , testing: }
aliases: [{ tag: "sha-{sha}" }, { tag: "{label:version}" }, { tag: "{stream}-{label:version}" }]
images: { a: { context: . } }
`,
      [
        '2:18 config-tag-collision alias "sha-{sha}" gives sha-{sha} to both a:release and a:testing: add a `when`, or {stream} to the tag',
        '2:40 config-tag-collision alias "{label:version}" gives {label:version} to both a:release and a:testing: add a `when`, or {stream} to the tag',
      ],
    ],
  ])("%s", (_, yaml, faults) => {
    expect(faultsOf(yaml)).toEqual(faults);
  });
});

import { expect, test } from "@jest/globals";
import { openConfiguration } from "../../../../src/core/config/index.ts";
import { faultsIn, faultsOf, load, loadWith, print } from "../support.ts";

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
      aliases: [],
      evaluatedAliases: [
        { pattern: "{version}", timestamps: false, values: { version: "v24.04.1" } },
        { pattern: "{squid.minor}-squid", timestamps: false, values: { "squid.minor": "13" } },
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

test("a condition names no values", () => {
  expect(
    faultsOf('values: { v: { file: v.txt } }\nimages: { a: { context: ., aliases: [{ tag: x, when: { v: "1" } }] } }'),
  ).toEqual(['2:56 config-when unknown dimension "v" in `when`: expected stream']);
});

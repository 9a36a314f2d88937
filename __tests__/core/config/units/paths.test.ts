import { expect, test } from "@jest/globals";
import { loadConfiguration } from "../../../../src/core/config/index.ts";
import { Failure } from "../../../../src/core/lib/problems/problem.ts";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "paths that are not there, or lead out",
    `images:
  a: { context: gone }
  b: { context: b, dockerfile: gone/Dockerfile, contexts: { lib: gone-lib, out: ../x, far: docker-image://busybox, odd: target:base } }
  c: { context: ../c }
  d: { context: /d }
  e: { context: https://example.org/x.git }
  f: { context: f, dockerfile: docs, secrets: [{ id: s, src: ../s }, { id: t, src: /run/t }] }
  g: { context: Dockerfile, tests: [{ script: gone.sh, files: [gone.txt, ../x, lib] }, { script: [tests, x] }] }
  h: { context: "gone/{os}", matrix: { os: [el9, el10] } }
`,
    [
      '2:17 config-path-missing context "gone" does not exist',
      '3:32 config-path-missing Dockerfile "gone/Dockerfile" (b/gone/Dockerfile) does not exist',
      '3:66 config-path-missing context "lib" "gone-lib" does not exist',
      '3:81 config-path-outside context "out" "../x" leaves the repository',
      '3:121 config-value context "odd" must be a folder of this repository, or begin with `docker-image://`, `https://`, `git://` or `ssh://`',
      '4:17 config-path-outside context "../c" leaves the repository',
      '5:17 config-path-outside context "/d" is absolute: write it relative to the repository\'s root',
      "6:17 config-value the context must be a folder of this repository: put external sources under `contexts`",
      '7:32 config-path-missing Dockerfile "docs" (f/docs) is a folder, but must be a file',
      '7:62 config-path-outside the secret\'s file "../s" leaves the repository: write its absolute path',
      '8:17 config-path-missing context "Dockerfile" is a file, but must be a folder',
      '8:47 config-path-missing script "gone.sh" does not exist',
      '8:64 config-path-missing file "gone.txt" does not exist',
      '8:74 config-path-outside file "../x" leaves the repository',
      '8:99 config-path-missing script "tests" is a folder, but must be a file',
      '9:17 config-path-missing context "gone/el9" does not exist',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

// buildx takes `-` for its standard input, and would fetch the others from elsewhere.
test.each(["-", "git@example.org", "github.com/osg/images", "./-", "github.com//x"])(
  "a folder of the repository that is called %j is no context",
  (name) => {
    const text = `registries: [one.example.org/osg]\nimages:\n  a: { context: "${name}" }\n  b: { context: b, contexts: { lib: "${name}" } }\n`;
    const kindOf = (path: string) => (path.endsWith("Dockerfile") ? "file" : "folder");
    const folders = codesOf(() => loadConfiguration({ text, file: "tagstream.yml", kindOf }));
    expect(folders).toContain("config-value");
  },
);

test("rejects a Dockerfile with the name `-`", () => {
  const text = 'registries: [one.example.org/osg]\nimages:\n  a: { context: a, dockerfile: "-" }\n';
  expect(
    codesOf(() => loadConfiguration({ text, file: "tagstream.yml", kindOf: (path) => (path === "a" ? "folder" : "file") })),
  ).toEqual(["config-value"]);
});

function codesOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
}

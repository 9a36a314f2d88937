import { afterAll, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { loadConfiguration } from "../../../src/core/config/index.ts";
import type { Intent } from "../../../src/core/events/intent.ts";
import { wholeContextNotes } from "../../../src/steps/plan/whole-context.ts";
import { makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

/** The notes on a repository with these files besides a README and two images. */
async function notes(configuration: string, files: Record<string, string> = {}, intent: Intent = "publish"): Promise<string[]> {
  const made = makeRepository({ "README.md": "x", Dockerfile: "FROM x", "b/Dockerfile": "FROM x", "src/a.c": "x", ...files });
  const tree = await openRepository(made.folder);
  const { units } = loadConfiguration({
    text: configuration,
    file: "t.yml",
    owner: "o",
    kindOf: (path) => (/Dockerfile/.test(path) ? "file" : "folder"),
  });
  const checkout = { tree, commit: made.head() };
  return wholeContextNotes(intent, units, checkout, createFiles());
}

const root = "images: { app: { context: . } }";
const note = (images: string) =>
  `every commit rebuilds ${images}: the build context is the whole repository. List what the build does not need in \`.dockerignore\`, or give the image its own folder as \`context\``;

test("an image whose context is the whole repository: once, however many units", async () => {
  expect(await notes(root)).toEqual([note("app")]);
  expect(
    await notes("matrix: { os: [a, b] }\nimages: { app: { context: ./b/.. }, c: { context: . }, b: { context: b } }"),
  ).toEqual([note("app, c")]);
});

test.each<[name: string, configuration: string, files: Record<string, string>, expected: string[]]>([
  ["leaves a file of the commit out", root, { ".dockerignore": "*.md\n" }, []],
  ["lets in only what is needed", root, { ".dockerignore": "*\n!src\n" }, []],
  ["names what git does not have", root, { ".dockerignore": "node_modules\n.git\n" }, [note("app")]],
  ["leaves out the Dockerfile and itself alone", root, { ".dockerignore": "Dockerfile*\n.dockerignore\n" }, [note("app")]],
  ["is empty", root, { ".dockerignore": "" }, [note("app")]],
  ["is the Dockerfile's own", root, { "Dockerfile.dockerignore": "*.md\n" }, []],
  [
    "is the Dockerfile's own, which hides the common one",
    root,
    { "Dockerfile.dockerignore": "", ".dockerignore": "*.md\n" },
    [note("app")],
  ],
  ["cannot be read, which is said elsewhere", root, { ".dockerignore": "[" }, []],
  ["is not there, of a named context", "images: { b: { context: b, contexts: { all: . } } }", {}, [note("b")]],
  ["leaves a file out of a named context", "images: { b: { context: b, contexts: { all: . } } }", { ".dockerignore": "src" }, []],
])("an ignore file that %s", async (_, configuration, files, expected) => {
  expect(await notes(configuration, files)).toEqual(expected);
});

test("where commits do not matter, nothing is said", async () => {
  expect(await notes("images: { b: { context: b } }")).toEqual([]);
  expect(await notes(root, {}, "local")).toEqual([]);
});

import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { configurationAt, readConfiguration } from "../../../src/steps/plan/configuration.ts";
import { type Files, makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

const text = "images: { a: { context: . } }\n";
const usual = ".github/tagstream.yml";

async function read(file: string, committed: Files, untracked: Files = {}, bytes?: Buffer) {
  const made = makeRepository({ Dockerfile: "FROM scratch", ...committed }).write(untracked);
  if (bytes) writeFileSync(join(made.write({ [file]: "" }).folder, file), bytes);
  return readConfiguration(await openRepository(made.folder), file, { owner: "octo-org" }, createFiles()).then(
    ({ units }) => units.map(({ name }) => name).join(),
    (error: unknown) => String(error),
  );
}

test.each<[string, Files, Files, string]>([
  ["with another ending, committed", { ".github/tagstream.yaml": text }, {}, ".github/tagstream.yaml"],
  ["at the root, not committed", {}, { "tagstream.yml": text }, "tagstream.yml"],
  ["with other capitals, in a folder that is not committed", {}, { ".github/Tagstream.yml": text }, ".github/Tagstream.yml"],
])("a configuration %s is named", async (_, committed, untracked, found) => {
  expect(await read(usual, committed, untracked)).toContain(
    `There is no configuration ${usual}, but there is ${found}. Rename it to ${usual}, or set the input \`config\` to \`${found}\`.`,
  );
});

test("where there is none, the shortest one is shown; a workflow is none", async () => {
  const workflow = { ".github/workflows/tagstream.yml": "on: push" };
  expect(await read(usual, workflow)).toMatch(
    /There is no configuration .*tagstream.yml. `tagstream init` proposes one. The shortest one/,
  );
});

test("a folder is said to be one", async () => {
  expect(await read("ci", { "ci/images.yml": text })).toContain("ci is a folder. Set the input `config` to a file.");
});

test.each<[string, Buffer, string]>([
  ["UTF-16 with a byte order mark", Buffer.from(`\uFEFF${text}`, "utf16le"), "it is UTF-16 text. Save it as UTF-8"],
  ["UTF-16, big end first", Buffer.from(`\uFEFF${text}`, "utf16le").swap16(), "it is UTF-16 text. Save it as UTF-8"],
  ["UTF-16 without a byte order mark", Buffer.from(text, "utf16le"), "it is UTF-16 text. Save it as UTF-8"],
  ["bytes that are no text", Buffer.from(`${text}\0\0`), "it contains NUL bytes. Save it as UTF-8 text"],
  ["a value in Latin-1", Buffer.from("images: { a: { context: ., labels: { by: Andr\xe9 } } }", "latin1"), "not valid UTF-8"],
])("%s is named", async (_, bytes, message) => {
  expect(await read(usual, {}, {}, bytes)).toContain(message);
});

test.each<[string, Buffer]>([
  ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
  ["Windows line endings", Buffer.from(text.replaceAll("\n", "\r\n"))],
  ["a comment in Latin-1", Buffer.from(`# Andr\xe9\n${text}`, "latin1")],
])("%s is read", async (_, bytes) => {
  expect(await read(usual, {}, {}, bytes)).toBe("a:release");
});

const valued = (file: string) =>
  `values: { v: { file: ${file} } }\nimages: { a: { context: ., tag: "{v}" }, b: { context: ., tag: "{v}-b" } }\n`;

describe("values come from the work tree, with edits", () => {
  test.each<[string, Files, Files, string]>([
    ["committed", { VERSION: "1.4.2\n" }, {}, "a:1.4.2,b:1.4.2-b"],
    ["edited", { VERSION: "1.4.2\n" }, { VERSION: "1.4.3\r\n" }, "a:1.4.3,b:1.4.3-b"],
    ["not committed", {}, { VERSION: "1.4.4" }, "a:1.4.4,b:1.4.4-b"],
    ["with a byte order mark", { VERSION: "\uFEFF1.4.2\n" }, {}, "a:1.4.2,b:1.4.2-b"],
  ])("%s", async (_, committed, untracked, units) => {
    expect(await read(usual, { [usual]: valued("VERSION"), ...committed }, untracked)).toBe(units);
  });

  test.each<[string, Files, string]>([
    ["missing", {}, '"VERSION" does not exist'],
    ["a folder", { "VERSION/x": "" }, '"VERSION" is a folder, but must be a file'],
    ["too long", { VERSION: "1".repeat(256 * 1024 + 1) }, '"VERSION" is longer than 256 KiB'],
    ["several lines, at the limit of length", { VERSION: "1\n".repeat(128 * 1024) }, "has several lines"],
  ])("%s", async (_, files, fault) => {
    expect(await read(usual, { [usual]: valued("VERSION"), ...files })).toContain(fault);
  });

  test("a link inside the repository is followed, and one that leads out is not", async () => {
    const outside = makeRepository({ "secret.txt": "hunter2" });
    const made = makeRepository({ Dockerfile: "FROM scratch", [usual]: valued("VERSION"), "v.txt": "1.4.2" });
    const load = async () =>
      readConfiguration(await openRepository(made.folder), usual, { owner: "octo-org" }, createFiles()).then(
        ({ units }) => units.map(({ name }) => name).join(),
        (error: unknown) => String(error),
      );
    symlinkSync("v.txt", join(made.folder, "VERSION"));
    expect(await load()).toBe("a:1.4.2,b:1.4.2-b");
    rmSync(join(made.folder, "VERSION"));
    symlinkSync(join(outside.folder, "secret.txt"), join(made.folder, "VERSION"));
    const fault = await load();
    expect(fault).toContain('"VERSION" is a symbolic link that leads out of the repository');
    expect(fault).not.toContain("hunter2");
  });
});

test("at a commit, values come from that commit", async () => {
  const made = makeRepository({ Dockerfile: "FROM scratch", [usual]: valued("VERSION"), VERSION: "1.4.2" });
  const commit = made.head();
  made.commit({ VERSION: "2.0.0" });
  const at = async (id: string) =>
    (await configurationAt(id, await openRepository(made.folder), usual, { owner: "octo-org" }))?.units.map(({ name }) => name);
  expect(await at(commit)).toEqual(["a:1.4.2", "b:1.4.2-b"]);
  expect(await at(made.head())).toEqual(["a:2.0.0", "b:2.0.0-b"]);
  rmSync(join(made.folder, "VERSION"));
  expect(await at(made.commit())).toBeUndefined();
  expect(await at(made.commit({ VERSION: "-> ../x" }))).toBeUndefined();
});

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createHasher } from "../../../src/adapters/git/hasher.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import type { InputsHash } from "../../../src/core/inputs/inputs-hash.ts";
import { type Files, makeFolder, makeRepository, removeFolders, TestRepository } from "../../support/git.ts";
import { hashesAt } from "../../support/hashes.ts";
import { makeUnit } from "../../support/units.ts";

afterAll(removeFolders);

const unit = makeUnit("x:release", {
  build: { context: "ctx", dockerfile: "ctx/Dockerfile", args: {}, contexts: { more: "more" }, secrets: [], labels: {} },
  tests: [],
});
const files: Files = {
  "ctx/Dockerfile": "FROM scratch\nCOPY . /\n",
  "ctx/a.txt": "one\ntwo\n",
  "ctx/run": "#!/bin/sh\n",
  "ctx/deep/b": "b\n",
  "ctx/link": "-> a.txt",
  "more/m": "m\n",
  "hidden.txt": "*\n",
};
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 3\n`;

async function inputsOf(made: TestRepository, commit = made.head()): Promise<InputsHash> {
  const hashes = await hashesAt(createHasher(await openRepository(made.folder)), commit, [unit]);
  return hashes.get(unit.name)?.inputs ?? { none: "no hashes" };
}

function cloneOf(made: TestRepository, ...settings: string[]): TestRepository {
  const clone = new TestRepository(makeFolder());
  execFileSync("git", [
    "clone",
    "--quiet",
    ...settings.flatMap((setting) => ["-c", setting]),
    `file://${made.folder}`,
    clone.folder,
  ]);
  return clone;
}

describe("an ignore file that BuildKit would not follow leaves no hash", () => {
  test.each<[string, Files, string]>([
    ["out of its context", { "ctx/.dockerignore": "-> ../hidden.txt" }, "ctx/.dockerignore"],
    ["out of its context and in again", { "ctx/.dockerignore": "-> ../ctx/a.txt" }, "ctx/.dockerignore"],
    ["by way of another link", { "ctx/.dockerignore": "-> deep/x", "ctx/deep/x": "-> ../../hidden.txt" }, "ctx/.dockerignore"],
    ["absolute", { "ctx/.dockerignore": "-> /hidden.txt" }, "ctx/.dockerignore"],
    ["beside the Dockerfile", { "ctx/Dockerfile.dockerignore": "-> ../hidden.txt" }, "ctx/Dockerfile.dockerignore"],
    ["of a named context", { "more/.dockerignore": "-> ../hidden.txt" }, "more/.dockerignore"],
  ])("%s", async (_, more, named) => {
    const folder = named.slice(0, named.indexOf("/"));
    const none = `${named} is a symbolic link out of ${folder}, and BuildKit does not follow it: replace it with the file`;
    expect(await inputsOf(makeRepository({ ...files, ...more }))).toEqual({ none });
  });

  test("inside its context it is followed, and what it leads to must not be edited", async () => {
    const made = makeRepository({
      ...files,
      "ctx/.dockerignore": "-> deep/rules",
      "ctx/deep/rules": "deep\n.dockerignore\na.txt\n",
    });
    const before = await inputsOf(made);
    made.commit({ "ctx/a.txt": "hidden" });
    expect(await inputsOf(made)).toEqual(before);
    expect(await inputsOf(made.write({ "ctx/deep/rules": "deep\n" }))).toEqual({
      none: "ctx/deep/rules has changed since the commit",
    });
  });
});

test.each<[string, Files]>([
  ["ctx/.dockerignore", { "ctx/.dockerignore": "-> deep/b" }],
  ["ctx/Dockerfile", { "ctx/Dockerfile": "-> deep/b" }],
  ["ctx", { ctx: "-> real", "real/Dockerfile": "FROM x" }],
])("a link that git has left as a file, with the link's text (core.symlinks): %s", async (path, more) => {
  const { "ctx/Dockerfile": _, ...rest } = files;
  const kept = path === "ctx" ? { "more/m": "m" } : path === "ctx/Dockerfile" ? rest : files;
  const clone = cloneOf(makeRepository({ ...kept, ...more }), "core.symlinks=false");
  expect(clone.git("status", "--porcelain")).toBe("");
  expect(await inputsOf(clone)).toEqual({ none: `${path} is a symbolic link in the commit but not in the work tree` });
});

test.each<[string, Files]>([
  ["a file that the commit has", { "ctx/other/Dockerfile": "FROM x" }],
  ["one in a folder that git does not know", {}],
])("a Dockerfile that is a link, and may be another file for BuildKit: %s", async (_, more) => {
  const made = makeRepository({ ...files, "ctx/Dockerfile": "-> ../other/Dockerfile", "other/Dockerfile": "FROM y", ...more });
  made.write({ "ctx/other/Dockerfile": "FROM x" });
  const build = { ...unit.build, contexts: {} };
  made.commit({ ".gitignore": "/ctx/other\n", "ctx/.dockerignore": "other\n" });
  const hashes = await hashesAt(createHasher(await openRepository(made.folder)), made.head(), [{ ...unit, build }]);
  const none = "ctx/Dockerfile is a symbolic link out of ctx, and BuildKit does not follow it: replace it with the file";
  expect(hashes.get(unit.name)?.inputs).toEqual({ none });
});

describe("what git makes of a file in the work tree counts", () => {
  const commits: [string, Files][] = [
    ["attributes outside the context", { ".gitattributes": "*.txt eol=crlf\n" }],
    [
      "attributes in a folder of it that it ignores",
      { "ctx/.gitattributes": "*.txt eol=crlf\n", "ctx/.dockerignore": ".git*\n.dockerignore\n" },
    ],
    ["another encoding", { ".gitattributes": "*.txt text working-tree-encoding=UTF-16LE\n" }],
  ];
  test.each(commits)("%s", async (_, more) => {
    const plain = await inputsOf(makeRepository(files));
    const made = makeRepository(files);
    made.write(more).git("add", ...Object.keys(more)); // the blobs stay
    made.git("commit", "--quiet", "--message", "attributes");
    const clone = cloneOf(made);
    const inputs = await inputsOf(clone);
    expect(inputs).toEqual({ hash: expect.any(String) });
    expect(inputs).not.toEqual(plain);
    expect(clone.git("status", "--porcelain")).toBe("");
    // The parent has the same blobs, and what they would have been is not known.
    expect(await inputsOf(clone, made.git("rev-parse", "HEAD^"))).toEqual({
      none: "the .gitattributes differ from the checkout",
    });
  });

  test.each([["core.autocrlf=true"], ["core.eol=crlf"], ["core.symlinks=false"], ["filter.shout.smudge=tr a-z A-Z"]])(
    "%s",
    async (setting) => {
      const attributes = setting.startsWith("core.eol") ? "*.txt text\n" : "*.txt filter=shout\n";
      const made = makeRepository({ ...files, ".gitattributes": attributes });
      const plain = await inputsOf(cloneOf(made));
      const clone = cloneOf(made, setting, ...(setting.startsWith("filter") ? ["filter.shout.clean=tr A-Z a-z"] : []));
      const inputs = await inputsOf(clone);
      expect(inputs).toEqual({ hash: expect.any(String) });
      expect(inputs).not.toEqual(plain);
      expect(clone.git("status", "--porcelain")).toBe("");
    },
  );

  test("also where git takes an edited file for unchanged", async () => {
    const made = makeRepository(files);
    made.git("config", "core.checkStat", "minimal");
    made.git("config", "core.trustctime", "false");
    const file = join(made.folder, "ctx/a.txt");
    const old = new Date(Date.now() - 3_600_000);
    utimesSync(file, old, old);
    made.git("status");
    const clean = await inputsOf(made);
    writeFileSync(file, "two\none\n");
    utimesSync(file, old, old);
    expect(made.git("status", "--porcelain")).toBe("");
    expect(await inputsOf(made)).not.toEqual(clean);
  });

  test.each(["ctx/a.txt", "ctx/Dockerfile", "more/m"])("a Git LFS pointer in the place of its content: %s", async (path) => {
    const made = makeRepository({ ...files, [path]: pointer });
    const none = `${path} is a Git LFS pointer without its content: add \`lfs: true\` to actions/checkout, or run \`git lfs pull\``;
    expect(await inputsOf(made)).toEqual({ none });
    made.commit({ "ctx/.dockerignore": "a.txt", "more/.dockerignore": "m" });
    expect(await inputsOf(made)).toEqual(path === "ctx/Dockerfile" ? { none } : { hash: expect.any(String) });
  });
});

describe("what git does not record counts", () => {
  test.each<[string, (folder: string) => void]>([
    ["bits of the group and of others", (folder) => chmodSync(join(folder, "ctx/a.txt"), 0o600)],
    ["of a folder", (folder) => chmodSync(join(folder, "ctx/deep"), 0o700)],
    ["of a named context", (folder) => chmodSync(join(folder, "more/m"), 0o666)],
    ["set-user-id", (folder) => chmodSync(join(folder, "ctx/run"), 0o4755)],
    ["an empty folder", (folder) => mkdirSync(join(folder, "ctx/empty"))],
  ])("%s", async (_, change) => {
    const made = makeRepository(files);
    const clean = await inputsOf(made);
    change(made.folder);
    expect(made.git("status", "--porcelain")).toBe("");
    const changed = await inputsOf(made);
    expect(changed).toEqual({ hash: expect.any(String) });
    expect(changed).not.toEqual(clean);
  });

  test("executable or not, where git does not look (core.fileMode)", async () => {
    const made = makeRepository(files);
    const clean = await inputsOf(made);
    made.git("config", "core.fileMode", "false");
    chmodSync(join(made.folder, "ctx/run"), 0o644);
    expect(made.git("status", "--porcelain")).toBe("");
    expect(await inputsOf(made)).not.toEqual(clean);
  });

  test("on the same machine, an unchanged context has its parent's hash, whatever its permissions", async () => {
    const made = makeRepository(files);
    const parent = made.head();
    made.commit({ other: "1" });
    chmodSync(join(made.folder, "ctx/deep"), 0o2775);
    chmodSync(join(made.folder, "ctx/a.txt"), 0o664);
    expect(await inputsOf(made, parent)).toEqual(await inputsOf(made));
    made.commit({ "ctx/new": "1" });
    expect(await inputsOf(made, parent)).not.toEqual(await inputsOf(made));
  });

  test("a named pipe leaves no hash", async () => {
    const made = makeRepository(files);
    execFileSync("mkfifo", [join(made.folder, "ctx/pipe")]);
    expect(await inputsOf(made)).toEqual({ none: "ctx/pipe is not in the commit" });
  });

  test("a file that a submodule's own git ignores", async () => {
    const part = makeRepository({ ".gitignore": "*.log\n", a: "1" });
    const made = makeRepository(files);
    made.git("submodule", "--quiet", "add", `file://${part.folder}`, "ctx/part");
    made.commit();
    const clean = await inputsOf(made);
    expect(clean).toEqual({ hash: expect.any(String) });
    made.write({ "ctx/part/x.log": "1" });
    expect(made.git("status", "--porcelain")).toBe("");
    expect(await inputsOf(made)).not.toEqual(clean);
  });

  test("a name that is not UTF-8 is read", async () => {
    const made = makeRepository(files);
    const name = Buffer.concat([Buffer.from(join(made.folder, "ctx/")), Buffer.from([0xe9])]);
    writeFileSync(name, "1");
    made.commit();
    const before = await inputsOf(made);
    expect(before).toEqual({ hash: expect.any(String) });
    writeFileSync(name, "2");
    made.commit();
    expect(await inputsOf(made)).not.toEqual(before);
    expect([readFileSync(name, "utf8"), statSync(name).isFile()]).toEqual(["2", true]);
  });
});

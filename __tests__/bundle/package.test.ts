import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { shellEnvironment } from "../support/command-line.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { newUsersRepository, npm, packTarball } from "../support/package.ts";
import { root } from "../support/workflow-files.ts";

const metadata = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const tarball = packTarball();
afterAll(removeFolders);

describe("the package", () => {
  test("has what users run and read, and nothing else", () => {
    const dist = readdirSync(path.join(root, "dist")).filter((file) => file !== "index.cjs"); // the action's own start
    const files = [
      ...["CHANGELOG.md", "README.md", "SECURITY.md", "package.json", "man/tagstream.1"],
      ...dist.map((file) => `dist/${file}`),
      ...readdirSync(path.join(root, "schema")).map((file) => `schema/${file}`),
    ];
    const listed = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
    expect(listed.toSorted()).toEqual(files.map((file) => `package/${file}`).toSorted());
  });

  test("is small: `npx` downloads it before the first plan", () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(900_000); // 0.7 s at 10 Mbit/s
  });

  test("installs no other package and runs no script, and npm publishes it with its provenance", () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts, private: isPrivate } = metadata;
    const installing = ["preinstall", "install", "postinstall", "prepare"].filter((name) => name in scripts);
    expect({ dependencies, optionalDependencies, peerDependencies, isPrivate, installing }).toEqual({ installing: [] });
    expect(metadata.publishConfig).toEqual({ access: "public", provenance: true });
  });
});

test("`npx` of the tarball in an empty folder, offline: its version, and no file", () => {
  const folder = makeFolder();
  const relative = path.relative(folder, tarball);
  expect(npm(folder, ["npx", "--yes", relative, "--version"])).toBe(`${metadata.version}\n`);
  expect(readdirSync(folder)).toEqual([]);
});

describe("installed offline", () => {
  const place = makeFolder();
  const program = path.join(place, "bin/tagstream");
  beforeAll(() => void npm(place, ["install", "--global", "--prefix", place, tarball]));
  const home = makeFolder();
  const env = shellEnvironment({ HOME: home, TMPDIR: home });
  const run = (folder: string, ...args: string[]) => spawnSync(program, args, { cwd: folder, env, encoding: "utf8" });

  test("one package, a program, and a manual page that `man tagstream` finds", () => {
    expect(readdirSync(path.join(place, "lib/node_modules"))).toEqual(["tagstream"]);
    expect(existsSync(path.join(place, "lib/node_modules/tagstream/node_modules"))).toBe(false);
    expect(readFileSync(path.join(place, "share/man/man1/tagstream.1"), "utf8")).toContain(".TH TAGSTREAM 1");
    expect(run(place, "--version")).toMatchObject({ status: 0, stdout: `${metadata.version}\n`, stderr: "" });
  });

  test("plans a new repository without a network, and writes no file there or elsewhere", () => {
    const repository = newUsersRepository();
    const { status, stdout } = run(repository.folder, "plan");
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/hello:release +build +scheduled rebuild/) });
    expect(repository.git("status", "--porcelain", "--ignored")).toBe("");
    expect(readdirSync(home)).toEqual([]);
  });

  test.each(["bash", "zsh", "fish"])("has the completion for %s", (shell) => {
    expect(run(place, "completion", shell)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`in ${shell}`),
      stderr: "",
    });
  });
});

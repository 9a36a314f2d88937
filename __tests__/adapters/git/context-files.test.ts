/** @needs engine */
import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { contextFiles, readCommit } from "../../../src/adapters/git/context-files.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { engine } from "../../support/engine.ts";
import { type Files, makeFolder, makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

/** All files below a folder, links as themselves. */
function filesIn(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below === "" ? name : `${below}/${name}`;
    return lstatSync(join(folder, path)).isDirectory() ? filesIn(folder, path) : [path];
  });
}

/** What BuildKit itself copies from a context: into the folder `main`, and from the named context into `named`. */
function built(folder: string): { main: string[]; named: string[] } {
  const output = makeFolder();
  const argv = ["buildx", "build", "--quiet", "--file", "ctx/Dockerfile", "--build-context", "rpms=rpms"];
  execFileSync("docker", [...argv, "--output", `type=local,dest=${output}`, "ctx"], { cwd: folder, stdio: "pipe" });
  return { main: filesIn(join(output, "main")).sort(), named: filesIn(join(output, "named")).sort() };
}

const files: Files = {
  "ctx/Dockerfile": "FROM scratch\nCOPY . /main/\nCOPY --from=rpms . /named/\n",
  "ctx/a": "1",
  "ctx/b.txt": "1",
  "ctx/c++/x": "1",
  "ctx/Case": "1",
  "ctx/constructor": "1",
  "ctx/with space/é": "1",
  "ctx/link": "-> a",
  "ctx/dangling": "-> nowhere",
  "ctx/to-folder": "-> dir",
  "ctx/dir/a": "1",
  "ctx/dir/deep/a": "#!/bin/sh",
  "ctx/dir/deep/c.txt": "1",
  "ctx/node_modules/m/index.js": "1",
  "rpms/a": "1",
  "rpms/b.txt": "1",
};

describe("what BuildKit receives is what is hashed", () => {
  test.each<[string, Files]>([
    ["without an ignore file", {}],
    ["folders at any depth, comments, blanks", { "ctx/.dockerignore": "\uFEFF# no\n\n  **/deep \n/node_modules/\n" }],
    ["all but", { "ctx/.dockerignore": "*\n!dir/deep/*.txt\n!link\n!c++" }],
    ["case, and characters of regular expressions", { "ctx/.dockerignore": "case\nc++\n[ab]*\nconstructor" }],
    ["an exception for the folder above", { "ctx/.dockerignore": "dir/a\n!dir\n**/c.txt" }],
    ["the one beside the Dockerfile wins", { "ctx/.dockerignore": "*", "ctx/Dockerfile.dockerignore": "dir" }],
    ["an empty one beside the Dockerfile wins too", { "ctx/.dockerignore": "dir", "ctx/Dockerfile.dockerignore": "" }],
    ["Dockerfile and ignore file left out", { "ctx/.dockerignore": "Dockerfile\n.dockerignore\nto-folder" }],
    ["a link to an ignore file", { "ctx/.dockerignore": "-> dir/ignore", "ctx/dir/ignore": "c++" }],
    ["a named context has its own", { "rpms/.dockerignore": "*.txt", "rpms/Dockerfile.dockerignore": "*" }],
  ])("%s", async (_, more) => {
    engine("BUILDX_BUILDER");
    const made = makeRepository({ ...files, ...more });
    const repository = await openRepository(made.folder);
    const commit = await readCommit(repository, made.head());
    const [main, named] = await Promise.all([contextFiles(commit, "ctx", "ctx/Dockerfile"), contextFiles(commit, "rpms")]);
    const paths = (result: typeof main) => ("files" in result ? result.files.map(({ path }) => path).sort() : result.none);
    expect({ main: paths(main), named: paths(named) }).toEqual(built(made.folder));
  });
});

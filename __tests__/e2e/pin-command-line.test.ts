import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runCommandLine, startCommandLine } from "../support/command-line.ts";
import { makeRepository, removeFolders, type TestRepository } from "../support/git.ts";
import { makeManifest } from "../support/registry.ts";
import { type InProcessRegistry, startInProcessRegistry } from "../support/registry-in-process/index.ts";

let registry: InProcessRegistry;
let repository: TestRepository;
const manifest = "deploy/prod app/squid.yaml";
const published = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [] });

beforeAll(async () => {
  registry = await startInProcessRegistry();
  const squid = registry.store.at("osg/squid");
  for (const tag of ["release-20261116-0617", "release"]) squid.put(tag, published);
  repository = makeRepository({
    ".github/tagstream.yml": `registries: [${registry.host}/osg]\nimages: { squid: { context: . } }\n`,
    Dockerfile: "FROM scratch\n",
    [manifest]: `image: ${registry.host}/osg/squid:release # ours\n`,
  });
});
afterAll(async () => {
  removeFolders();
  await registry.close();
});

const pinned = () => `image: ${registry.host}/osg/squid:release-20261116-0617@${published.digest} # ours\n`;
const files = ["--files", "deploy/**/*.{yaml,yml}"];

test("without `pins` and `--files`: what to write", () => {
  const { status, stdout, stderr } = runCommandLine(repository.folder, ["pin", "--dry-run"]);
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: expect.stringContaining("[pin-none]") });
  expect(stderr.replace(/\s+/g, " ")).toContain("to it, or name files with `--files`.");
});

test("--dry-run prints what `git apply` takes, and nothing else, with no login and no token", async () => {
  const { status, stdout, stderr } = await startCommandLine(repository.folder, ["pin", "--dry-run", ...files]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("Dry run: nothing was changed.") });
  execFileSync("git", ["apply", "-"], { cwd: repository.folder, input: stdout });
  expect(readFileSync(path.join(repository.folder, manifest), "utf8")).toBe(pinned());
  repository.git("checkout", "--", ".");
});

test("--write from another folder changes the files, and a second time none", async () => {
  const args = ["pin", "--write", "-C", repository.folder, ...files];
  const first = await startCommandLine("/", args);
  expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining("written (1 pin in 1 file)") });
  expect(readFileSync(path.join(repository.folder, manifest), "utf8")).toBe(pinned());
  expect(await startCommandLine("/", args)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("nothing to change (1 pin in 1 file)"),
  });
  repository.git("checkout", "--", ".");
});

test("a registry that does not answer: red, and the file stays", async () => {
  const other = makeRepository({
    ".github/tagstream.yml": "registries: [localhost:1/osg]\nimages: { squid: { context: . } }\n",
    Dockerfile: "FROM scratch\n",
    "a.yaml": "image: localhost:1/osg/squid:release\n",
  });
  const { status, stdout, stderr } = await startCommandLine(other.folder, ["pin", "--dry-run", "--files", "*.yaml"]);
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: expect.stringContaining("[pin-unknown]") });
});

test("without a token, a pull request cannot be proposed", async () => {
  const { status, stderr } = await startCommandLine(repository.folder, ["pin", ...files]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("[pin-token]") });
});

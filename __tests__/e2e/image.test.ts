/**
 * The image of the command line, as this repository publishes it with Tagstream itself: from its own configuration, with a stand-in
 * for the base image, which Docker Hub has.
 * @needs engine
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { engine, newRepository } from "../support/engine.ts";
import { makeGitTag, nothing, Shown } from "../support/example-project.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { kubeconform, kustomize } from "../support/kubernetes.ts";
import { newUsersRepository, ownFiles } from "../support/package.ts";
import { makeProject, type Project } from "../support/project.ts";
import { labelsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { pushTag, succeed } from "../support/version.ts";
import { root } from "../support/workflow-files.ts";

const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const configuration = ".github/tagstream.yml";
let project: Project;
let image: string;
let shown = nothing;

beforeAll(() => {
  project = makeProject(filesOn(pushBase()));
  image = `${project.registry}/tagstream`;
  makeGitTag(project, `v${version}`);
});
afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

/** What the image, its tests and its deployment are made of. */
function filesOn(base: string): Record<string, string> {
  const files = ownFiles(configuration, "image", "dist", "examples/minimal");
  const text = files[configuration] ?? "";
  const filled = text
    .replace(/^ {4}platforms: .*\n/m, `    packages: false\n    args: { BASE: ${base} }\n`)
    .replace(/^streams:/m, "registries: [REGISTRY]\n$&");
  expect(filled.split("\n").length).toBe(text.split("\n").length + 2);
  return { ...files, [configuration]: filled };
}

/** A stand-in for `node:24-trixie-slim`: Debian with the same Node, and its user. */
function pushBase(): string {
  const base = newRepository("node");
  const folder = makeFolder();
  copyFileSync(engine("TAGSTREAM_NODE24"), path.join(folder, "node"));
  const text = `FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git # BuildKit has it from the second run on
RUN useradd --uid 1000 --create-home node
COPY node /usr/local/bin/
`;
  writeFileSync(path.join(folder, "Dockerfile"), text);
  execFileSync("docker", ["buildx", "build", "--quiet", "--push", "--tag", base, folder], { stdio: "pipe" });
  return base;
}

/** Runs the published image on a mounted folder. */
function run(folder: string, docker: readonly string[], ...args: string[]): string {
  const more = (process.env["TAGSTREAM_DOCKER_RUN_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
  const argv = ["run", "--rm", "--quiet", ...more, "--volume", `${folder}:/work`, ...docker];
  return execFileSync("docker", [...argv, `${image}@${shown.tags["release"]}`, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

test("a release builds, tests and publishes it", async () => {
  const { log } = await succeed(pushTag(project, `v${version}`));
  shown = await Shown.of(image);
  expect(shown.since(nothing)).toEqual(["0", version, "latest", "release", "release-TIME"].toSorted());
  expect(shown.images(...Object.keys(shown.tags))).toBe(1);
  expect(log).toMatch(/plans a mounted checkout/);
  expect(await labelsOf(image, "release")).toMatchObject({
    "org.opencontainers.image.title": "Tagstream",
    "org.opencontainers.image.description": "Tagstream's command line, with git",
    "org.opencontainers.image.revision": project.repository.head(),
  });
});

describe("the published digest", () => {
  test("says its version, and is no root", () => {
    expect(run(makeFolder(), [], "--version")).toBe(`${version}\n`);
    expect(run(makeFolder(), ["--entrypoint", "id"], "-un")).toBe("node\n");
  });

  test("plans a checkout of another user, also as a user that it does not know", () => {
    const { folder } = newUsersRepository();
    execFileSync("chmod", ["-R", "go+rX", folder]);
    for (const user of [[], ["--user", "12345:12345"]]) {
      expect(run(folder, [...user, "--read-only"], "plan")).toMatch(/hello:release +build +scheduled rebuild/);
    }
  });

  test("`pin --write` pins its own deployment to what was published", () => {
    const user = ["--user", `${process.getuid?.()}:${process.getgid?.()}`];
    expect(run(project.repository.folder, user, "pin", "--write")).toContain("written (1 pin in 1 file)");
    const tag = Object.keys(shown.tags).find((one) => one.startsWith("release-"));
    const pin = `${tag}@${shown.tags["release"]}`;
    const file = "image/deploy/image.yaml";
    const text = readFileSync(path.join(root, file), "utf8");
    expect(readFileSync(path.join(project.repository.folder, file), "utf8")).toBe(text.replace("tag: release", `tag: ${pin}`));
    const rendered = kustomize(path.join(project.repository.folder, "image/deploy"));
    expect(kubeconform(rendered)).toEqual([]);
    expect(rendered.match(/image: .*/g)).toEqual([1, 2].map(() => `image: ghcr.io/OWNER/tagstream:${pin}`));
    expect(rendered).not.toContain("kind: ConfigMap");
  });
});

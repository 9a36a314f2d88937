/**
 * Candidates in a registry of their own: the pull request's job has no login for what publishes, and the merge copies.
 * @needs engine
 */
import { randomBytes } from "node:crypto";
import { existsSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { parseIndex } from "../../src/core/oci/image-index.ts";
import { type BuilderCalls, watchBuilder } from "../support/builder-calls.ts";
import { engine } from "../support/engine.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { basicLogin, dockerConfig, type OwnRegistry, startRegistry } from "../support/registry.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

let github: GitHub;
let builder: BuilderCalls;
let production: OwnRegistry;

beforeAll(async () => {
  [github, builder, production] = [await startGitHub(), watchBuilder(), await startRegistry({ kind: "basic" })];
});
afterAll(async () => {
  builder.close();
  cleanUpSteps();
  removeFolders();
  await github.close();
  await production.stop();
});

const loggedIn = () => dockerConfig({ [production.host]: basicLogin });

/** Docker's folder of a job that has logged in to what publishes, or nowhere; the plug-ins and the builders are this machine's. */
function logins(any: boolean): Record<string, string> {
  const { folder } = any ? loggedIn() : dockerConfig({});
  const own = process.env["DOCKER_CONFIG"] ?? path.join(os.homedir(), ".docker");
  if (existsSync(path.join(own, "cli-plugins"))) symlinkSync(path.join(own, "cli-plugins"), path.join(folder, "cli-plugins"));
  return { DOCKER_CONFIG: folder, BUILDX_CONFIG: process.env["BUILDX_CONFIG"] ?? path.join(own, "buildx") };
}

/** The squid has no tests: the engine's daemon is too old to unpack zstd. */
const files = (key: string): Files => ({
  ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false }
${key}images:
  base: { context: base, tests: [{ run: [test, -e, /base] }] }
  squid:
    context: squid
    base: base
    annotations: { "org.example.channel": "{stream}" }
    compression: zstd
    provenance: max
`,
  "base/Dockerfile": "FROM busybox:1.36\nRUN echo 1 > /base\n",
  "squid/Dockerfile": "FROM REGISTRY/base:release\nARG SHOWN=yes\nRUN cat /base > /squid\n",
});

let number = 300;

/** A project whose images are published, and a pull request that changes one. */
async function proposed(
  key: string,
  change: (project: Project) => Files | Promise<Files>,
): Promise<{ project: Project; pull: PullRequest; comments: () => string }> {
  const project = makeProject(files(key), production.host);
  const first = await project.push({ env: logins(true) });
  if (first.status !== 0) throw new Error(first.log);
  const pull = propose(project.repository, await change(project), ++number);
  const entry = { state: "open" as const, merged: false, head: pull.head, comments: [] };
  github.pulls.set(number, entry);
  return { project, pull, comments: () => JSON.stringify(entry.comments) };
}

const runPull = ({ project, pull }: { project: Project; pull: PullRequest }, any: boolean) => {
  builder.forget();
  const env = { ...pull.step.env, ...github.env, ...builder.env, ...logins(any) };
  return project.step({ ...pull.step, env, inputs: { token: "t" } });
};

test("a candidate is tested in one registry, and published in another, byte for byte", async () => {
  const dev = `${engine("TAGSTREAM_TEST_REGISTRY")}/dev-${randomBytes(5).toString("hex")}`;
  const published = createRegistry({ environment: loggedIn().environment });
  const made = await proposed(`candidates: { registry: ${dev} }\n`, async ({ registry }) => {
    // A base that can be looked up here, unlike one of a registry in the internet.
    const outside = await published.manifest(`${registry}/base`, "release");
    if (!outside) throw new Error("the base is not published");
    await published.copy(outside.digest, `${registry}/base`, `${dev}/outside`);
    await published.putManifest(`${dev}/outside`, "1", outside);
    return { "base/Dockerfile": `FROM ${dev}/outside:1\nRUN echo 2 > /base\n` };
  });
  const { project, pull, comments } = made;
  const candidate = await runPull(made, false);
  if (candidate.status !== 0) throw new Error(candidate.log);
  const tested = (await tagsOf(`${dev}/squid`))[`rc.release.pr-${number}`] ?? "";
  expect(comments()).toContain(`docker pull ${dev}/squid:rc.release.pr-${number}`);
  const { content } = await manifestOf(`${dev}/squid`, tested);
  expect(content.annotations).toMatchObject({ "org.example.channel": "release" });

  project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
  project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
  builder.forget();
  const merged = await project.push({ env: { ...builder.env, ...logins(true) } });
  if (merged.status !== 0) throw new Error(merged.log);
  expect(merged.log).toMatch(new RegExp(`squid:release +promote +tested in #${number}`));
  expect(builder.calls()).toEqual([]);
  const released = await published.manifest(`${project.registry}/squid`, "release");
  if (!released) throw new Error("nothing is published");
  expect(released.digest).toBe(tested);

  // All of it is there: another copy finds every part.
  const copy = `${dev}/whole`;
  await published.copy(released.digest, `${project.registry}/squid`, copy);
  const [platform] = parseIndex(released.bytes).platforms;
  const image = (await manifestOf(copy, platform?.digest ?? "")).content as { layers?: { mediaType: string }[] };
  expect(image.layers?.at(-1)?.mediaType).toBe("application/vnd.oci.image.layer.v1.tar+zstd");
  const attestation = (await manifestOf(copy, platform?.attestation ?? "")).content as {
    layers?: { digest: `sha256:${string}` }[];
  };
  const provenance = Buffer.from(await published.blob(copy, attestation.layers?.[0]?.digest ?? released.digest)).toString();
  expect(provenance).toContain("llbDefinition");
});

test("a job without any login builds and tests, pushes nothing, and says so", async () => {
  const made = await proposed("", () => ({ "base/Dockerfile": "FROM busybox:1.36\nRUN echo 2 > /base\n" }));
  const checked = await runPull(made, false);
  if (checked.status !== 0) throw new Error(checked.log);
  expect(builder.calls().filter((call) => call.startsWith("buildx bake"))).toHaveLength(2); // the image is built on its new base
  expect(checked.log).toContain("✓ test -e /base");
  const words = `this job has no login for ${production.host}`;
  for (const text of [checked.log, checked.summary, made.comments()]) expect(text).toContain(words);
  const published = createRegistry({ environment: loggedIn().environment });
  for (const image of ["base", "squid"])
    expect((await published.tags(`${made.project.registry}/${image}`)).filter((tag) => tag.startsWith("rc."))).toEqual([]);
});

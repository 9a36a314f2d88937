/**
 * The end of a pull request: its candidates' tags go, its own and no others.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { digestOf } from "../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

let github: GitHub;
let project: Project;
let proposed: PullRequest;
const registry = createRegistry();
const repository = (): string => `${project.registry}/squid`;
const open = (state: "open" | "closed" = "open") =>
  github.pulls.set(2, { state, merged: false, head: proposed.head, comments: [] });
const onGitHub = <Of extends { env?: Record<string, string> }>(step: Of) => ({
  ...step,
  env: { ...step.env, ...github.env },
  inputs: { token: "planted-token" },
});
const closed = () => onGitHub(proposed.as("pull_request", { action: "closed" }));

beforeAll(async () => {
  github = await startGitHub();
  project = makeProject(movingTag, engine("TAGSTREAM_TEST_REGISTRY"));
  const first = await project.push();
  if (first.status !== 0) throw new Error(first.log);
  proposed = propose(
    project.repository,
    { "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo two >> /squid\n` },
    2,
  );
  open();
  const candidate = await project.step(onGitHub(proposed.step));
  if (candidate.status !== 0) throw new Error(candidate.log);
  // Of another pull request, with a number that begins alike, and the same image.
  const image = await registry.manifest(repository(), "rc.release.pr-2");
  if (!image) throw new Error(candidate.log);
  await registry.putManifest(repository(), "rc.release.pr-267", image);
});

afterAll(async () => {
  await github?.close();
  cleanUpSteps();
  removeFolders();
});

/** Runs a step, and tells what it changed among the image's tags. */
async function changes(
  step: Parameters<Project["step"]>[0],
): Promise<{ status: number; log: string; summary: string; gone: string[]; come: string[] }> {
  const before = await tagsOf(repository());
  const { status, log, summary } = await project.step(step);
  const after = await tagsOf(repository());
  for (const [tag, digest] of Object.entries(after))
    if (before[tag] !== undefined) expect([tag, before[tag]]).toEqual([tag, digest]);
  const not = (these: object, those: object) => Object.keys(these).filter((tag) => !(tag in those));
  return { status: status ?? -1, log, summary, gone: not(before, after), come: not(after, before) };
}

describe("a pull request is closed", () => {
  test("by a stranger, of a fork: nothing is asked of a registry", async () => {
    const fork = proposed.fork({ id: 1 });
    const outcome = await changes(onGitHub({ ...fork, payload: { ...Object(fork.payload), action: "closed" } }));
    expect(outcome).toMatchObject({ status: 0, gone: [], come: [], log: expect.stringContaining("none of its images left") });
  });

  test("`plan` and a dry run say what would go", async () => {
    const plan = await changes({ ...closed(), inputs: { command: "plan" } });
    expect(plan).toMatchObject({
      status: 0,
      gone: [],
      log: expect.stringContaining("`command: run` removes its candidate tags"),
    });
    const dry = await changes({ ...closed(), inputs: { "dry-run": "true" } });
    expect(dry).toMatchObject({ status: 0, gone: [], log: expect.stringContaining(`${repository()}:rc.release.pr-2`) });
  });

  test("its tag goes, and no other; again: there is nothing left to do", async () => {
    const { status, log, summary, gone, come } = await changes(closed());
    expect({ status, log, gone, come }).toMatchObject({ status: 0, gone: ["rc.release.pr-2"], come: [] });
    expect(log).toContain("#2 is closed: 1 candidate tag removed");
    expect(summary).toContain(`\`${repository()}:rc.release.pr-2\``);
    expect(await changes(closed())).toMatchObject({
      status: 0,
      gone: [],
      log: expect.stringContaining("#2 is closed and has no candidate tags"),
    });
  });

  test("with a stream that a later push took out: that tag goes, too, unless another repository built it", async () => {
    const image = await registry.manifest(repository(), "release");
    if (!image) throw new Error("nothing is published");
    const text = new TextDecoder().decode(image.bytes);
    const bytes = new TextEncoder().encode(text.replace("/osg/images", "/others/images"));
    await registry.putManifest(repository(), "rc.beta.pr-2", image);
    await registry.putManifest(repository(), "rc.beta.pr-267", image);
    await registry.putManifest(repository(), "rc.gamma.pr-2", { ...image, bytes, digest: digestOf(bytes) });
    const dry = await changes({ ...closed(), inputs: { "dry-run": "true" } });
    expect(dry).toMatchObject({ gone: [], log: expect.stringContaining(`${repository()}:rc.beta.pr-2`) });
    expect(dry.log).not.toContain("rc.gamma");
    const { status, log, gone } = await changes(closed());
    expect({ status, log, gone }).toMatchObject({ status: 0, gone: ["rc.beta.pr-2"] });
  });

  test("reopened, its tag comes again without a build", async () => {
    open();
    const { status, log, come } = await changes(onGitHub(proposed.step));
    expect({ status, log, come }).toMatchObject({ status: 0, come: ["rc.release.pr-2"] });
    expect(log).not.toMatch(/^built sha256:/m);
  });

  test("while its run writes the tags: that run takes them back", async () => {
    expect((await changes(closed())).gone).toEqual(["rc.release.pr-2"]);
    open();
    let asked = 0;
    github.onRequest = (line) => {
      if (/GET \/repos\/osg\/images\/pulls\/2$/.test(line) && ++asked === 2) open("closed");
      return undefined;
    };
    const { status, log, gone, come } = await changes(onGitHub(proposed.step));
    github.onRequest = () => undefined;
    expect({ status, log, gone, come }).toMatchObject({ status: 0, gone: [], come: [] });
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(log).toContain("#2 was closed while this run wrote its tags");
  });

  test("with a tag that another repository's pull request has, which publishes to the same image: it stays", async () => {
    const image = await registry.manifest(repository(), "release");
    if (!image) throw new Error("nothing is published");
    const text = new TextDecoder().decode(image.bytes);
    for (const [other, reason] of [
      [text.replace("/osg/images", "/others/images"), "its image names another repository, https://github.com/others/images"],
      [text.replace("org.opencontainers.image.source", "x"), "its image does not name the repository that built it"],
    ] as const) {
      const bytes = new TextEncoder().encode(other);
      await registry.putManifest(repository(), "rc.release.pr-2", { ...image, bytes, digest: digestOf(bytes) });
      const { status, log, gone } = await changes(closed());
      expect({ status, log, gone }).toMatchObject({ status: 0, gone: [], log: expect.stringContaining(reason) });
    }
    const [lost] = await registry.removeTags(repository(), ["rc.release.pr-2"], { line: () => {} });
    expect(lost?.outcome).toBe("removed");
  });

  test("with a configuration that it broke: by the one before", async () => {
    open();
    expect((await changes(onGitHub(proposed.step))).come).toEqual(["rc.release.pr-2"]);
    const broken = propose(project.repository, { ".github/tagstream.yml": "images: nonsense\n" }, 2);
    const { status, log, gone } = await changes(onGitHub(broken.as("pull_request", { action: "closed" })));
    expect({ status, log, gone }).toMatchObject({ status: 0, gone: ["rc.release.pr-2"] });
  });
});

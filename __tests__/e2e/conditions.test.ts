/**
 * Each condition of promotion broken on its own, in a real registry: the plan builds again, and
 * names that one and no other.
 * @needs engine
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { timestampOf } from "../../src/core/lib/time/timestamp.ts";
import type { ConditionName } from "../../src/core/plan/condition.ts";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { keepState, type Restore } from "../support/kept-state.ts";
import { makeProject, type Project } from "../support/project.ts";
import { propose } from "../support/pull-request.ts";
import { makeManifest } from "../support/registry.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

const registry = createRegistry();
const long = "20200101-0000";
let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

/** A change that is tested, and merged: its candidate, which a test may spoil before the push is looked at. */
interface Merged {
  project: Project;
  repository: string;
  /** The candidate's tag by inputs hash. */
  tag: string;
  /** Puts the candidate's index back under its tag, changed. */
  rewrite(change: (index: Index) => void): Promise<void>;
}
interface Index {
  manifests: { annotations?: Record<string, string> }[];
  annotations: Record<string, string>;
}

const squid = (host: string): Files => ({
  "squid/Dockerfile": `FROM ${host}/outside:1 AS outside\nFROM ${host}/base:release\nCOPY --from=outside /base /outside\nRUN cat /base > /squid\n`,
});
const base: Files = { "base/Dockerfile": "FROM busybox:1.36\nARG CHANNEL\nRUN echo $CHANNEL anew > /base\n" };

let next = 300;
const shared = new Map<string, { made: Merged; restore: Restore }>();

/** Built for the first test that asks, and put back for others. */
async function merged(image: "squid" | "base"): Promise<Merged> {
  const known = shared.get(image);
  if (known) {
    await known.restore();
    return known.made;
  }
  const made = await merge(image);
  const { repository, registry: place } = made.project;
  const images = ["base", "squid", "xcache", "outside"].map((name) => `${place}/${name}`);
  shared.set(image, { made, restore: await keepState({ repository, github, images }) });
  return made;
}

async function merge(image: "squid" | "base"): Promise<Merged> {
  const number = ++next;
  const project = makeProject(movingTag, engine("TAGSTREAM_TEST_REGISTRY"));
  const succeed = async (run: Promise<{ status: number | null; log: string }>): Promise<void> => {
    const { status, log } = await run;
    if (status !== 0) throw new Error(log);
  };
  await succeed(project.push());
  await show(project, "base", "release", "outside", "1");
  // What is published is old, so that a candidate may be older than now and still newer than that.
  for (const name of ["base", "squid", "xcache"]) {
    const [stamp = ""] = Object.keys(await tagsOf(`${project.registry}/${name}`)).filter((tag) => /^release-\d/.test(tag));
    await show(project, name, stamp, name, `release-${long}`);
    await registry.removeTags(`${project.registry}/${name}`, [stamp], { line: () => {} });
  }
  const pr = propose(project.repository, image === "squid" ? squid(project.registry) : base, number);
  github.pulls.set(number, { state: "open", merged: false, head: pr.head, comments: [] });
  await succeed(project.step({ ...pr.step, env: { ...pr.step.env, ...github.env }, inputs: { token: "t" } }));
  const repository = `${project.registry}/${image}`;
  const tag = Object.keys(await tagsOf(repository)).find((name) => /^rc\.release\.[0-9a-f]{12}$/.test(name)) ?? "";
  const rewrite = async (change: (index: Index) => void): Promise<void> => {
    const manifest = await registry.manifest(repository, tag);
    const index = JSON.parse(Buffer.from(manifest?.bytes ?? []).toString()) as Index & { mediaType: string };
    change(index);
    await registry.putManifest(repository, tag, makeManifest(index.mediaType, index));
  };
  return { project, repository, tag, rewrite };
}

/** Has a tag of one repository show what a tag of another shows. */
async function show({ registry: host }: Project, from: string, shown: string, to: string, tag: string): Promise<void> {
  const manifest = await registry.manifest(`${host}/${from}`, shown);
  if (!manifest) throw new Error(`${from}:${shown} is not there`);
  if (from !== to) await registry.copy(manifest.digest, `${host}/${from}`, `${host}/${to}`);
  await registry.putManifest(`${host}/${to}`, tag, manifest);
}

const builtAt = (index: Index, time: string): void => {
  index.annotations["io.github.tagstream.built"] = time;
};
const yesterday = timestampOf(new Date(Date.now() - 86_400_000));

test.each<[string, "squid" | "base", ConditionName | undefined, (made: Merged) => Promise<unknown>, RegExp]>([
  ["nothing is spoilt: it is promoted", "squid", undefined, async () => undefined, /^tested in #\d+/],
  [
    "the tag of an image that it is built on was moved",
    "squid",
    "bases-current",
    ({ project }) => show(project, "xcache", "release", "outside", "1"),
    /base moved: .*outside:1 sha256:\w{8} → sha256:\w{8}/,
  ],
  [
    "its provenance is gone",
    "base",
    "bases-current",
    ({ rewrite }) =>
      rewrite((index) => {
        index.manifests = index.manifests.filter(({ annotations }) => annotations?.["vnd.docker.reference.type"] === undefined);
      }),
    /its provenance cannot be read/,
  ],
  [
    "it is too old",
    "squid",
    "fresh",
    ({ rewrite }) => rewrite((index) => builtAt(index, "20250101-0000")),
    /days old; promotion.max-age is 7 days/,
  ],
  [
    "a weekly rebuild has come in between",
    "squid",
    "not-behind",
    async ({ project, rewrite }) => {
      await rewrite((index) => builtAt(index, yesterday));
      project.repository.git("checkout", "--quiet", "--detach", "HEAD^1"); // not merged yet
      const { status, log } = await project.weekly({ inputs: { only: "squid:*" } });
      if (status !== 0) throw new Error(log);
      project.repository.git("checkout", "--quiet", "--detach", "-");
    },
    /was published after its candidate was built/,
  ],
  [
    "its base image was rebuilt",
    "squid",
    "base",
    async ({ project }) => {
      project.repository.git("checkout", "--quiet", "--detach", "HEAD^1"); // not merged yet
      const { status, log } = await project.weekly({ inputs: { only: "base:*" } });
      if (status !== 0) throw new Error(log);
      project.repository.git("checkout", "--quiet", "--detach", "-");
    },
    /its candidate was not built on the current base:release/,
  ],
  [
    "another merge has changed its tests",
    "squid",
    "same-tests",
    async ({ project: { repository } }) => {
      const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
      repository.commit({ ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[test, -s, /squid]") });
    },
    /^its tests changed; retesting the candidate built in #\d+$/,
  ],
  [
    "its tag was set onto other bytes",
    "squid",
    "same-inputs",
    ({ project, tag }) => show(project, "squid", "release", "squid", tag),
    /has other inputs/,
  ],
])("%s", async (_, image, broken, spoil, reason) => {
  const made = await merged(image);
  const { repository } = made.project;
  await spoil(made);
  repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
  const { status, log, outputs } = await made.project.push({ inputs: { command: "plan" } });
  expect({ status, log }).toMatchObject({ status: 0 });
  const { units } = JSON.parse(readFileSync(outputs["plan"] ?? "", "utf8")) as {
    units: { image: string; decision: string; reason: string; candidate?: { conditions: { name: string; holds: boolean }[] } }[];
  };
  const unit = units.find((one) => one.image === image);
  const decision = broken === undefined ? "promote" : broken === "same-tests" ? "test" : "build";
  expect(unit).toMatchObject({ decision, reason: expect.stringMatching(reason) });
  const failed = unit?.candidate?.conditions.filter(({ holds }) => !holds).map(({ name }) => name);
  expect(failed).toEqual(broken === undefined ? [] : [broken]);
});

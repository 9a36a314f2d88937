/** @needs engine */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { type BuilderCalls, watchBuilder } from "../support/builder-calls.ts";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

/** The family in two registries: what is published has to be the same in both. */
const twoRegistries = (second: string): Files => ({
  ...movingTag,
  ".github/tagstream.yml": (movingTag[".github/tagstream.yml"] ?? "").replace(
    /^registries: .*$/m,
    `registries: [REGISTRY, ${second}]`,
  ),
});

let github: GitHub;
let builder: BuilderCalls;

beforeAll(async () => {
  github = await startGitHub();
  builder = watchBuilder();
});
afterAll(async () => {
  builder.close();
  cleanUpSteps();
  removeFolders();
  await github.close();
});

let number = 100;

/** A project that is published, with a green pull request that changes the squid. */
async function makeProposed(change: (registry: string) => Files, prepare = async (_: Project): Promise<void> => {}) {
  const second = `${engine("TAGSTREAM_TEST_REGISTRY_B")}/promotion-${process.pid}-${++number}`;
  const project = makeProject(twoRegistries(second));
  const first = await project.push();
  if (first.status !== 0) throw new Error(first.log);
  await prepare(project);
  const files = change(project.registry);
  const pull = propose(project.repository, files, number);
  github.pulls.set(number, { state: "open", merged: false, head: pull.head, comments: [] });
  const candidate = await project.step({
    ...pull.step,
    env: { ...pull.step.env, ...github.env },
    inputs: { token: "t" },
  });
  if (candidate.status !== 0) throw new Error(candidate.log);
  const digest = (await tagsOf(`${project.registry}/squid`))[`rc.release.pr-${number}`] ?? "";
  return { project, second, pull, files, digest };
}

type Proposed = Awaited<ReturnType<typeof makeProposed>>;

const squid = (registry: string): Files => ({
  "squid/Dockerfile": `FROM ${registry}/base:release\nRUN cat /base > /squid && echo proposed >> /squid\n`,
});

async function push({ project }: Pick<Proposed, "project">) {
  project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
  builder.forget();
  return project.push({ env: builder.env });
}

/** What the squid's stream shows in both registries. */
async function released({ project, second }: Proposed): Promise<(string | undefined)[]> {
  return [(await tagsOf(`${project.registry}/squid`))["release"], (await tagsOf(`${second}/squid`))["release"]];
}

const ways: [string, (made: Proposed, project: Project) => void][] = [
  ["a merge commit", ({ pull }, { repository }) => repository.git("checkout", "--quiet", "-B", "main", pull.merge)],
  [
    "squashed",
    ({ pull, files }, { repository }) => {
      repository.git("checkout", "--quiet", "-B", "main", pull.base);
      repository.commit(files);
    },
  ],
  [
    "rebased",
    ({ pull }, { repository }) => {
      repository.git("checkout", "--quiet", "-B", "main", pull.base);
      repository.git("cherry-pick", pull.head);
    },
  ],
  [
    "after another merge that did not touch its inputs",
    ({ pull }, { repository }) => {
      repository.git("checkout", "--quiet", "-B", "main", pull.base);
      repository.commit({ "docs/words.md": "another pull request\n" });
      repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", pull.head);
    },
  ],
];

describe("a merge publishes the very image that was tested, in both registries, without a build", () => {
  test.each(ways)("%s", async (_, merge) => {
    const made = await makeProposed(squid);
    merge(made, made.project);
    const { status, log, summary, outputs } = await push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(new RegExp(`squid:release +promote +tested in #${number}, under an hour old`));
    expect(builder.calls()).toEqual([]);
    expect(await released(made)).toEqual([made.digest, made.digest]);
    expect(outputs["digests"]).toContain(made.digest);
    expect(summary).toContain("promoted, byte for byte");
    const again = await push(made);
    expect(again.log).toMatch(/squid:release +leave +up to date/);
  });
});

test("a base and what is built on it: all are promoted, as they were built on one another", async () => {
  // A base that can be looked up here, unlike one of a registry in the internet.
  const outside = async ({ registry: host }: Project): Promise<void> => {
    const registry = createRegistry();
    const manifest = await registry.manifest(`${host}/base`, "release");
    if (!manifest) throw new Error("the base is not published");
    await registry.copy(manifest.digest, `${host}/base`, `${host}/outside`);
    await registry.putManifest(`${host}/outside`, "1", manifest);
  };
  const made = await makeProposed((host) => ({ "base/Dockerfile": `FROM ${host}/outside:1\nRUN echo anew > /base\n` }), outside);
  const { project, second, pull } = made;
  const images = ["base", "squid", "xcache"];
  const shown = (tag: string, place = project.registry) =>
    Promise.all(images.map(async (image) => (await tagsOf(`${place}/${image}`))[tag]));
  const proposed = await shown(`rc.release.pr-${number}`);
  project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
  const { status, log } = await push(made);
  expect({ status, log }).toMatchObject({ status: 0 });
  for (const image of images) expect(log).toMatch(new RegExp(`${image}:release +promote +tested in #${number}`));
  expect(builder.calls()).toEqual([]);
  expect(proposed).toEqual(images.map(() => expect.stringMatching(/^sha256:/)));
  expect([await shown("release"), await shown("release", second)]).toEqual([proposed, proposed]);
});

describe("a merge queue", () => {
  /** The event of a group, whose head is checked out. */
  const group = ({ project }: Proposed, base: string) =>
    project.step({
      event: "merge_group",
      payload: {
        action: "checks_requested",
        merge_group: {
          head_sha: project.repository.head(),
          base_sha: base,
          base_ref: "refs/heads/main",
          head_ref: "refs/heads/q",
        },
        repository: { id: 4711, default_branch: "main" },
      },
    });
  const byInputs = async ({ project }: Proposed): Promise<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(await tagsOf(`${project.registry}/squid`)).filter(([tag]) => /^rc\.release\.[0-9a-f]{12}$/.test(tag)),
    );
  const on = ({ project: { repository } }: Proposed, commit: string): string => {
    repository.git("checkout", "--quiet", "-B", "main", commit);
    return repository.head();
  };

  test("what it tested is what the merge publishes, though no pull request had it so", async () => {
    const made = await makeProposed(squid);
    const { repository } = made.project;
    const base = on(made, made.pull.base);
    // A batch: this pull request, and another one, which touches the same image.
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", made.pull.head);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const before = await byInputs(made);
    const { status, log } = await group(made, base);
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(/squid:release +build +changed/) });
    const [[tag, digest] = []] = Object.entries(await byInputs(made)).filter(([name]) => !(name in before));
    expect({ tag, digest }).toEqual({ tag: expect.any(String), digest: expect.stringMatching(/^sha256:/) });
    const merged = await push(made);
    expect(merged.log).toMatch(/squid:release +promote +tested in a merge queue, under an hour old/);
    expect(builder.calls()).toEqual([]);
    expect(await released(made)).toEqual([digest, digest]);
  });

  test("two groups, tested side by side and merged one after the other: both are promoted", async () => {
    const made = await makeProposed(squid);
    const { repository, registry } = made.project;
    const base = on(made, made.pull.base);
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", made.pull.head);
    const first = repository.head();
    expect((await group(made, base)).log).toMatch(/squid:release +reuse/); // tested in its pull request
    const before = await byInputs(made);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const second = repository.head();
    expect(await group(made, first)).toMatchObject({ status: 0 });
    const [digest] = Object.entries(await byInputs(made)).flatMap(([name, of]) => (name in before ? [] : [of]));
    // The first one is published in a later minute than the second one was built in.
    await nextMinute();
    on(made, first);
    expect((await push(made)).log).toMatch(/squid:release +promote/);
    on(made, second);
    const { log } = await push(made);
    expect({ log, registry }).toMatchObject({ log: expect.stringMatching(/squid:release +promote +tested in a merge queue/) });
    expect(builder.calls()).toEqual([]);
    expect(await released(made)).toEqual([digest, digest]);
  });

  test("a group that touches no image is green at once, and has no jobs", async () => {
    const made = await makeProposed(squid);
    const base = on(made, made.pull.base);
    made.project.repository.commit({ "docs/words.md": "another pull request\n" });
    const before = await byInputs(made);
    const { status, log, outputs } = await group(made, base);
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringContaining("nothing to do") });
    expect(outputs["matrix"]).toBe('{"include":[]}');
    expect(await byInputs(made)).toEqual(before);
  });
});

/** Timestamps tell minutes apart. */
async function nextMinute(): Promise<void> {
  await new Promise((done) => setTimeout(done, 60_500 - (Date.now() % 60_000)));
}

describe("the merged pull request's comment", () => {
  /** A run for the push, as on GitHub: it can be asked, and knows which pull request the commit came from. */
  async function pushed({ project, pull }: Proposed) {
    const head = project.repository.head();
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    github.branches.set("main", head);
    const { comments = [] } = github.pulls.get(number) ?? {};
    github.pulls.set(number, { state: "closed", merged: true, head: pull.head, comments, mergedAs: head });
    const { status, log } = await project.push({ env: github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    return (github.pulls.get(number)?.comments ?? []).map(({ body }) => body);
  }

  test("says that the image is the one that was tested in it", async () => {
    const made = await makeProposed(squid);
    made.project.repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const [comment = "", ...more] = await pushed(made);
    expect(more).toEqual([]);
    expect(comment).toContain(`**Merged in \`${made.pull.merge.slice(0, 7)}\`, and published**`);
    expect(comment).toContain(
      `| squid | \`release\` | \`${made.digest.slice(0, 15)}\` | the image tested in this pull request, byte for byte |`,
    );
  });

  test("says that it was built again, and why", async () => {
    const made = await makeProposed(squid);
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const [comment = ""] = await pushed(made);
    expect(comment).toMatch(
      /\| squid \| `release` \| `sha256:[0-9a-f]{8}` \| built again, and tested: changed since .*there is no candidate of it/,
    );
  });

  test("of one with the same change that is still open: is left as it is", async () => {
    const made = await makeProposed(squid);
    const before = github.pulls.get(number)?.comments.map(({ body }) => body);
    const { project, pull } = made;
    project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    github.branches.set("main", pull.merge);
    const { status, log } = await project.push({ env: github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(github.pulls.get(number)?.comments.map(({ body }) => body)).toEqual(before);
  });
});

describe("otherwise it is built and tested again, and the reason is in print", () => {
  test("another merge changed its inputs", async () => {
    const made = await makeProposed(squid);
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const { status, log } = await push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +changed since .*; there is no candidate of it, on base:release/);
    expect(builder.calls().filter((call) => call.includes("bake"))).toHaveLength(1); // so it would be seen above
    expect((await released(made)).includes(made.digest)).toBe(false);
  });

  test("its base was published anew since", async () => {
    const made = await makeProposed(squid);
    const { repository, registry } = { ...made.project };
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    expect((await made.project.weekly({ inputs: { only: "base:*" } })).status).toBe(0);
    const { status, log } = await push(made);
    expect({ status, log, registry }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +.*its candidate was not built on base:release as it is now/);
  });

  test("only its tests changed: it is tested again, and published without a build", async () => {
    const made = await makeProposed(squid);
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
    repository.commit({ ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[grep, proposed, /squid]") });
    const { status, log } = await push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(new RegExp(`squid:release +test +its tests changed: the candidate in #${number} is tested again`));
    expect(builder.calls()).toEqual([]);
    expect(await released(made)).toEqual([made.digest, made.digest]);
  });

  test("and where it then fails, nothing of it is published", async () => {
    const made = await makeProposed(squid);
    const before = await released(made);
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
    repository.commit({ ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[grep, nowhere, /squid]") });
    const { status } = await push(made);
    expect(status).toBe(1);
    expect(await released(made)).toEqual(before);
  });

  test("promotion: never", async () => {
    const made = await makeProposed((registry) => squid(registry));
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
    repository.commit({ ".github/tagstream.yml": `${configuration}\npromotion: never\n` });
    const { status, log } = await push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +changed since .*; promotion: never/);
  });
});

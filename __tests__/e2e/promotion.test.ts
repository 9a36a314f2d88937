/**
 * A merge publishes the very image that its pull request tested, or builds again and says why.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import type { Project } from "../support/project.ts";
import { type Proposed, promotionSetting } from "../support/promotions.ts";
import { tagsOf } from "../support/registry-check.ts";

const setting = promotionSetting();

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
    const made = await setting.proposeSquid();
    merge(made, made.project);
    const { status, log, summary, outputs } = await setting.push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(new RegExp(`squid:release +promote +tested in #${made.number}, under an hour old`));
    expect(setting.builder.calls()).toEqual([]);
    expect(await setting.released(made)).toEqual([made.digest, made.digest]);
    expect(outputs["digests"]).toContain(made.digest);
    expect(summary).toContain("promoted, byte for byte");
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
  const made = await setting.propose(
    (host) => ({ "base/Dockerfile": `FROM ${host}/outside:1\nRUN echo anew > /base\n` }),
    outside,
  );
  const { project, second, pull } = made;
  const images = ["base", "squid", "xcache"];
  const shown = (tag: string, place = project.registry) =>
    Promise.all(images.map(async (image) => (await tagsOf(`${place}/${image}`))[tag]));
  const proposed = await shown(`rc.release.pr-${made.number}`);
  project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
  const { status, log } = await setting.push(made);
  expect({ status, log }).toMatchObject({ status: 0 });
  for (const image of images) expect(log).toMatch(new RegExp(`${image}:release +promote +tested in #${made.number}`));
  expect(setting.builder.calls()).toEqual([]);
  expect(proposed).toEqual(images.map(() => expect.stringMatching(/^sha256:/)));
  expect([await shown("release"), await shown("release", second)]).toEqual([proposed, proposed]);
  const again = await setting.push(made);
  for (const image of images) expect(again.log).toMatch(new RegExp(`${image}:release +leave +up to date`));
});

describe("otherwise it is built and tested again, and the reason is in print", () => {
  test("another merge changed its inputs", async () => {
    const made = await setting.proposeSquid();
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const { status, log } = await setting.push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +changed since .*; it has no candidate, on the published base:release/);
    expect(setting.builder.calls().filter((call) => call.includes("bake"))).toHaveLength(1); // so it would be seen above
    expect((await setting.released(made)).includes(made.digest)).toBe(false);
  });

  test("its base was published anew since", async () => {
    const made = await setting.proposeSquid();
    const { repository, registry } = { ...made.project };
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    expect((await made.project.weekly({ inputs: { only: "base:*" } })).status).toBe(0);
    const { status, log } = await setting.push(made);
    expect({ status, log, registry }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +.*its candidate was not built on the current base:release/);
  });

  test("only its tests changed; retesting it, and published without a build", async () => {
    const made = await setting.proposeSquid();
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
    repository.commit({ ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[grep, proposed, /squid]") });
    const { status, log } = await setting.push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(new RegExp(`squid:release +test +its tests changed; retesting the candidate built in #${made.number}`));
    expect(setting.builder.calls()).toEqual([]);
    expect(await setting.released(made)).toEqual([made.digest, made.digest]);
  });

  test("and where it then fails, nothing of it is published", async () => {
    const made = await setting.proposeSquid();
    const before = await setting.released(made);
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
    repository.commit({ ".github/tagstream.yml": configuration.replace("[test, -e, /squid]", "[grep, nowhere, /squid]") });
    const { status } = await setting.push(made);
    expect(status).toBe(1);
    expect(await setting.released(made)).toEqual(before);
  });

  test("promotion: never", async () => {
    const made = await setting.proposeSquid();
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const configuration = repository.git("show", "HEAD:.github/tagstream.yml");
    repository.commit({ ".github/tagstream.yml": `${configuration}\npromotion: never\n` });
    const { status, log } = await setting.push(made);
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +changed since .*; promotion: never/);
  });
});

describe("the merged pull request's comment", () => {
  /** A run for the push, as on GitHub: it can be asked, and knows which pull request the commit came from. */
  async function pushed({ project, pull, number }: Proposed) {
    const head = project.repository.head();
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    setting.github.branches.set("main", head);
    const { comments = [] } = setting.github.pulls.get(number) ?? {};
    setting.github.pulls.set(number, { state: "closed", merged: true, head: pull.head, comments, mergedAs: head });
    const { status, log } = await project.push({ env: setting.github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    return (setting.github.pulls.get(number)?.comments ?? []).map(({ body }) => body);
  }

  test("says that the image is the one that was tested in it", async () => {
    const made = await setting.proposeSquid();
    made.project.repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const [comment = "", ...more] = await pushed(made);
    expect(more).toEqual([]);
    expect(comment).toContain(`**Merged in \`${made.pull.merge.slice(0, 7)}\`, and published**`);
    expect(comment).toContain(
      `| squid | \`release\` | \`${made.digest.slice(0, 15)}\` | the image tested in this pull request, byte for byte |`,
    );
  });

  test("says that it was built again, and why", async () => {
    const made = await setting.proposeSquid();
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const [comment = ""] = await pushed(made);
    expect(comment).toMatch(
      /\| squid \| `release` \| `sha256:[0-9a-f]{8}` \| built again and tested: changed since .*it has no candidate/,
    );
  });

  test("of one with the same change that is still open: is left as it is", async () => {
    const made = await setting.proposeSquid();
    const before = setting.github.pulls.get(made.number)?.comments.map(({ body }) => body);
    const { project, pull } = made;
    project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    setting.github.branches.set("main", pull.merge);
    const { status, log } = await project.push({ env: setting.github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(setting.github.pulls.get(made.number)?.comments.map(({ body }) => body)).toEqual(before);
  });
});

/**
 * Versions of several images, and of one that is built on another.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject } from "../support/project.ts";
import { propose } from "../support/pull-request.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import {
  aBuildOrPush,
  makeInTwo,
  makeVersioned,
  oneImage,
  pushTag,
  succeed,
  tagsInBoth,
  versionsOf,
} from "../support/version.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

describe("a candidate", () => {
  test("of a merge that is not published yet is what the version is", async () => {
    const made = await makeVersioned({
      ...movingTag,
      ".github/tagstream.yml": `versions: {}\n${movingTag[".github/tagstream.yml"]?.replace("[REGISTRY]", "[REGISTRY, SECOND]")}`,
    });
    const { project } = made;
    const before = await tagsInBoth(made, "base");
    const change = {
      "squid/Dockerfile": `FROM ${project.registry}/base:release\nRUN cat /base > /squid && echo more >> /squid\n`,
    };
    const pull = propose(project.repository, change, 901);
    github.pulls.set(901, { state: "open", merged: false, head: pull.head, comments: [] });
    await succeed(project.step({ ...pull.step, env: { ...pull.step.env, ...github.env }, inputs: { token: "t" } }));
    const candidate = (await tagsOf(`${project.registry}/squid`))["rc.release.pr-901"];
    const { log } = await succeed(pushTag(project, "v1.4.2"));
    expect(log).toMatch(/squid:release +promote +tested in #901, under an hour old/);
    expect(log).not.toMatch(aBuildOrPush);
    expect(versionsOf(await tagsInBoth(made, "squid"))).toEqual({ "1.4.2": candidate, "1.4": candidate, "1": candidate });
    const base = before["release"];
    expect(await tagsInBoth(made, "base")).toEqual({ ...before, "1.4.2": base, "1.4": base, "1": base });
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    await succeed(project.push());
    expect((await tagsInBoth(made, "squid"))["release"]).toBe(candidate);
  });
});

describe("several images", () => {
  const monorepo: Files = {
    ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false }
matrix: { series: ["24", "25"] }
versions: { git-tag: "{image}-v{version}" }
images:
  base: { context: base, versions: false }
  squid: { context: squid, base: base }
  xcache: { context: xcache, matrix: false, versions: { git-tag: "cache@{version}" } }
`,
    "base/Dockerfile": "FROM busybox:1.36\nCOPY text /base\n",
    "base/text": "base 1\n",
    "squid/Dockerfile": "ARG series\nFROM REGISTRY/base:24-release\nCOPY text /squid\n",
    "squid/text": "squid 1\n",
    "xcache/Dockerfile": "FROM busybox:1.36\nRUN echo > /xcache\n",
  };
  monorepo["squid/Dockerfile"] = "FROM base\nCOPY text /squid\n";

  test("each on git tags of its own, with its variants; a base goes along where it has to", async () => {
    const made = await makeVersioned(monorepo);
    const { project } = made;
    const squid = await tagsInBoth(made, "squid");
    await succeed(pushTag(project, "squid-v1.4.2"));
    const expected = Object.fromEntries(
      ["24", "25"].flatMap((series) =>
        ["1.4.2", "1.4", "1"].map((version) => [`${series}-${version}`, squid[`${series}-release`]]),
      ),
    );
    expect(versionsOf(await tagsInBoth(made, "squid"))).toEqual(expected);
    await succeed(pushTag(project, "cache@2.0.0"));
    const xcache = await tagsInBoth(made, "xcache");
    expect(versionsOf(xcache)).toEqual({ "2.0.0": xcache["release"], "2.0": xcache["release"], "2": xcache["release"] });
    expect(versionsOf(await tagsInBoth(made, "squid"))).toEqual(expected);

    // An older line, with another base than the one that is published: both are built, and the base gets no tag.
    const base = await tagsInBoth(made, "base");
    project.repository.git("checkout", "--quiet", "-b", "old");
    project.repository.commit({ "base/text": "base of the old line\n" });
    const { log } = await succeed(pushTag(project, "squid-v1.3.9"));
    expect(log).toMatch(/base:24-release +build +squid:24-release builds on it, and the published image has other inputs/);
    expect(await tagsInBoth(made, "base")).toEqual(base);
    const after = versionsOf(await tagsInBoth(made, "squid"));
    expect(after).toEqual({ ...expected, ...pick(after, ["24-1.3.9", "24-1.3", "25-1.3.9", "25-1.3"]) });
    expect(after["24-1.3"]).toBe(after["24-1.3.9"]);
  });

  // Which git tags are versions of which images: __tests__/core/versions/version.test.ts.
  test.each(["v1.4.2", "base-v1.4.2"])("the git tag %s is of none of them, and nothing is done", async (gitTag) => {
    const { project } = makeInTwo(monorepo);
    const { log, outputs, summary } = await succeed(pushTag(project, gitTag));
    const why = `Nothing to do: the git tag ${gitTag} is not a version of any image: the configuration expects`;
    expect([log, summary]).toEqual([expect.stringContaining(why), expect.stringContaining(why)]);
    expect(outputs).toMatchObject({ matrix: '{"include":[]}', changed: "false" });
    expect(outputs["plan"]).toBeUndefined();
  });

  test("without `versions` a git tag publishes nothing; build metadata is an error", async () => {
    const project = makeProject({
      ...oneImage,
      ".github/tagstream.yml": "registries: [REGISTRY]\ndefaults: { packages: false }\nimages: { app: { context: app } }\n",
    });
    expect((await succeed(pushTag(project, "v1.4.2"))).log).toContain("the configuration has no `versions`");
    const { status, annotations } = await pushTag(makeInTwo(oneImage).project, "v1.4.2+5");
    expect({ status, message: annotations[0]?.message }).toMatchObject({
      status: 1,
      message: expect.stringContaining('has build metadata, "+5"'),
    });
  });
});

const pick = (all: Record<string, string>, names: string[]) => Object.fromEntries(names.map((name) => [name, all[name]]));

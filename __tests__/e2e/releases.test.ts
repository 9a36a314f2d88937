/**
 * The story of a project's releases, in two registries: each test is its next chapter.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { labelsOf, manifestOf } from "../support/registry-check.ts";
import { green, named, Story } from "../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await Story.begin({
    ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false }
streams:
  edge: {}
  release: { from: { tag: "v{version}" } }
versions: { stream: release }
images:
  app:
    context: app
    tests: [{ script: test.sh }]
`,
    "app/Dockerfile": "FROM BUSYBOX\nCOPY version /version\n",
    "app/version": "1.4.0\n",
    "test.sh": '#!/bin/sh\ndocker run --rm --network none "$TAGSTREAM_IMAGE" cmp /version /version\n',
  });
});
afterAll(() => story.end());

const app = (version: string) => ({ "app/version": `${version}\n` });
const contents = (tag: string) => story.contents("app", tag, "/version");
const annotations = async (tag: string) => (await manifestOf(`${story.places[1]}/app`, tag)).content.annotations ?? {};
test("a release tag on a commit that edge has published: those very bytes in both registries, without a build", async () => {
  await green(story.pushed("main"));
  const { edge } = await story.tags("app");
  story.tag("v1.4.0", "main");
  const ended = await green(story.pushed("refs/tags/v1.4.0"));
  expect(ended.builds).toBe(0);
  expect(ended.log).toMatch(
    /app:release +v1\.4\.0@[0-9a-f]{7} +promote +same inputs as app:edge \d{8}-\d{4}, tested and published/,
  );
  expect(named(await story.tags("app"))).toEqual({ edge, release: edge, "1.4.0": edge, "1.4": edge, "1": edge });
});

test("on one that no stream has published: built once, and the same bytes everywhere", async () => {
  const commit = story.land("main", app("1.4.1"));
  story.tag("v1.4.1", commit);
  const before = await story.tags("app");
  const ended = await green(story.pushed("refs/tags/v1.4.1"));
  expect(ended.log).toMatch(/build +changed since \d{8}-\d{4}; new version 1\.4\.1; it has no candidate$/m);
  expect(ended.builds).toBe(1);
  const { edge, release, ...rest } = named(await story.tags("app"));
  expect(edge).toBe(before["edge"]);
  expect(release).not.toBe(edge);
  expect(rest).toEqual({ "1.4.0": edge, "1.4.1": release, "1.4": release, "1": release });
});

test("the weekly run rebuilds the newest release while main has moved on", async () => {
  const tagged = story.repository.git("rev-parse", "v1.4.1");
  const main = story.land("main", app("main, not released"));
  const before = await story.tags("app");
  const ended = await green(story.weekly());
  expect(ended.summary).toContain(`| app | \`release\` | \`v1.4.1@${tagged.slice(0, 7)}\` | `);
  const { release } = await story.tags("app");
  expect(release).not.toBe(before["release"]);
  expect([await contents("release"), await contents("edge")]).toEqual(["1.4.1", "main, not released"]);
  expect(await annotations("release")).toMatchObject({
    "io.github.tagstream.version": "1.4.1",
    "org.opencontainers.image.revision": tagged,
  });
  expect(await labelsOf(`${story.places[1]}/app`, "edge")).toMatchObject({ "org.opencontainers.image.revision": main });
});

test("a pre-release, a patch of an older line, and a git tag on another branch", async () => {
  const before = await story.tags("app");
  story.tag("v1.5.0-rc.1", story.land("main", app("1.5.0-rc.1")));
  await green(story.pushed("refs/tags/v1.5.0-rc.1"));
  const now = named(await story.tags("app"));
  expect(now).toEqual({ ...named(before), "1.5.0-rc.1": now["1.5.0-rc.1"] });
  expect(await contents("1.5.0-rc.1")).toBe("1.5.0-rc.1");

  story.repository.git("branch", "1.3-stable", "v1.4.0");
  story.tag("v1.3.1", story.land("1.3-stable", app("1.3.1")));
  const patch = await green(story.pushed("refs/tags/v1.3.1"));
  expect(patch.summary).toMatch(/^\| app \| `1\.3\.1` \| `v1\.3\.1@/m);
  const patched = named(await story.tags("app"));
  expect(patched).toEqual({ ...now, "1.3.1": patched["1.3"], "1.3": patched["1.3.1"] });
  expect(await contents("1.3")).toBe("1.3.1");

  story.repository.git("branch", "hotfix", "v1.4.1");
  story.tag("v1.4.2", story.land("hotfix", app("1.4.2")));
  await green(story.pushed("refs/tags/v1.4.2"));
  const { release, ...rest } = named(await story.tags("app"));
  expect({ ...rest, release }).toEqual({ ...patched, release, "1.4.2": release, "1.4": release, "1": release });
  expect(release).not.toBe(patched["release"]);
  expect(await contents("release")).toBe("1.4.2");
});

test("a deleted git tag: the run is red with a command, and that very command rolls back", async () => {
  const before = await story.tags("app");
  story.deleteTag("v1.4.2");
  const red = await story.weekly();
  expect(red.status).toBe(1);
  const [, command = ""] = /`(tagstream rollback [^`]+)`/.exec(red.log) ?? [];
  const after = await story.tags("app");
  expect([after["release"], await contents("release")]).toEqual([before["release"], "1.4.2"]);
  expect(after["edge"]).not.toBe(before["edge"]);
  const typed = await story.type(command);
  expect(typed).toMatchObject({ status: 0 });
  expect(await contents("release")).toBe("1.4.1");
  expect((await story.tags("app"))["1.4.2"]).toBe(before["1.4.2"]);
});

test("a new release during the hold is published, and shown once the hold ends", async () => {
  const held = await story.tags("app");
  story.tag("v1.4.3", story.land("main", app("1.4.3")));
  const ended = await green(story.pushed("refs/tags/v1.4.3"));
  expect(ended.summary).toMatch(/`app:release` stays; the new image is `release-[-0-9]+`, `1\.4\.3`, `1\.4`, `1` in /);
  const now = await story.tags("app");
  const { "1.4.3": version } = now;
  expect(now["release"]).toBe(held["release"]);
  expect(named(now)).toEqual({ ...named(held), "1.4.3": version, "1.4": version, "1": version });
  expect(Object.entries(now).filter(([tag, digest]) => /^release-/.test(tag) && digest === version)).toHaveLength(1);
  expect(await contents("1.4.3")).toBe("1.4.3");

  const resumed = await green(story.dispatch({ command: "resume", only: "app:release" }));
  expect(resumed.builds).toBe(0);
  expect((await story.tags("app"))["release"]).toBe(version);
});

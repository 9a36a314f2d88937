import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, releaseRuns, releasing, said } from "../../support/release-runs.ts";

afterAll(removeFolders);

const weekly = { name: "schedule" };

describe("the push of a release's git tag", () => {
  test("on a commit that edge has published gives release those very bytes, and the version tags", async () => {
    const made = releaseRuns();
    await made.on(pushTo(made));
    made.tag("v1.4.2");
    made.days(1);
    const ended = await made.on(pushOf(made, "v1.4.2"));
    expect(decisions(ended)).toEqual({
      "app:release": expect.stringMatching(/^promote: same inputs as app:edge 20261123-0617, tested and published/),
      "app:next": expect.stringMatching(/^promote: same inputs as app:edge 20261123-0617, tested and published/),
    });
    expect(ended.status).toBe(0);
    const { edge, release, next, ...rest } = made.tags();
    expect([release, next]).toEqual([edge, edge]);
    expect(made.built).toHaveLength(1);
    expect(Object.keys(rest).sort()).toEqual([
      "1",
      "1.4",
      "1.4.2",
      "edge-20261123-0617",
      "next-20261124-0617",
      "release-20261124-0617",
      "vm.next-20261124-0617.1.4.2",
      "vm.release-20261124-0617.1.4.2",
    ]);
    expect(new Set(Object.values(rest))).toEqual(new Set([edge]));
  });
});

test("on a commit that no stream has published: built once, and the stream and the version get it", async () => {
  const made = releaseRuns();
  await made.on(pushTo(made));
  const commit = made.land("main", { "app/version": "two\n" });
  made.tag("v1.4.2", commit);
  made.days(1);
  const ended = await made.on(pushOf(made, "v1.4.2"));
  expect(decisions(ended)["app:release"]).toMatch(/^build: not published yet; new version 1\.4\.2; .*it has no candidate$/);
  expect(ended.status).toBe(0);
  const { edge, release, "1.4.2": version } = made.tags();
  expect(release).not.toBe(edge);
  expect(version).toBe(release);
  expect(made.registry.annotationsOf("one.example.org/osg/app", "release")).toMatchObject({
    "io.github.tagstream.version": "1.4.2",
    "io.github.tagstream.intent": "release",
    "org.opencontainers.image.revision": commit,
  });
  expect(Object.keys(made.tags()).filter((tag) => tag.startsWith("vm."))).toEqual([]);
});

test.each(["workflow_dispatch", "release"])("%s means the push of its tag", async (name) => {
  const made = releaseRuns();
  await made.on(pushTo(made));
  made.tag("v1.4.2");
  const ended = await made.on(pushOf(made, "v1.4.2", name));
  expect([ended.status, made.tags()["release"], made.tags()["1.4.2"]]).toEqual([0, made.tags()["edge"], made.tags()["edge"]]);
});

test("a re-run, and a weekly run before it, do not do it twice", async () => {
  const made = releaseRuns();
  made.tag("v1.4.2");
  await made.on(weekly);
  made.days(1);
  const ended = await made.on(pushOf(made, "v1.4.2"));
  expect(decisions(ended)).toEqual({
    "app:release": "promote: same inputs as 20261123-0617, which is tested and published",
    "app:next": "leave: up to date",
  });
  expect(made.tags()["1.4.2"]).toBe(made.tags()["release"]);
  const before = made.tags();
  const again = await made.on(pushOf(made, "v1.4.2"));
  expect(Object.values(decisions(again))).toEqual(["leave: up to date; 1.4.2 is already published", "leave: up to date"]);
  expect(made.tags()).toEqual(before);
});

test("a pre-release reaches the streams that count pre-releases, and its version tag", async () => {
  const made = releaseRuns();
  made.tag("v1.4.2");
  await made.on(weekly);
  made.days(1);
  const old = made.tags();
  made.tag("v1.5.0-rc.1", made.land("main", { "app/version": "rc\n" }));
  const ended = await made.on(pushOf(made, "v1.5.0-rc.1"));
  expect(ended.status).toBe(0);
  const now = made.tags();
  expect(now["release"]).toBe(old["release"]);
  expect(now["next"]).not.toBe(old["next"]);
  expect(now["1.5.0-rc.1"]).toBeDefined();
  expect(Object.keys(now)).not.toContain("1.5");
});

test("a patch of an older line gets version tags from its own commit, and the stream stays", async () => {
  const made = releaseRuns();
  const old = made.land("main", { "app/version": "1.3.0\n" });
  made.tag("v1.4.2", made.land("main", { "app/version": "1.4.2\n" }));
  await made.on(weekly);
  const before = made.tags();
  made.days(1);
  made.repository.git("branch", "1.3-stable", old);
  const patch = made.land("1.3-stable", { "app/version": "1.3.1\n" });
  made.tag("v1.3.1", patch);
  const ended = await made.on(pushOf(made, "v1.3.1"));
  expect(ended.status).toBe(0);
  expect(decisions(ended)["app:release"]).toMatch(/^build: new version 1\.3\.1; /);
  expect(ended.plan?.units.find(({ name }) => name === "app:release")).toMatchObject({
    purposes: ["versions"],
    source: { ref: "refs/tags/v1.3.1", commit: patch, version: "1.3.1" },
  });
  const { "1.3.1": whole, "1.3": minor, "1": major, ...rest } = made.tags();
  expect(rest).toEqual(before);
  expect([whole, minor, major]).toEqual([whole, whole, whole]);
  expect(made.registry.annotationsOf("one.example.org/osg/app", "1.3.1")["org.opencontainers.image.revision"]).toBe(patch);
});

test("a tag on another branch counts by its version, and main's work is not in it", async () => {
  const made = releaseRuns();
  made.repository.git("branch", "1.3-stable");
  const commit = made.land("1.3-stable", { "app/version": "hotfix\n" });
  made.land("main", { "app/version": "unreleased\n" });
  made.tag("v1.4.3", commit);
  await made.on(pushOf(made, "v1.4.3"));
  expect(made.registry.annotationsOf("one.example.org/osg/app", "release")["org.opencontainers.image.revision"]).toBe(commit);
});

describe("nothing to do, in words", () => {
  test("a git tag that matches nothing", async () => {
    const made = releaseRuns();
    made.tag("nightly");
    const ended = await made.on(pushOf(made, "nightly"));
    expect([ended.status, ended.plan]).toEqual([0, undefined]);
    expect(said(ended)).toContain("the git tag nightly is the newest release of no stream (release: v{version}");
  });

  test("an older release, where no image has versions", async () => {
    const made = releaseRuns(releasing.replace("versions: { stream: release }\n", ""));
    made.tag("v1.3.0");
    made.tag("v1.4.0");
    const ended = await made.on(pushOf(made, "v1.3.0"));
    expect(said(ended)).toContain("the git tag v1.3.0 is the newest release of no stream");
  });

  test("a git tag that was deleted since", async () => {
    const made = releaseRuns();
    made.tag("v1.4.2");
    const event = pushOf(made, "v1.4.2");
    made.repository.git("push", "--quiet", "origin", ":v1.4.2");
    const ended = await made.on(event);
    expect([ended.status, ended.plan]).toEqual([0, undefined]);
    expect(said(ended)).toContain("the git tag v1.4.2 no longer exists");
  });

  test("a push to a branch that no stream comes from", async () => {
    const made = releaseRuns();
    made.repository.git("branch", "feature");
    made.land("feature", { "app/version": "x\n" });
    const ended = await made.on(pushTo(made, "feature"));
    expect([ended.status, ended.plan]).toEqual([0, undefined]);
    expect(said(ended)).toContain("no stream comes from the branch feature (release: v{version}, ");
    expect(said(ended)).toContain("give one &#96;from: { branch: feature }&#96;, or leave the branch out");
    expect(made.repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });
});

test("without streams from git tags, a git tag gives versions alone, as its own commit configures them", async () => {
  const made = releaseRuns("registries: [one.example.org/osg]\nversions: {}\nimages: { app: { context: app } }\n");
  made.tag("v1.4.2");
  made.land("main", { ".github/tagstream.yml": "registries: [one.example.org/osg]\nimages: { app: { context: app } }\n" });
  const ended = await made.on(pushOf(made, "v1.4.2"));
  expect(ended.status).toBe(0);
  expect(ended.plan).toMatchObject({ intent: "version", gitTag: "v1.4.2", commit: made.repository.git("rev-parse", "v1.4.2") });
  expect(ended.plan?.units[0]).not.toHaveProperty("source");
  expect(ended.plan?.units[0]).not.toHaveProperty("purposes");
  expect(Object.keys(made.tags()).sort()).toEqual(["1", "1.4", "1.4.2"]);
});

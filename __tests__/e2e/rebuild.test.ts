/** @needs engine */
import { afterAll, describe, expect, test } from "@jest/globals";
import { movingTag, twoPlatforms } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { labelsOf, manifestOf, platformsOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const stamped = expect.stringMatching(/^release-\d{8}-\d{4}(-\d\d)?$/);

describe("the weekly run", () => {
  test("builds, tests and publishes; a second one gives new timestamps and moves the streams", async () => {
    const { registry, repository, weekly } = makeProject(movingTag);
    const first = await weekly();
    expect(first).toMatchObject({ status: 0, annotations: [] });
    const after = await Promise.all(["base", "squid", "xcache"].map((image) => tagsOf(`${registry}/${image}`)));
    for (const tags of after) {
      expect(Object.keys(tags)).toEqual(["latest", "release", stamped]);
      expect(new Set(Object.values(tags)).size).toBe(1);
    }
    expect(first.outputs["changed"]).toBe("true");
    expect(first.outputs["revision"]).toBe(repository.head());
    expect(JSON.parse(first.outputs["digests"] ?? "")).toEqual({
      "base:release": after[0]?.["release"],
      "squid:release": after[1]?.["release"],
      "xcache:release": after[2]?.["release"],
    });
    expect(first.outputs["tags"]?.split("\n")).toContain(`${registry}/squid:latest`);
    expect(first.summary).toContain("squid");

    const second = await weekly();
    expect(second.status).toBe(0);
    for (const [index, image] of ["base", "squid", "xcache"].entries()) {
      const tags = await tagsOf(`${registry}/${image}`);
      const stamps = Object.keys(tags).filter((tag) => /\d{8}/.test(tag));
      expect(stamps).toHaveLength(2);
      const [old, young] = stamps.toSorted();
      expect(tags[old ?? ""]).toBe(after[index]?.["release"]); // still there to go back to
      expect(tags["release"]).toBe(tags[young ?? ""]);
      expect(tags["latest"]).toBe(tags["release"]);
      expect(tags["release"]).not.toBe(after[index]?.["release"]);
    }
  });

  test("says of every image what it is made of, and nothing of the run's secrets", async () => {
    const { registry, repository, weekly } = makeProject(movingTag);
    const { status, outputs } = await weekly({ env: { GITHUB_RUN_ID: "4242" } });
    expect(status).toBe(0);
    const { content } = await manifestOf(`${registry}/squid`, "release");
    const built = Object.keys(await tagsOf(`${registry}/squid`))
      .find((tag) => /\d{8}/.test(tag))
      ?.replace("release-", "");
    expect(content.annotations).toMatchObject({
      "io.github.tagstream.built": built,
      "io.github.tagstream.run": "4242",
      "io.github.tagstream.inputs": expect.stringMatching(/^[a-f0-9]{64}$/),
      "io.github.tagstream.tests": expect.stringMatching(/^[a-f0-9]{64}$/),
      "org.opencontainers.image.revision": repository.head(),
    });
    expect(await labelsOf(`${registry}/squid`, "release")).toMatchObject({
      "org.opencontainers.image.source": "https://github.com/osg/images",
      "org.opencontainers.image.revision": repository.head(),
      "org.opencontainers.image.base.digest": JSON.parse(outputs["digests"] ?? "")["base:release"],
    });
  });

  test("two platforms, each tested as it is; the exemption shows in plan and summary", async () => {
    const { registry, weekly } = makeProject(twoPlatforms);
    const { status, log, summary } = await weekly();
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(await platformsOf(`${registry}/service`, "release")).toEqual(["linux/amd64", "linux/arm64"]);
    expect(summary).toMatch(/arm64 ✓/);
    expect(log).toContain(`not tested on arm64: "on amd64 alone" of service`);
    expect(summary).toContain("on amd64 alone");
  });

  test("`only` takes what it names; a pattern that names nothing is an error", async () => {
    const { registry, weekly } = makeProject(movingTag);
    expect((await weekly()).status).toBe(0);
    const before = await tagsOf(`${registry}/base`);
    expect((await weekly({ inputs: { only: "squid:*" } })).status).toBe(0);
    expect(Object.keys(await tagsOf(`${registry}/squid`))).toHaveLength(4);
    expect(await tagsOf(`${registry}/base`)).toEqual(before);
    const wrong = await weekly({ inputs: { only: "sqiud" } });
    expect(wrong.status).toBe(1);
    expect(wrong.log).toContain('no unit matches "sqiud"');
  });

  test("dry-run says what would happen, and does nothing", async () => {
    const { registry, weekly } = makeProject(movingTag);
    const { status, log } = await weekly({ inputs: { "dry-run": "true" } });
    expect(status).toBe(0);
    expect(log).toMatch(/squid:release +build +scheduled rebuild, on base:release/);
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
  });
});

describe("one unit's failure leaves the others' results intact, and the run red", () => {
  test("a child's Dockerfile is broken", async () => {
    const { registry, weekly } = makeProject({ ...movingTag, "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN exit 3\n" });
    const { status, summary, log } = await weekly();
    expect({ status, log }).toMatchObject({ status: 1 });
    expect(Object.keys(await tagsOf(`${registry}/base`))).toHaveLength(3);
    expect(Object.keys(await tagsOf(`${registry}/xcache`))).toHaveLength(3);
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
    expect(summary).toContain("2 of 3");
  });

  test("a child's test fails: built, and given no tag", async () => {
    const files: Files = { ...movingTag };
    files[".github/tagstream.yml"] = (files[".github/tagstream.yml"] ?? "").replace(
      "[test, -e, /squid]",
      "[sh, -c, 'echo no squid here; exit 7']",
    );
    const { registry, weekly } = makeProject(files);
    const { status, summary } = await weekly();
    expect(status).toBe(1);
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
    expect(Object.keys(await tagsOf(`${registry}/xcache`))).toHaveLength(3);
    expect(summary).toContain("no squid here");
  });

  test("the base fails: what is on it is not built, others are", async () => {
    const files: Files = {
      ...movingTag,
      "base/Dockerfile": "FROM busybox:1.36\nRUN exit 3\n",
      "alone/Dockerfile": "FROM busybox:1.36\n",
    };
    files[".github/tagstream.yml"] += "  alone: { context: alone }\n";
    const { registry, weekly } = makeProject(files);
    const { status, summary } = await weekly();
    expect(status).toBe(1);
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
    expect(Object.keys(await tagsOf(`${registry}/alone`))).toHaveLength(3);
    expect(summary).toContain("1 of 4");
  });

  test("a unit that is not required may fail in a green run", async () => {
    const files: Files = { ...movingTag, "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN exit 3\n" };
    files[".github/tagstream.yml"] = (files[".github/tagstream.yml"] ?? "").replace(
      "squid: { context",
      "squid: { required: false, context",
    );
    const { registry, weekly } = makeProject(files);
    expect((await weekly()).status).toBe(0);
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
  });
});

describe("a re-run converges", () => {
  test("what the first attempt published is not built again, and its timestamp is taken over", async () => {
    const { registry, repository, weekly } = makeProject({
      ...movingTag,
      "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN test -e /ready\n",
    });
    const env = { GITHUB_RUN_ID: "99" };
    expect((await weekly({ env })).status).toBe(1);
    const published = await tagsOf(`${registry}/base`);
    // The same commit, and a world that has changed: here the base's own content stands for it.
    repository.commit({ "squid/Dockerfile": `FROM ${registry}/base:release\nRUN cat /base > /squid\n` });
    repository.git("push", "--quiet", "origin", "main");
    const again = await weekly({ env: { ...env, GITHUB_RUN_ATTEMPT: "2" } });
    expect({ status: again.status, log: again.log }).toMatchObject({ status: 0 });
    expect(again.log).toMatch(/base:release +leave +this run already published it/);
    expect(await tagsOf(`${registry}/base`)).toEqual(published);
    expect(Object.keys(await tagsOf(`${registry}/squid`))).toEqual(Object.keys(published));
  });
});

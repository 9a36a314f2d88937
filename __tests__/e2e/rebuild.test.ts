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
  const { registry, repository, weekly } = makeProject(movingTag);
  const images = ["base", "squid", "xcache"];
  const published = () => Promise.all(images.map((image) => tagsOf(`${registry}/${image}`)));

  test("builds, tests and publishes", async () => {
    const first = await weekly({ env: { GITHUB_RUN_ID: "4242" } });
    expect(first).toMatchObject({ status: 0, annotations: [] });
    const after = await published();
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
  });

  test("says of every image what it is made of, and nothing of the run's secrets", async () => {
    const [base, squid] = await published();
    const { content } = await manifestOf(`${registry}/squid`, "release");
    const built = Object.keys(squid ?? {})
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
      "org.opencontainers.image.base.digest": base?.["release"],
    });
  });

  test("a second one gives a new timestamp and moves the stream; `only` takes what it names", async () => {
    const [base, squid = {}, xcache] = await published();
    expect((await weekly({ inputs: { only: "squid:*" } })).status).toBe(0);
    const [baseAfter, tags = {}, xcacheAfter] = await published();
    expect([baseAfter, xcacheAfter]).toEqual([base, xcache]);
    const [old = "", young = "", ...more] = Object.keys(tags)
      .filter((tag) => /\d{8}/.test(tag))
      .toSorted();
    expect(more).toEqual([]);
    expect(tags[old]).toBe(squid["release"]); // still there to go back to
    expect(tags).toEqual({ latest: tags[young], release: tags[young], [old]: squid["release"], [young]: tags[young] });
    expect(tags["release"]).not.toBe(squid["release"]);
  });

  test("a pattern that names nothing is an error", async () => {
    const wrong = await weekly({ inputs: { only: "sqiud" } });
    expect(wrong.status).toBe(1);
    expect(wrong.log).toContain('no unit matches "sqiud"');
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

  test("dry-run says what would happen, and does nothing", async () => {
    const { registry, weekly } = makeProject(movingTag);
    const { status, log } = await weekly({ inputs: { "dry-run": "true" } });
    expect(status).toBe(0);
    expect(log).toMatch(/squid:release +build +scheduled rebuild, on base:release/);
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
  });
});

describe("one unit's failure leaves the others' results intact, and the run red", () => {
  const rest = `  alone: { context: alone }
  ground: { context: ground }
  on-ground: { context: on-ground, base: ground }
  untested: { context: untested, base: base, tests: [{ run: [sh, -c, 'echo no file here; exit 7'] }] }
`;
  const broken: Files = {
    ...movingTag,
    ".github/tagstream.yml": `${movingTag[".github/tagstream.yml"]}${rest}`,
    "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN test -e /ready\n",
    "alone/Dockerfile": "FROM busybox:1.36\n",
    "ground/Dockerfile": "FROM busybox:1.36\nRUN exit 3\n",
    "on-ground/Dockerfile": "FROM REGISTRY/ground:release\n",
    "untested/Dockerfile": "FROM REGISTRY/base:release\n",
  };
  const { registry, repository, weekly } = makeProject(broken);
  const tags = (image: string) => tagsOf(`${registry}/${image}`);
  const env = { GITHUB_RUN_ID: "99" };
  let published: Record<string, string>;

  test("a Dockerfile is broken, a test fails, a base fails: what is not built on them is published", async () => {
    const { status, summary, log } = await weekly({ env });
    expect({ status, log }).toMatchObject({ status: 1 });
    published = await tags("base");
    for (const image of ["base", "xcache", "alone"]) expect(Object.keys(await tags(image))).toHaveLength(3);
    for (const image of ["squid", "ground", "on-ground", "untested"]) expect(await tags(image)).toEqual({}); // built or not
    expect(log).toMatch(/untested:release .*test failed/);
    expect(summary).toContain("3 of 7");
    expect(summary).toContain("no file here");
  });

  test("a re-run converges: what the first attempt published is not built again, and its timestamp is taken over", async () => {
    // The same commit, and a world that has changed: here the contents stand for it.
    repository.commit({
      ".github/tagstream.yml": `${repository.git("show", "HEAD:.github/tagstream.yml")}\n`.split("  ground:")[0] ?? "",
      "squid/Dockerfile": `FROM ${registry}/base:release\nRUN cat /base > /squid\n`,
    });
    repository.git("push", "--quiet", "origin", "main");
    const again = await weekly({ env: { ...env, GITHUB_RUN_ATTEMPT: "2" } });
    expect({ status: again.status, log: again.log }).toMatchObject({ status: 0 });
    expect(again.log).toMatch(/base:release +leave +this run already published it/);
    expect(await tags("base")).toEqual(published);
    expect(Object.keys(await tags("squid"))).toEqual(Object.keys(published));
  });

  test("a unit that is not required may fail in a green run", async () => {
    repository.commit({
      ".github/tagstream.yml": `${repository.git("show", "HEAD:.github/tagstream.yml")}\n  ill: { required: false, context: ill }\n`,
      "ill/Dockerfile": "FROM busybox:1.36\nRUN exit 3\n",
    });
    repository.git("push", "--quiet", "origin", "main");
    const { status, summary } = await weekly({ inputs: { only: "alone, ill" } });
    expect(status).toBe(0);
    expect(await tags("ill")).toEqual({});
    expect(summary).toContain("1 of 2");
    expect(Object.keys(await tags("alone"))).toHaveLength(4);
  });
});

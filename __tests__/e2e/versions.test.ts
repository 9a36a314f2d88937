/**
 * Version tags in two real registries: a git tag is pushed, and the images of its commit get them.
 * @needs engine
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { runCommandLine } from "../support/command-line.ts";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { propose } from "../support/pull-request.ts";
import { recordRegistry } from "../support/recorder.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { makeInTwo, makeVersioned, pushTag, succeed, versionsOf } from "../support/version.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

/** One image, whose second file decides what is in it. */
const one: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
aliases: [{ tag: latest }]
versions: { stream: release }
images:
  app: { context: app, tests: [{ run: [grep, -q, "^app", /app] }] }
`,
  "app/Dockerfile": "FROM busybox:1.36\nCOPY text /app\n",
  "app/text": "app 1\n",
};

type Made = Awaited<ReturnType<typeof makeVersioned>>;

/** The image's tags in both registries, which have to be the same. */
async function tagsInBoth({ project, second }: Made, image = "app"): Promise<Record<string, string>> {
  const [a, b] = [await tagsOf(`${project.registry}/${image}`), await tagsOf(`${second}/${image}`)];
  expect(b).toEqual(Object.fromEntries(Object.entries(a).filter(([tag]) => !tag.startsWith("rc."))));
  return a;
}

const withoutBuild = /^ *built sha256:|pushing manifest/m;

/** A further change, merged and published. */
async function mergeAndPublish({ repository, push }: Project, files: Files): Promise<void> {
  repository.commit(files);
  repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
  await succeed(push());
}

describe("a version of what is published", () => {
  test("has its digest in both registries, without a build; the stream and latest stay; a re-run writes nothing", async () => {
    const made = await makeVersioned(one);
    const before = await tagsInBoth(made);
    const { log, summary, outputs } = await succeed(pushTag(made.project, "v1.4.2"));
    expect(log).toMatch(/app:release +promote +the same inputs as \d{8}-\d{4}, tested and published/);
    expect(log).not.toMatch(withoutBuild);
    const digest = before["release"];
    const after = await tagsInBoth(made);
    expect(after).toEqual({ ...before, "1.4.2": digest, "1.4": digest, "1": digest });
    expect(summary).toContain("1 image published, byte for byte as tested");
    expect(summary).toMatch(/version · push · v1\.4\.2@[0-9a-f]{7}/);
    expect(JSON.parse(outputs["digests"] ?? "")).toEqual({ "app:release": digest });
    expect(outputs["tags"]?.split("\n")).toHaveLength(6);

    const again = await succeed(pushTag(made.project, "v1.4.2"));
    expect(again.log).toMatch(/app:release +leave +1\.4\.2 is published already/);
    expect(again.outputs).toMatchObject({ tags: "", changed: "false" });
    expect(await tagsInBoth(made)).toEqual(after);

    // A rebuild in between makes no difference: the version is what it is.
    await succeed(made.project.weekly());
    const rebuilt = await tagsInBoth(made);
    expect(rebuilt["release"]).not.toBe(digest);
    await succeed(pushTag(made.project, "v1.4.2"));
    expect(await tagsInBoth(made)).toEqual(rebuilt);
    expect(rebuilt["1.4.2"]).toBe(digest);
  });

  test("a pre-release is alone; its release takes the lines; a patch of an older line takes that line, and no stream", async () => {
    const made = await makeVersioned(one);
    const { project } = made;
    const old = project.repository.head();
    await succeed(pushTag(project, "v1.3.0"));
    const first = (await tagsInBoth(made))["release"];
    await mergeAndPublish(project, { "app/text": "app 2\n" });
    await succeed(pushTag(project, "v1.4.0-rc.1"));
    const second = (await tagsInBoth(made))["release"];
    expect(second).not.toBe(first);
    expect(versionsOf(await tagsInBoth(made))).toEqual({ "1.3.0": first, "1.3": first, "1": first, "1.4.0-rc.1": second });
    await succeed(pushTag(project, "v1.4.0"));
    const before = await tagsInBoth(made);
    expect(versionsOf(before)).toMatchObject({ "1.3": first, "1.4.0": second, "1.4": second, "1": second });

    project.repository.git("checkout", "--quiet", "-B", "1.3", old);
    project.repository.commit({ "app/text": "app 1, mended\n" });
    const { log } = await succeed(pushTag(project, "v1.3.1"));
    expect(log).toMatch(
      /app:release +build +new version 1\.3\.1; \d{8}-\d{4}(-\d\d)? is of other inputs; there is no candidate of it/,
    );
    const after = await tagsInBoth(made);
    const mended = after["1.3.1"] ?? "";
    expect(after).toEqual({ ...before, "1.3.1": mended, "1.3": mended });
    expect(Object.values(before)).not.toContain(mended);
    const { annotations } = (await manifestOf(`${project.registry}/app`, "1.3.1")).content;
    expect(annotations).toMatchObject({ "org.opencontainers.image.revision": project.repository.head() });
  });

  test("tests that have changed since: tested again, without a build; where they fail, nothing is written", async () => {
    const made = await makeVersioned(one);
    const { repository } = made.project;
    const before = await tagsInBoth(made);
    const test = (text: string) => ({
      ".github/tagstream.yml": repository.git("show", "HEAD:.github/tagstream.yml").replace(/\^app[^"]*/, text),
    });
    repository.commit(test("^app 9"));
    const failed = await pushTag(made.project, "v1.0.0");
    expect({ status: failed.status, log: failed.log }).toMatchObject({ status: 1, log: expect.stringContaining("test failed") });
    expect(await tagsInBoth(made)).toEqual(before);
    repository.commit(test("^app 1"));
    const { log } = await succeed(pushTag(made.project, "v1.0.0"));
    expect(log).toMatch(/app:release +test +its tests changed: .* is tested again/);
    expect(log).not.toMatch(withoutBuild);
    expect((await tagsInBoth(made))["1.0.0"]).toBe(before["release"]);
  });
});

describe("a dispatch on the git tag, and its published release", () => {
  const repository = { default_branch: "main" };
  const release = (action: string, gitTag: string) => ({ repository, action, release: { tag_name: gitTag, draft: false } });

  test("write what the push of the tag writes, and move no stream", async () => {
    const made = await makeVersioned(one);
    const { project } = made;
    const streams = await tagsInBoth(made);
    const on = (event: string, gitTag: string, payload: object, inputs = {}) =>
      project.step({ event, payload, inputs, env: { GITHUB_REF: `refs/tags/${gitTag}` } });

    const { log } = await succeed(on("release", "v1.4.0", release("created", "v1.4.0")));
    expect(log).toContain('Nothing to do: only a published release publishes a version, and this event says "created"');
    const other = await succeed(on("workflow_dispatch", "nightly", { repository }));
    expect(other.log).toMatch(/Nothing to do: the git tag nightly is no version .*; to rebuild, start the workflow on main\./);
    const none = await on("workflow_dispatch", "v1.4.0", { repository }, { only: "nothing:*" });
    expect(none).toMatchObject({ status: 1, log: expect.stringContaining("only-nothing") });
    expect(await tagsInBoth(made)).toEqual(streams);

    const digest = streams["release"];
    await succeed(on("release", "v1.4.0", release("published", "v1.4.0")));
    await succeed(on("workflow_dispatch", "v1.4.2", { repository, ref: "refs/tags/v1.4.2" }, { only: "app" }));
    const versions = { "1.4.0": digest, "1.4.2": digest, "1.4": digest, "1": digest };
    expect(await tagsInBoth(made)).toEqual({ ...streams, ...versions });
  });
});

describe("the whole version never changes", () => {
  test("a git tag that was moved to other inputs is refused", async () => {
    const made = await makeVersioned(one);
    await succeed(pushTag(made.project, "v1.4.2"));
    await mergeAndPublish(made.project, { "app/text": "app 2\n" });
    const before = await tagsInBoth(made);
    const { status, annotations } = await pushTag(made.project, "v1.4.2");
    expect(status).toBe(1);
    expect(annotations[0]?.message).toContain(
      `${made.project.registry}/app:1.4.2 is ${before["1.4.2"]} already, built from other inputs.`,
    );
    expect(await tagsInBoth(made)).toEqual(before);
  });

  test("another registry has it with another digest: it stays, and no line moves", async () => {
    const made = await makeVersioned(one);
    const old = (await manifestOf(`${made.second}/app`, "release")).digest;
    await mergeAndPublish(made.project, { "app/text": "app 2\n" });
    const [host, ...name] = made.second.split("/");
    const place = `http://${host}/v2/${name.join("/")}/app/manifests`;
    const accept = "application/vnd.oci.image.index.v1+json";
    const answer = await ask(`${place}/${old}`, { headers: { accept } });
    const body = await answer.arrayBuffer();
    expect((await ask(`${place}/1.4.2`, { method: "PUT", body, headers: { "content-type": accept } })).status).toBe(201);
    const { status, log } = await pushTag(made.project, "v1.4.2");
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("a version tag is never overwritten") });
    expect(versionsOf(await tagsOf(`${made.second}/app`))).toEqual({ "1.4.2": old });
    expect(versionsOf(await tagsOf(`${made.project.registry}/app`))).toEqual({});
  });
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
    expect(log).not.toMatch(withoutBuild);
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
    expect(log).toMatch(/base:24-release +build +squid:24-release is built on it, and it is published of other inputs/);
    expect(await tagsInBoth(made, "base")).toEqual(base);
    const after = versionsOf(await tagsInBoth(made, "squid"));
    expect(after).toEqual({ ...expected, ...pick(after, ["24-1.3.9", "24-1.3", "25-1.3.9", "25-1.3"]) });
    expect(after["24-1.3"]).toBe(after["24-1.3.9"]);
  });

  test.each(["v1.4.2", "squid-v1.4", "squid-v1", "base-v1.4.2", "xcache-v1.4.2", "nightly"])(
    "the git tag %s is of none of them, and nothing is done",
    async (gitTag) => {
      const { project } = makeInTwo(monorepo);
      const { log, outputs, summary } = await succeed(pushTag(project, gitTag));
      const why = `Nothing to do: the git tag ${gitTag} is no version of any image: theirs are`;
      expect([log, summary]).toEqual([expect.stringContaining(why), expect.stringContaining(why)]);
      expect(outputs).toMatchObject({ matrix: '{"include":[]}', changed: "false" });
      expect(outputs["plan"]).toBeUndefined();
    },
  );

  test("without `versions` a git tag publishes nothing; build metadata is an error", async () => {
    const project = makeProject({
      ...one,
      ".github/tagstream.yml": "registries: [REGISTRY]\nimages: { app: { context: app } }\n",
    });
    expect((await succeed(pushTag(project, "v1.4.2"))).log).toContain("the configuration has no `versions`");
    const { status, annotations } = await pushTag(makeInTwo(one).project, "v1.4.2+5");
    expect({ status, message: annotations[0]?.message }).toMatchObject({
      status: 1,
      message: expect.stringContaining('has build metadata, "+5"'),
    });
  });
});

const pick = (all: Record<string, string>, names: string[]) => Object.fromEntries(names.map((name) => [name, all[name]]));

describe("runs that are killed, or run at the same time", () => {
  test("killed after each of its writes, a version is completed by a re-run, with the same digest and nothing else", async () => {
    let writes = 0;
    for (let killAt = 1; ; killAt++) {
      let seen = 0;
      let kill: (() => void) | undefined;
      const recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"), {
        done: ({ method, path: asked }) => {
          if (kill === undefined || method !== "PUT" || !asked.includes("/manifests/")) return true;
          seen++;
          if (seen < killAt) return true;
          kill();
          return false;
        },
      });
      try {
        const made = await makeVersioned(one, recorder.host);
        const before = await tagsInBoth(made);
        const killed = await pushTag(made.project, "v1.4.2", {
          onOutput: (_, signal) => {
            kill = () => signal("SIGKILL");
          },
        });
        kill = undefined;
        if (killed.signal === null) writes = killAt - 1;
        const { log } = killed.signal === null ? killed : await succeed(pushTag(made.project, "v1.4.2"));
        expect(log).not.toMatch(withoutBuild);
        const digest = before["release"];
        expect(await tagsInBoth(made)).toEqual({ ...before, "1.4.2": digest, "1.4": digest, "1": digest });
        if (killed.signal === null) break;
      } finally {
        await recorder.close();
      }
    }
    expect(writes).toBe(3); // the version and its two lines, in this one of the registries
  });

  test.each(["the older first", "the newer first", "both at once"])("two versions: %s", async (order) => {
    const made = await makeVersioned(one);
    const { project } = made;
    await succeed(pushTag(project, "v1.4.1"));
    const older = (await tagsInBoth(made))["release"];
    const clone = project.repository.clone();
    await mergeAndPublish(project, { "app/text": "app 2\n" });
    const newer = (await tagsInBoth(made))["release"];
    // The older one's commit in a checkout of its own, as on another runner: its inputs are not what is published any more.
    const a = () => succeed(pushTag(project, "v1.4.2", { workspace: clone.folder, ...at(clone.head()) }));
    const b = () => succeed(pushTag(project, "v1.4.3"));
    if (order === "both at once") await Promise.all([a(), b()]);
    else for (const run of order === "the older first" ? [a, b] : [b, a]) await run();
    const after = versionsOf(await tagsInBoth(made));
    const built = after["1.4.2"] ?? "";
    expect([older, newer]).not.toContain(built);
    expect(after).toEqual({ "1.4.1": older, "1.4.2": built, "1.4.3": newer, "1.4": newer, "1": newer });
  });
});

/** A step about this commit, which is not what the project has checked out. */
const at = (commit: string) => ({
  payload: { repository: { default_branch: "main" }, head_commit: { id: commit } },
  env: { GITHUB_SHA: commit },
});

describe("plan, build and publish as three jobs", () => {
  test("publish what was built, and refuse a plan of another git tag, or with other tags", async () => {
    const made = await makeVersioned(one);
    const { project } = made;
    project.repository.commit({ "app/text": "app 2\n" });
    const env = { GITHUB_RUN_ID: "8" };
    const planned = await succeed(pushTag(project, "v1.4.2", { env, inputs: { command: "plan" } }));
    const plan = planned.outputs["plan"] ?? "";
    const records = path.join(planned.temp, "records");
    mkdirSync(records);
    const inputs = { command: "build", plan, records, job: "app.release" };
    expect(JSON.parse(planned.outputs["matrix"] ?? "")).toEqual({ include: [{ job: "app.release" }] });
    await succeed(pushTag(project, "v1.4.2", { env, inputs }));
    const before = await tagsInBoth(made);

    const publish = (file: string, gitTag = "v1.4.2") =>
      pushTag(project, gitTag, { env, inputs: { command: "publish", plan: file, records } });
    const poisoned = path.join(planned.temp, "poisoned.json");
    const good = readFileSync(plan, "utf8");
    for (const [from, to] of [
      [/"1\.4"/g, '"latest"'],
      [/"1\.4\.2"/g, '"1.4.3"'],
      [/v1\.4\.2/g, "v9.9.9"],
      [/"intent": "version"/, '"intent": "publish"'],
    ] as const) {
      writeFileSync(poisoned, good.replace(from, to));
      expect(await publish(poisoned)).toMatchObject({ status: 1 });
    }
    expect(await publish(plan, "v1.4.3")).toMatchObject({ status: 1 });
    expect(await tagsInBoth(made)).toEqual(before);

    await succeed(publish(plan));
    const after = await tagsInBoth(made);
    expect(Object.keys(versionsOf(after)).sort()).toEqual(["1", "1.4", "1.4.2"]);
    expect(after["release"]).toBe(before["release"]);
  });
});

test("the command line says what a git tag would do, whether it is there or not", async () => {
  const made = await makeVersioned(one);
  const { folder } = made.project.repository;
  const { status, stdout } = runCommandLine(folder, ["plan", "--git-tag", "v1.4.2", "--json"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    intent: "version",
    gitTag: "v1.4.2",
    units: [{ decision: "promote", tags: ["1.4.2", "1.4", "1"] }],
  });
  const wrong = runCommandLine(folder, ["plan", "--git-tag", "v1.4.2", "--event", "schedule"]);
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining("A git tag comes with a push") });
});

/**
 * Version tags in two real registries: a git tag is pushed, and the images of its commit get them.
 * @needs engine
 */
import { afterAll, describe, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { runCommandLine } from "../support/command-line.ts";
import { removeFolders } from "../support/git.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { aBuildOrPush, copyVersioned, mergeAndPublish, pushTag, succeed, tagsInBoth, versionsOf } from "../support/version.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

describe("a version of what is published", () => {
  test("has its digest in both registries, without a build; the stream and latest stay; a re-run writes nothing", async () => {
    const made = await copyVersioned();
    const before = await tagsInBoth(made);
    const { log, summary, outputs } = await succeed(pushTag(made.project, "v1.4.2"));
    expect(log).toMatch(/app:release +promote +same inputs as \d{8}-\d{4}, which is tested and published/);
    expect(log).not.toMatch(aBuildOrPush);
    const digest = before["release"];
    const after = await tagsInBoth(made);
    expect(after).toEqual({ ...before, "1.4.2": digest, "1.4": digest, "1": digest });
    expect(summary).toContain("1 image published, byte for byte as tested");
    expect(summary).toMatch(/version · push · v1\.4\.2@[0-9a-f]{7}/);
    expect(JSON.parse(outputs["digests"] ?? "")).toEqual({ "app:release": digest });
    expect(outputs["tags"]?.split("\n")).toHaveLength(6);

    const again = await succeed(pushTag(made.project, "v1.4.2"));
    expect(again.log).toMatch(/app:release +leave +1\.4\.2 is already published/);
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
    const made = await copyVersioned();
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
    expect(log).toMatch(/app:release +build +new version 1\.3\.1; \d{8}-\d{4}(-\d\d)? has other inputs; it has no candidate/);
    const after = await tagsInBoth(made);
    const mended = after["1.3.1"] ?? "";
    expect(after).toEqual({ ...before, "1.3.1": mended, "1.3": mended });
    expect(Object.values(before)).not.toContain(mended);
    const { annotations } = (await manifestOf(`${project.registry}/app`, "1.3.1")).content;
    expect(annotations).toMatchObject({ "org.opencontainers.image.revision": project.repository.head() });
  });

  test("tests that have changed since: tested again, without a build; where they fail, nothing is written", async () => {
    const made = await copyVersioned();
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
    expect(log).toMatch(/app:release +test +its tests changed; retesting .*/);
    expect(log).not.toMatch(aBuildOrPush);
    expect((await tagsInBoth(made))["1.0.0"]).toBe(before["release"]);
  });
});

describe("a dispatch on the git tag, and its published release", () => {
  const repository = { default_branch: "main" };
  const release = (action: string, gitTag: string) => ({ repository, action, release: { tag_name: gitTag, draft: false } });

  test("write what the push of the tag writes, and move no stream", async () => {
    const made = await copyVersioned();
    const { project } = made;
    const streams = await tagsInBoth(made);
    const on = (event: string, gitTag: string, payload: object, inputs = {}) =>
      project.step({ event, payload, inputs, env: { GITHUB_REF: `refs/tags/${gitTag}` } });

    const { log } = await succeed(on("release", "v1.4.0", release("created", "v1.4.0")));
    expect(log).toContain('Nothing to do: only a published release publishes, and this event has the type "created"');
    const other = await succeed(on("workflow_dispatch", "nightly", { repository }));
    expect(other.log).toMatch(/Nothing to do: the git tag nightly is not a version .*; to rebuild, start the workflow on main\./);
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
    const made = await copyVersioned();
    await succeed(pushTag(made.project, "v1.4.2"));
    await mergeAndPublish(made.project, { "app/text": "app 2\n" });
    const before = await tagsInBoth(made);
    const { status, annotations } = await pushTag(made.project, "v1.4.2");
    expect(status).toBe(1);
    expect(annotations[0]?.message).toContain(
      `${made.project.registry}/app:1.4.2 already points to ${before["1.4.2"]}, built from other inputs.`,
    );
    expect(await tagsInBoth(made)).toEqual(before);
  });

  test("another registry has it with another digest: it stays, and no line moves", async () => {
    const made = await copyVersioned();
    const old = (await manifestOf(`${made.second}/app`, "release")).digest;
    await mergeAndPublish(made.project, { "app/text": "app 2\n" });
    const [host, ...name] = made.second.split("/");
    const place = `http://${host}/v2/${name.join("/")}/app/manifests`;
    const accept = "application/vnd.oci.image.index.v1+json";
    const answer = await ask(`${place}/${old}`, { headers: { accept } });
    const body = await answer.arrayBuffer();
    expect((await ask(`${place}/1.4.2`, { method: "PUT", body, headers: { "content-type": accept } })).status).toBe(201);
    const { status, log } = await pushTag(made.project, "v1.4.2");
    expect({ status, log }).toMatchObject({
      status: 1,
      log: expect.stringContaining("Tagstream never overwrites a version tag"),
    });
    expect(versionsOf(await tagsOf(`${made.second}/app`))).toEqual({ "1.4.2": old });
    expect(versionsOf(await tagsOf(`${made.project.registry}/app`))).toEqual({});
  });
});

test("the command line says what a git tag would do, whether it is there or not", async () => {
  const made = await copyVersioned();
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

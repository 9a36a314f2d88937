/**
 * A pull request of the same repository: what it changes is built, tested, and tagged as a candidate.
 * @needs engine
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Files } from "../support/git.ts";
import { changedSquid, env, proposalSetting, withSecret } from "../support/proposals.ts";
import { propose } from "../support/pull-request.ts";
import { manifestOf } from "../support/registry-check.ts";

const setting = proposalSetting();

describe("a pull request of the same repository", () => {
  test("what it changes is built, tested and given its candidate tags; no stream moves, and one comment says so", async () => {
    const { step, head } = propose(setting.project.repository, changedSquid(setting.project.registry));
    setting.recorder.requests.length = 0;
    const { status, log, outputs } = await setting.project.step(setting.onGitHub(step, head));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +build +changed, on the published base:release/);
    expect(log).toMatch(/base:release +leave/);
    expect(log).toMatch(/xcache:release +leave/);
    expect(log).toMatch(/ got-it$/m);
    const digest = /built (sha256:[0-9a-f]{64})/.exec(log)?.[1] ?? "";
    expect(setting.published["squid"]?.["release"]).not.toBe(digest);
    const { content } = await manifestOf(`${setting.project.registry}/squid`, digest);
    expect(content.annotations).toMatchObject({ "io.github.tagstream.pull-request": "7" });
    const inputs = content.annotations?.["io.github.tagstream.inputs"]?.slice(0, 12);
    const tags = [`rc.release.${inputs}`, "rc.release.pr-7"];
    const put = setting.recorder.requests.filter(({ method, path }) => method === "PUT" && !/\/(sha256:|blobs\/)/.test(path));
    expect(put.map(({ path }) => path.slice(path.lastIndexOf("/") + 1))).toEqual(tags);
    expect((await setting.registryState())["squid"]).toEqual({
      ...setting.published["squid"],
      ...Object.fromEntries(tags.map((tag) => [tag, digest])),
    });
    expect(await setting.streams()).toEqual(setting.published);
    expect(outputs["tags"]).toBe(tags.map((tag) => `${setting.project.registry}/squid:${tag}`).join("\n"));
    expect(outputs["changed"]).toBe("true");
    expect(setting.commentOf()).toEqual([
      expect.stringContaining(`docker pull ${setting.project.registry}/squid:rc.release.pr-7`),
    ]);
    expect(setting.commentOf()[0]).toContain(`docker pull ${setting.project.registry}/squid@${digest}`);
    expect(setting.commentOf()[0]).toContain("this exact image is published");
    expect(setting.commentOf()[0]).toMatch(/Not built: .*xcache/);
  });

  test("the same inputs again: what was tested is used again, and nothing is built", async () => {
    const { step, head } = propose(setting.project.repository, {
      ...changedSquid(setting.project.registry),
      "README.md": "more words\n",
    });
    const before = await setting.registryState();
    const { status, log } = await setting.project.step(setting.onGitHub(step, head));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/squid:release +reuse +tested in #7, under an hour old/);
    expect(log).not.toMatch(/^built sha256:/m);
    expect(await setting.registryState()).toEqual(before);
    expect(setting.commentOf()).toEqual([expect.stringContaining(head.slice(0, 7))]);
  });

  test("another pull request of the same inputs has the same image", async () => {
    const { step, head } = propose(setting.project.repository, changedSquid(setting.project.registry), 71);
    const { status, log } = await setting.project.step(setting.onGitHub(step, head, 71));
    expect({ status, log }).toMatchObject({ status: 0 });
    const { squid = {} } = await setting.registryState();
    expect(squid["rc.release.pr-71"]).toBe(squid["rc.release.pr-7"]);
  });

  test.each<[string, (pull: { state: "open" | "closed"; head: string }) => void, RegExp]>([
    [
      "closed while it was built",
      (pull) => {
        pull.state = "closed";
      },
      /#8 is closed/,
    ],
    [
      "a newer commit while it was built",
      (pull) => {
        pull.head = "e".repeat(40);
      },
      /#8 has moved on to eeeeeee/,
    ],
  ])("%s: no tag is written", async (_, change, says) => {
    const { step, head } = propose(
      setting.project.repository,
      { "xcache/note": `${says}\n`, ...changedSquid(setting.project.registry) },
      8,
    );
    const before = await setting.registryState();
    const started = setting.onGitHub(step, head, 8);
    setting.github.onRequest = (line) => {
      const pull = setting.github.pulls.get(8);
      if (line.endsWith("/pulls/8") && pull) change(pull);
      return undefined;
    };
    const { status, log, summary } = await setting.project.step(started);
    setting.github.onRequest = () => undefined;
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringMatching(says) });
    expect(summary).toMatch(says);
    expect(await setting.registryState()).toEqual(before);
  });

  test("may not comment: a warning that names the permission", async () => {
    const { step, head } = propose(setting.project.repository, changedSquid(setting.project.registry), 9);
    setting.github.mayComment = false;
    const { status, annotations } = await setting.project.step(setting.onGitHub(step, head, 9));
    setting.github.mayComment = true;
    expect(status).toBe(0);
    expect(annotations).toEqual([
      expect.objectContaining({ kind: "warning", message: expect.stringContaining("pull-requests: write") }),
    ]);
    expect((await setting.registryState())["squid"]).toHaveProperty(["rc.release.pr-9"]);
  });

  test("without a token nobody can say whether it is still open: no tag, and red", async () => {
    const { step } = propose(setting.project.repository, changedSquid(setting.project.registry), 10);
    const { status, log } = await setting.project.step(withSecret(step));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("`token`") });
    expect((await setting.registryState())["squid"]).not.toHaveProperty(["rc.release.pr-10"]);
  });

  test("a failing test makes the run red, and gives no tag; the tag of an earlier commit stays, and the comment says which", async () => {
    const base = `FROM ${setting.project.registry}/base:release\n`;
    const good = propose(
      setting.project.repository,
      { "xcache/Dockerfile": `${base}RUN cat /base > /xcache && echo more >> /xcache\n` },
      11,
    );
    expect(await setting.project.step(setting.onGitHub(good.step, good.head, 11))).toMatchObject({ status: 0 });
    const before = await setting.registryState();
    const { step, head } = propose(setting.project.repository, { "xcache/Dockerfile": `${base}RUN echo without the file\n` }, 11);
    const { status, log } = await setting.project.step(setting.onGitHub(step, head, 11));
    expect({ status, log }).toMatchObject({ status: 1, log: expect.stringContaining("test-failed") });
    expect(await setting.registryState()).toEqual(before);
    expect(setting.commentOf(11)).toEqual([expect.stringContaining(`its tag still shows \`${good.head.slice(0, 7)}\``)]);
  });

  test("what is of no image needs nothing", async () => {
    const { step, head } = propose(setting.project.repository, { "README.md": "words\n" }, 12);
    const { status, log, outputs } = await setting.project.step(setting.onGitHub(step, head, 12));
    expect({ status, log }).toMatchObject({ status: 0, log: expect.stringContaining("nothing to do") });
    expect(outputs["matrix"]).toBe('{"include":[]}');
    expect(await setting.streams()).toEqual(setting.published);
    expect(setting.commentOf(12)).toEqual([]);
  });

  test.each([
    ["no configuration", undefined],
    ["one that is not valid", "images: nonsense\n"],
  ])("where its base has %s, every image counts as new", async (_, text) => {
    const { repository } = setting.project;
    const { step } = propose(repository, {}, 13);
    const good = repository.git("show", "main:.github/tagstream.yml");
    repository.git("checkout", "--quiet", "--detach", "main");
    if (text === undefined) repository.git("rm", "--quiet", ".github/tagstream.yml");
    const parent = repository.commit(text === undefined ? {} : { ".github/tagstream.yml": text });
    const head = repository.commit({ ".github/tagstream.yml": `${good}\n` });
    repository.git("checkout", "--quiet", "--detach", parent);
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", head);
    const merge = repository.head();
    const { status, log } = await setting.project.step({
      ...withSecret(step),
      env: { ...env, GITHUB_SHA: merge },
      inputs: { command: "plan" },
    });
    expect({ status, log }).toMatchObject({ status: 0 });
    for (const image of ["base", "squid", "xcache"]) expect(log).toMatch(new RegExp(`${image}:release +(build|reuse) +new`));
    expect(log).toMatch(/[0-9a-f]{7} has no valid \.github\/tagstream\.yml to compare with: Tagstream treats every image as new/);
  });

  test("a change of tests alone: what is published is tested again, nothing is built", async () => {
    const configuration = readFileSync(`${setting.project.repository.folder}/.github/tagstream.yml`, "utf8");
    const change = (command: string): Files => ({
      ".github/tagstream.yml": configuration.replace("[test, -e, /xcache]", command),
    });
    const good = propose(setting.project.repository, change("[grep, release, /xcache]"));
    const { status, log } = await setting.project.step(withSecret(good.step));
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(/xcache:release +test +its tests changed; retesting \d{8}-\d{4}(-\d\d)?/);
    expect(log).not.toMatch(/^built sha256:/m);
    const bad = await setting.project.step(
      withSecret(propose(setting.project.repository, change("[grep, nowhere, /xcache]")).step),
    );
    expect(bad.status).toBe(1);
    expect(await setting.streams()).toEqual(setting.published);
  });
});

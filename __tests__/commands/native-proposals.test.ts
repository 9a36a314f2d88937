import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import type { MemoryRun } from "../support/memory-run.ts";
import {
  amd64,
  arm64,
  dockerfile,
  indexAt,
  nativeProject,
  one,
  publishAll,
  shownBy,
  two,
  watchTests,
} from "../support/native-project.ts";

afterAll(removeFolders);

/** Publishes all, and commits another `base`, or another text. */
async function changed(shape: Parameters<typeof nativeProject>[0] = {}, image = "base"): Promise<MemoryRun> {
  const made = nativeProject(shape);
  await publishAll(made);
  made.repository.commit(dockerfile(image, "2"));
  made.built.length = 0;
  return made;
}

const proposedTag = (made: MemoryRun, image: string) => made.registry.shown(`${one}/${image}`)["rc.release.pr-7"];

describe("a proposed change of images on two runners", () => {
  test("is tested on each, and its merge publishes the same index", async () => {
    const made = await changed({ images: ["squid"] }, "squid");
    expect((await MemoryJobs.run(made, "pull_request")).status).toBe(0);
    const tested = proposedTag(made, "squid");
    const { platforms } = await indexAt(made, `${one}/squid`, tested);
    expect(platforms.map(({ platform }) => platform)).toEqual([arm64, amd64]);
    expect(made.comments.at(-1)).toContain(`docker pull ${one}/squid:rc.release.pr-7`);
    made.built.length = 0;
    const merged = await MemoryJobs.run(made, "push");
    expect([merged.status, merged.jobs.plan.jobs, made.built]).toEqual([0, [], []]);
    expect([shownBy(made, "squid"), shownBy(made, "squid", two)]).toEqual([tested, tested]);
  });

  test("that is red on one runner gets no candidate tag, and its comment names the platform", async () => {
    const made = await changed({ images: ["squid"] }, "squid");
    watchTests(made, (_, platform) => platform === arm64);
    expect((await MemoryJobs.run(made, "pull_request")).status).toBe(1);
    expect(Object.keys(made.registry.shown(`${one}/squid`)).filter((tag) => tag.startsWith("rc."))).toEqual([]);
    expect(made.comments.at(-1)).toContain("arm64");
    made.built.length = 0;
    watchTests(made);
    expect((await MemoryJobs.run(made, "push")).status).toBe(0);
    expect(made.built).toHaveLength(2);
  });

  test("of tests alone is tested natively, on the candidate's own manifests, and then published", async () => {
    const made = await changed({ images: ["squid"] }, "squid");
    await MemoryJobs.run(made, "pull_request");
    const candidate = proposedTag(made, "squid");
    const text = made.repository.git("show", "HEAD:.github/tagstream.yml");
    made.repository.commit({ ".github/tagstream.yml": `${text.replaceAll("works", "works-well")}\n` });
    made.built.length = 0;
    const ran = watchTests(made);
    const { status, jobs } = await MemoryJobs.run(made, "push");
    expect([status, made.built, jobs.plan.units[0]?.decision]).toEqual([0, [], "test"]);
    const { platforms } = await indexAt(made, `${one}/squid`, candidate);
    expect(ran.sort()).toEqual(platforms.map(({ platform, digest }) => `${one}/squid@${digest} ${platform}`).sort());
    expect(shownBy(made, "squid", two)).toBe(candidate);
  });

  test("of tests alone that fail on one runner publishes nothing", async () => {
    const made = await changed({ images: ["squid"] }, "squid");
    await MemoryJobs.run(made, "pull_request");
    const before = shownBy(made, "squid");
    const text = made.repository.git("show", "HEAD:.github/tagstream.yml");
    made.repository.commit({ ".github/tagstream.yml": `${text.replaceAll("works", "works-well")}\n` });
    watchTests(made, (_, platform) => platform === amd64);
    expect((await MemoryJobs.run(made, "push")).status).toBe(1);
    expect(shownBy(made, "squid")).toBe(before);
  });

  test.each(["fork", "candidates: false\n"])("that pushes nothing is green by its records alone: %s", async (how) => {
    const isFork = how === "fork";
    const made = await changed({ levels: true, more: isFork ? "" : how });
    const { status, jobs } = await MemoryJobs.run(made, isFork ? "fork" : "pull_request");
    expect([status, made.built.every((place) => place.startsWith("/layout")), made.built.length]).toEqual([0, true, 4]);
    expect(jobs.plan.jobs.map(({ platform, level }) => [platform, level])).toEqual([
      [arm64, undefined],
      [amd64, undefined],
    ]);
    expect(proposedTag(made, "app")).toBeUndefined();
  });

  test("of a stranger is red if one runner's tests are, and pushes nothing", async () => {
    const made = await changed();
    watchTests(made, (image, platform) => platform === arm64 && image.startsWith("/layout"));
    const writes: string[] = [];
    made.registry.refuse = ({ verb, repository }) => {
      if (["putManifest", "claim", "copy", "assertCanPush"].includes(verb)) writes.push(`${verb} ${repository}`);
      return undefined;
    };
    const { status, words } = await MemoryJobs.run(made, "fork");
    expect([status, writes]).toEqual([1, []]);
    expect(words).toContain("on arm64");
  });

  test("without a login stays on both runners, in one level", async () => {
    const made = await changed();
    made.registry.needsLogin = ({ verb }) => ["assertCanPush", "putManifest", "claim"].includes(verb);
    const { status, built } = await MemoryJobs.run(made, "pull_request");
    expect([status, made.built.every((place) => place.startsWith("/layout"))]).toEqual([0, true]);
    expect(built.map(({ shown }) => shown.problems.map(({ code }) => code))).toEqual([["candidate-kept"], ["candidate-kept"]]);
    expect(made.comments.at(-1)).toContain("this job has no login for one.example.org");
  });

  test("with a login on one of two runners gets no candidate tag, and says why", async () => {
    const made = await changed({ images: ["squid"] }, "squid");
    const jobs = await MemoryJobs.plan(made, "pull_request");
    const [first = "", second = ""] = jobs.plan.jobs.map(({ id }) => id);
    made.registry.needsLogin = ({ verb }) => verb === "assertCanPush";
    await jobs.build(first);
    made.registry.needsLogin = () => false;
    await jobs.build(second);
    expect((await jobs.publish()).status).toBe(0);
    expect(proposedTag(made, "squid")).toBeUndefined();
    expect(made.comments.at(-1)).toContain("this job has no login for one.example.org");
  });

  test("without a login, in levels, names the remedy for what is built on another job's base", async () => {
    const made = await changed({ levels: true });
    made.registry.needsLogin = ({ verb }) => ["assertCanPush", "putManifest", "claim"].includes(verb);
    const { status, words } = await MemoryJobs.run(made, "pull_request");
    expect(status).toBe(1);
    expect(words).toContain("stayed on the runner of another job");
    expect(words).toContain("docker/login-action");
  });
});

describe("a release", () => {
  test("of a git tag has version tags on the index of both platforms", async () => {
    const made = nativeProject({ images: ["squid"], more: "versions: { stream: release }\n" });
    made.repository.git("tag", "v1.4.2");
    const { status, words } = await MemoryJobs.run(made, "refs/tags/v1.4.2");
    expect({ status, words: status === 0 ? "" : words }).toEqual({ status: 0, words: "" });
    const { platforms } = await indexAt(made, `${two}/squid`, "1.4.2");
    expect(platforms.map(({ platform }) => platform)).toEqual([arm64, amd64]);
    expect(made.registry.shown(`${one}/squid`)["1.4.2"]).toBe(made.registry.shown(`${two}/squid`)["1.4.2"]);
  });

  test("of a stream from git tags writes both from one index, with aliases of its labels", async () => {
    const made = nativeProject({
      images: ["squid"],
      each: 'labels: { flavour: plain }, aliases: [{ tag: "{label:flavour}" }, { tag: "of-{sha}" }]',
      more: "streams: { release: { from: { tag: 'v{version}' } } }\nversions: { stream: release }\n",
    });
    made.repository.git("tag", "v1.4.2");
    made.repository.publish();
    const { status, words } = await MemoryJobs.run(made, "refs/tags/v1.4.2");
    expect({ status, words: status === 0 ? "" : words }).toEqual({ status: 0, words: "" });
    const tags = made.registry.shown(`${two}/squid`);
    const sha = `of-${made.repository.head().slice(0, 12)}`;
    expect(new Set([tags["release"], tags["1.4.2"], tags["plain"], tags[sha]]).size).toBe(1);
    expect(tags["plain"]).toBeDefined();
  });
});

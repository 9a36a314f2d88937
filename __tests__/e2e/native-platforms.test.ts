/**
 * Each platform is built and tested in a job of its own, and the images that are built on each other
 * are on several levels: what is published has what each job tested.
 * @needs engine
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JobRecord } from "../../src/core/build/record.ts";
import { engine } from "../support/engine.ts";
import type { Files } from "../support/git.ts";
import { manifestOf, platformsOf, tagsOf } from "../support/registry-check.ts";
import { type SpreadRun, spread, spreadAll } from "../support/spread-run.ts";
import { green, named, Story } from "../support/story.ts";

const both = ["linux/amd64", "linux/arm64"];
const files: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
runners: { default: here, linux/arm64: there }
jobs: { max-units: 1 }
defaults: { packages: false, platforms: [linux/amd64, linux/arm64] }
images:
  base: { context: base, tests: [{ run: [sh, -c, "test $(uname -m) = $(cat /machine)"] }] }
  squid: { context: squid, base: base, annotations: { team: cache }, tests: [{ run: [test, -e, /squid] }] }
`,
  "base/Dockerfile": "FROM REGISTRY/machine:1\nRUN uname -m > /machine\n",
  "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN cat /machine > /squid\n",
};

let story: Story;
beforeAll(async () => {
  story = await Story.begin(files);
  // A busybox of both platforms that Tagstream can look up.
  const flags = ["--platform", both.join(), "--provenance=false", "--push", "--tag", `${story.places[0]}/machine:1`];
  execFileSync("docker", ["buildx", "build", "--quiet", ...flags, "-"], { input: "FROM busybox:1.36\n" });
});
afterAll(() => story.end());

const weekly = (step: object) =>
  story.run("refs/heads/main", { event: "schedule", payload: { schedule: "17 6 * * 1" }, ...step });
/** What the second registry has of an image: that is always a copy, and no candidate. */
const published = (image: string) => tagsOf(`${story.places[1]}/${image}`);
/** The builder of a job's machine: BuildKits of their own for the two platforms. */
const on = (job: string) => {
  const builder = engine(job.endsWith("arm64") ? "TAGSTREAM_TEST_BUILDER_ARM64" : "BUILDX_BUILDER");
  return { env: { BUILDX_BUILDER: builder } };
};
const recordIn = ({ records }: SpreadRun, job: string) =>
  JSON.parse(readFileSync(path.join(records, `record-${job}.json`), "utf8")) as JobRecord;

test("a weekly rebuild on two runners and two levels: one index in both registries", async () => {
  const run = await spread(weekly);
  expect(run.levels).toEqual([
    [
      { job: "base.release--linux-amd64", runner: "here" },
      { job: "base.release--linux-arm64", runner: "there" },
    ],
    [
      { job: "squid.release--linux-amd64", runner: "here" },
      { job: "squid.release--linux-arm64", runner: "there" },
    ],
    [],
  ]);
  expect(run.plan.log).toContain("2 to build in 4 jobs");
  for (const { job } of run.levels.flat()) expect((await green(run.build(job, on(job)))).builds).toBe(1);
  expect(readdirSync(run.records)).toHaveLength(4);
  expect(await story.tags("squid")).toEqual({});

  const { summary } = await green(run.publish());
  expect(summary).toContain("Both images published, byte for byte as tested");
  for (const image of ["base", "squid"]) {
    const { release } = named(await story.tags(image));
    const place = `${story.places[1]}/${image}`;
    expect(await platformsOf(place, release ?? "")).toEqual(both);
    const { content } = await manifestOf(place, release ?? "");
    const tested = both.map(
      (platform) => recordIn(run, `${image}.release--${platform.replace("/", "-")}`).units[0]?.platforms[0]?.digest,
    );
    expect(content.manifests?.slice(0, 2).map(({ digest }) => digest)).toEqual(tested);
    expect(content.manifests?.slice(2).map(({ annotations }) => annotations?.["vnd.docker.reference.digest"])).toEqual(tested);
    expect(content.annotations).toMatchObject({
      "io.github.tagstream.intent": "rebuild",
      ...(image === "squid" ? { team: "cache" } : {}),
    });
  }
  // The arm64 image is built on the arm64 image of its base.
  const squid = recordIn(run, "squid.release--linux-arm64").units[0];
  expect(squid?.base?.digest).toBe(recordIn(run, "base.release--linux-arm64").units[0]?.platforms[0]?.digest);
  const before = await story.tags("squid");
  expect((await green(run.publish())).outputs["changed"]).toBe("false");
  expect(await story.tags("squid")).toEqual(before);
});

test("a candidate of two jobs is promoted as it is, also one on its base's manifests", async () => {
  const change: Files = {
    "base/Dockerfile": "FROM REGISTRY/machine:1\nRUN uname -m > /machine; echo new > /new\n",
    "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN cat /machine /new > /squid\n",
  };
  let first = true;
  const propose = (step: object) => {
    const proposed = first ? story.propose(7, "main", change, step) : story.proposed(7, "main", step);
    first = false;
    return proposed;
  };
  const candidate = await spreadAll(propose, on);
  const digests = JSON.parse(candidate.published.outputs["digests"] ?? "") as Record<string, string>;
  story.merge(7, "main");
  const merged = await spread((step) => story.pushed("main", step));
  expect(merged.levels).toEqual([[], [], []]);
  expect(merged.plan.log).toMatch(/base:release +promote +tested in #7/);
  expect(merged.plan.log).toMatch(/squid:release +promote +tested in #7/);
  await green(merged.publish());
  for (const image of ["base", "squid"]) expect((await published(image))["release"]).toBe(digests[`${image}:release`]);
});

test("one platform fails: the image is not published, and named; its child neither", async () => {
  const before = [await published("base"), await published("squid")];
  story.land("main", {
    "base/Dockerfile": 'FROM REGISTRY/machine:1\nRUN test "$(uname -m)" = x86_64 && uname -m > /machine && touch /new\n',
  });
  const run = await spread(weekly);
  const jobs = run.levels.flat().map(({ job }) => job);
  const ended = [];
  for (const job of jobs) ended.push((await run.build(job, on(job))).status);
  expect(ended).toEqual([0, 1, 0, 1]);
  const { status, summary } = await run.publish();
  expect(status).toBe(1);
  expect(summary).toContain("linux/arm64: docker buildx bake failed");
  expect([await published("base"), await published("squid")]).toEqual(before);
});

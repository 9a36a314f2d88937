import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import {
  allShown,
  amd64,
  arm64,
  indexAt,
  nativeProject,
  one,
  publishAll,
  shownBy,
  watchTests,
} from "../support/native-project.ts";

afterAll(removeFolders);

const id = (image: string, platform: string) => `${image}.release--${platform.replace("/", "-")}`;

describe("a test that fails on one platform", () => {
  test("leaves its image and those built on it, and names the platform; a re-run of the job publishes them", async () => {
    const made = nativeProject({ images: ["base", "app", "squid"] });
    await publishAll(made);
    const before = allShown(made);
    watchTests(made, (image, platform) => platform === arm64 && image.includes("/base@"));
    const red = await MemoryJobs.run(made, "schedule");
    expect([red.status, ...red.built.map(({ status }) => status)]).toEqual([1, 1, 0, 0, 0]);
    expect(allShown(made)).toEqual({ ...before, squid: shownBy(made, "squid") });
    expect(shownBy(made, "squid")).not.toBe(before["squid"]);
    expect(red.words).toContain('✗ base:release  "works" on arm64: exit status 1');
    expect(red.words).toMatch(/✗ app:release {2}.*its base base:release (did not pass|failed)/);
    watchTests(made);
    expect((await red.jobs.build(id("base", arm64))).status).toBe(0);
    expect((await red.jobs.publish()).status).toBe(0);
    for (const image of ["base", "app"]) expect(shownBy(made, image)).not.toBe(before[image]);
  });

  test("of an optional image leaves the run green", async () => {
    const made = nativeProject({ images: ["squid"], each: "required: false" });
    watchTests(made, (_, platform) => platform === arm64);
    const { status, built, words } = await MemoryJobs.run(made, "schedule");
    expect([status, ...built.map((end) => end.status), shownBy(made, "squid")]).toEqual([0, 0, 0, undefined]);
    expect(words).toContain("arm64");
  });

  test("in level 1 keeps level 2 from being built on that platform, and is named there", async () => {
    const made = nativeProject({ levels: true });
    watchTests(made, (image, platform) => platform === arm64 && image.includes("/base@"));
    const { status, built, words } = await MemoryJobs.run(made, "schedule");
    expect(built.map((end) => end.status)).toEqual([1, 0, 1, 0]);
    expect(built[2]?.words).toContain("app:release: not built: its base base:release failed");
    expect([status, allShown(made)]).toEqual([1, { base: undefined, app: undefined }]);
    expect(words).toContain('"works" on arm64');
  });
});

describe("a job that is run again", () => {
  test("publishes its new build with the old ones of the others", async () => {
    const made = nativeProject({ images: ["squid"] });
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    const old = jobs.recordOf(id("squid", arm64), "squid:release").platforms[0]?.digest;
    await jobs.build(id("squid", arm64));
    const rebuilt = jobs.recordOf(id("squid", arm64), "squid:release").platforms[0]?.digest;
    expect(rebuilt).not.toBe(old);
    expect((await jobs.publish()).status).toBe(0);
    const { platforms } = await indexAt(made, `${one}/squid`, "release");
    const kept = jobs.recordOf(id("squid", amd64), "squid:release").platforms[0]?.digest;
    expect(platforms.map(({ digest }) => digest)).toEqual([rebuilt, kept]);
  });

  test("after its run was published publishes a second time, and the first stays under its timestamp", async () => {
    const made = nativeProject({ images: ["squid"] });
    const { jobs } = await MemoryJobs.run(made, "schedule");
    const first = shownBy(made, "squid");
    const [stamp = ""] = Object.keys(made.registry.shown(`${one}/squid`)).filter((tag) => tag.startsWith("release-"));
    await jobs.build(id("squid", arm64));
    expect((await jobs.publish()).status).toBe(0);
    expect(made.registry.shown(`${one}/squid`)[stamp]).toBe(first);
    expect(shownBy(made, "squid")).not.toBe(first);
  });

  test("alone in level 1 leaves its children on the old base: they are refused, with the remedy", async () => {
    const made = nativeProject({ levels: true });
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    await jobs.build(id("base", arm64));
    const refused = await jobs.publish();
    expect([refused.status, shownBy(made, "app")]).toEqual([1, undefined]);
    expect(shownBy(made, "base")).toBeDefined();
    expect(refused.words).toMatch(
      /app:release {2}It was built on sha256:.*its base base:release.*Re-run all jobs\. \[build-leg-invalid\]/,
    );
    await jobs.build(id("app", arm64));
    expect((await jobs.publish()).status).toBe(0);
    expect(shownBy(made, "app")).toBeDefined();
  });

  test("in level 2, without the records of level 1, says what is missing", async () => {
    const made = nativeProject({ levels: true });
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll(({ level }) => level === 2);
    jobs.lose(id("base", arm64));
    const { status, words } = await jobs.build(id("app", arm64));
    expect(status).toBe(1);
    expect(words).toContain(
      "build-base-missing: app:release: not built: its base base:release has no image from this run, because the job base.release--linux-arm64 left no record",
    );
    expect((await jobs.build(id("app", amd64))).status).toBe(0);
    const published = await jobs.publish();
    expect([published.status, allShown(made)]).toEqual([1, { base: undefined, app: undefined }]);
  });

  test("in level 2, on a base whose manifest is for another platform, is refused", async () => {
    const made = nativeProject({ levels: true });
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll(({ level }) => level === 2);
    const [other] = jobs.recordOf(id("base", amd64), "base:release").platforms;
    jobs.editUnits(id("base", arm64), ({ platforms }) => {
      if (platforms[0] && other) platforms[0].digest = other.digest;
    });
    const { status, words } = await jobs.build(id("app", arm64));
    expect([status, words]).toEqual([1, expect.stringContaining("is for linux/amd64. Run all jobs again.")]);
    expect(words).toContain("build-base-platform");
  });
});

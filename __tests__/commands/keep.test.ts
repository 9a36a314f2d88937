import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { keptProject, later, seePublished, stamps } from "../support/kept-project.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import { amd64, arm64, one, shownBy, two } from "../support/native-project.ts";

afterAll(removeFolders);

describe("a rebuild that equals the published image", () => {
  test("gives that one the new timestamp, in both registries, and the stream stays", async () => {
    const { made } = keptProject();
    await MemoryJobs.run(made, "schedule");
    const published = shownBy(made, "squid");
    later(made, 7);
    const { status, jobs, shown, words } = await MemoryJobs.run(made, "schedule");
    expect([status, words]).toEqual([0, expect.not.stringContaining("not kept")]);
    for (const place of [one, two]) {
      expect(shownBy(made, "squid", place)).toBe(published);
      expect(stamps(made, "squid", place).map(([, digest]) => digest)).toEqual([published, published]);
    }
    expect(jobs.recordOf(jobs.plan.jobs[0]?.id ?? "", "squid:release")).toMatchObject({
      digest: published,
      unchanged: { since: "20261123-0627", files: 2, packages: 0 },
    });
    expect(JSON.parse(shown.outputs["published"] ?? "")).toMatchObject([{ how: "kept" }, { how: "kept" }]);
    expect(shown.summaries.join()).toContain("nothing changed since 20261123-0627");
  });

  test("is compared with the build of a push: why a run built it says nothing of the image", async () => {
    const { made } = keptProject({ more: "rebuild: { every: 7d, unchanged: keep }\n" });
    await MemoryJobs.run(made, "push");
    const published = shownBy(made, "squid");
    later(made, 7);
    const { words } = await MemoryJobs.run(made, "schedule");
    expect(words).not.toContain("not kept");
    expect(shownBy(made, "squid")).toBe(published);
  });

  test("is published once the image is five weeks old, and is kept again from then on", async () => {
    const { made } = keptProject();
    const digests = new Set<string | undefined>();
    const counts: number[] = [];
    for (let week = 0; week < 7; week++) {
      expect((await MemoryJobs.run(made, "schedule")).status).toBe(0);
      digests.add(shownBy(made, "squid"));
      counts.push(digests.size);
      later(made, 7);
    }
    expect(counts).toEqual([1, 1, 1, 1, 1, 2, 2]);
    expect(stamps(made)).toHaveLength(7);
  });

  test.each([amd64, arm64])("on all platforms but %s is published, and the summary names the file", async (platform) => {
    const { made, changed } = keptProject();
    await MemoryJobs.run(made, "schedule");
    const published = shownBy(made, "squid");
    later(made, 7);
    await seePublished(made, "squid");
    changed.set(platform, 1);
    const { shown, status } = await MemoryJobs.run(made, "schedule");
    expect(status).toBe(0);
    expect(shownBy(made, "squid")).not.toBe(published);
    expect(shown.summaries.join()).toContain(`not kept: /etc/passwd differs in its content on ${platform}`);
  });

  test("is published if an image has no package list", async () => {
    const { made } = keptProject({ each: "packages: false" });
    await MemoryJobs.run(made, "schedule");
    const published = shownBy(made, "squid");
    later(made, 7);
    const { shown } = await MemoryJobs.run(made, "schedule");
    expect(shownBy(made, "squid")).not.toBe(published);
    expect(shown.summaries.join()).toContain("has no package list");
  });

  test("is a base that stays, and so do those that are built on it", async () => {
    const { made } = keptProject({ images: ["base", "app"] });
    await MemoryJobs.run(made, "schedule");
    const [base, app] = [shownBy(made, "base"), shownBy(made, "app")];
    later(made, 7);
    expect((await MemoryJobs.run(made, "schedule")).status).toBe(0);
    expect([shownBy(made, "base"), shownBy(made, "app")]).toEqual([base, app]);
    expect([stamps(made, "base"), stamps(made, "app")].map((of) => of.length)).toEqual([2, 2]);
  });

  test("on runners of its own is kept by the publish job, unless another image of the run is built on it", async () => {
    const { made } = keptProject({ oneRunner: false, images: ["base", "app", "squid"] });
    await MemoryJobs.run(made, "schedule");
    const [base, squid] = [shownBy(made, "base"), shownBy(made, "squid")];
    later(made, 7);
    expect((await MemoryJobs.run(made, "schedule")).status).toBe(0);
    expect(shownBy(made, "squid")).toBe(squid);
    expect(stamps(made)).toHaveLength(2);
    expect(shownBy(made, "base")).not.toBe(base);
  });

  test("is not kept by a record that names another image", async () => {
    const { made } = keptProject();
    await MemoryJobs.run(made, "schedule");
    const older = shownBy(made, "squid");
    later(made, 36);
    await MemoryJobs.run(made, "schedule"); // older than five weeks: published
    const published = shownBy(made, "squid");
    later(made, 7);
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    jobs.editUnits(jobs.plan.jobs[0]?.id ?? "", (record) => {
      if (older) record.digest = older;
    });
    const { status, words } = await jobs.publish();
    expect([status, words]).toEqual([1, expect.anything()]);
    expect(shownBy(made, "squid")).toBe(published);
    expect(stamps(made)).toHaveLength(2);
  });

  test("is completed by a second publish job after a kill, and changes nothing more", async () => {
    const { made } = keptProject();
    await MemoryJobs.run(made, "schedule");
    later(made, 7);
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    made.registry.refuse = ({ verb, repository }) =>
      (verb === "claim" || verb === "putManifest") && repository.startsWith(two) ? "gone" : undefined;
    expect((await jobs.publish()).status).toBe(1);
    made.registry.refuse = () => undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await jobs.publish()).status).toBe(0);
      expect([stamps(made), stamps(made, "squid", two)].map((of) => of.length)).toEqual([2, 2]);
    }
  });
});

import { afterAll, describe, expect, test } from "@jest/globals";
import { rollback as rollbackCommand } from "../../src/commands/rollback.ts";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import { defaultRequest } from "../support/memory-run.ts";
import {
  allShown,
  amd64,
  arm64,
  dockerfile,
  indexAt,
  nativeProject,
  one,
  shownBy,
  shownOn,
  two,
  watchTests,
} from "../support/native-project.ts";

afterAll(removeFolders);

const green = (jobs: number) => Array.from({ length: jobs }, () => 0);

describe("images of two platforms, on two runners", () => {
  test("are an index each, of what each runner built and tested, the same in both registries", async () => {
    const made = nativeProject();
    const ran = watchTests(made);
    const { status, built } = await MemoryJobs.run(made, "schedule");
    expect([status, ...built.map((end) => end.status)]).toEqual([0, ...green(2)]);
    for (const image of ["base", "app"]) {
      const { platforms, annotations } = await indexAt(made, `${one}/${image}`, "release");
      expect(platforms.map(({ platform }) => platform)).toEqual([arm64, amd64]);
      for (const { platform, digest, attestation } of platforms) {
        expect(ran).toContain(`${one}/${image}@${digest} ${platform}`);
        expect(attestation).toBeDefined();
      }
      expect(annotations["io.github.tagstream.intent"]).toBe("rebuild");
      expect(shownBy(made, image, two)).toBe(shownBy(made, image));
    }
    expect(ran).toHaveLength(4);
    const [base, app] = [await shownOn(made, "base"), await shownOn(made, "app", two)];
    for (const platform of [amd64, arm64]) expect(app[platform]?.on).toEqual([base[platform]?.digest]);
  });

  test("in three levels are built on their bases' images of the same platform", async () => {
    const made = nativeProject({ levels: true, images: ["base", "app", "top"] });
    const { status, jobs, built } = await MemoryJobs.run(made, "schedule");
    expect([status, ...built.map((end) => end.status)]).toEqual([0, ...green(6)]);
    expect(jobs.plan.jobs.map(({ level = 1 }) => level)).toEqual([1, 1, 2, 2, 3, 3]);
    const [base, app, top] = [await shownOn(made, "base"), await shownOn(made, "app"), await shownOn(made, "top", two)];
    for (const platform of [amd64, arm64]) {
      expect(app[platform]?.on).toEqual([base[platform]?.digest]);
      expect(top[platform]?.on).toEqual([app[platform]?.digest]);
    }
  });

  test("built without their base are built on its published image of the same platform, as a rebuild is", async () => {
    const made = nativeProject();
    await MemoryJobs.run(made, "schedule");
    const [base, before] = [await shownOn(made, "base"), shownBy(made, "app")];
    made.repository.commit(dockerfile("app", "changed"));
    const { status, jobs } = await MemoryJobs.run(made, "push");
    expect([status, jobs.plan.jobs.map(({ units }) => units)]).toEqual([0, [["app:release"], ["app:release"]]]);
    expect(shownBy(made, "app")).not.toBe(before);
    const app = await shownOn(made, "app");
    // Another reference to the same image would be another key in BuildKit's caches.
    for (const platform of [amd64, arm64]) expect(app[platform]?.on).toEqual([base[platform]?.digest]);
  });

  test("in levels on one machine each are built on the bases' indexes", async () => {
    const made = nativeProject({ levels: true, oneRunner: true, images: ["base", "app", "top"] });
    const { status, jobs, built } = await MemoryJobs.run(made, "schedule");
    expect([status, ...built.map((end) => end.status)]).toEqual([0, ...green(3)]);
    expect(jobs.plan.jobs.map(({ units }) => units)).toEqual([["base:release"], ["app:release"], ["top:release"]]);
    const top = await shownOn(made, "top");
    expect([top[amd64]?.on, top[arm64]?.on]).toEqual([[shownBy(made, "app")], [shownBy(made, "app")]]);
  });

  test("published twice, are the same bytes, and no tag is written", async () => {
    const made = nativeProject();
    const { jobs } = await MemoryJobs.run(made, "schedule");
    const before = allShown(made);
    const tags = () => [one, two].map((place) => made.registry.shown(`${place}/app`));
    const shown = tags();
    const written: string[] = [];
    made.registry.refuse = ({ verb, repository, reference }) => {
      if (verb === "putManifest" || verb === "claim") written.push(`${repository} ${reference}`);
      return undefined;
    };
    expect((await jobs.publish()).status).toBe(0);
    expect([allShown(made), tags()]).toEqual([before, shown]);
    expect(written.sort()).toEqual([`${one}/app ${before["app"]}`, `${one}/base ${before["base"]}`]);
  });

  test("cost one request for each runner and one for the index, before the first tag", async () => {
    const made = nativeProject({ images: ["squid"] });
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    const asked: string[] = [];
    made.registry.refuse = ({ verb }) => {
      asked.push(verb);
      return undefined;
    };
    await jobs.publish();
    expect(asked.slice(0, asked.indexOf("putManifest") + 1)).toEqual(["resolve", "resolve", "putManifest"]);
  });

  test("are rolled back and held like any other; what is built on a held one is built on its image of the platform", async () => {
    const made = nativeProject();
    await MemoryJobs.run(made, "schedule");
    const held = shownBy(made, "base");
    await MemoryJobs.run(made, "schedule");
    made.now = new Date(made.now.getTime() + 600_000);
    const { session } = await made.session("workflow_dispatch");
    const rollback = { ...defaultRequest, command: "rollback", only: ["base"], reason: "it broke" } as const;
    expect(await rollbackCommand({ ...rollback, only: ["base"] }, session)).toBe(0);
    expect([shownBy(made, "base"), shownBy(made, "base", two)]).toEqual([held, held]);
    const before = shownBy(made, "app");
    const { words } = await MemoryJobs.run(made, "schedule");
    expect(words).not.toContain("✗");
    expect(shownBy(made, "base")).toBe(held);
    expect(shownBy(made, "app")).not.toBe(before);
    expect((await shownOn(made, "app"))[arm64]?.on).toEqual([(await shownOn(made, "base"))[arm64]?.digest]);
  });

  test("built without their inputs hash on one runner have none", async () => {
    const made = nativeProject({ images: ["squid"] });
    const jobs = await MemoryJobs.plan(made, "schedule");
    const [first, second] = jobs.plan.jobs.map(({ id }) => id);
    made.repository.write({ "squid/generated": "1" });
    await jobs.build(first ?? "");
    made.repository.git("clean", "--quiet", "--force");
    await jobs.build(second ?? "");
    expect((await jobs.publish()).status).toBe(0);
    expect((await indexAt(made, `${one}/squid`, "release")).annotations["io.github.tagstream.inputs"]).toBeUndefined();
  });

  test("on a base that was built without its inputs hash have none, whatever the level", async () => {
    const made = nativeProject({ levels: true });
    const jobs = await MemoryJobs.plan(made, "schedule");
    const [arm, amd, ...level2] = jobs.plan.jobs.map(({ id }) => id);
    made.repository.write({ "base/generated": "1" });
    await jobs.build(arm ?? "");
    made.repository.git("clean", "--quiet", "--force");
    for (const id of [amd, ...level2]) await jobs.build(id ?? "");
    expect((await jobs.publish()).status).toBe(0);
    for (const image of ["base", "app"])
      expect((await indexAt(made, `${one}/${image}`, "release")).annotations["io.github.tagstream.inputs"]).toBeUndefined();
  });
});

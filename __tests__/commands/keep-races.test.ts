import { afterAll, describe, expect, test } from "@jest/globals";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import type { Request } from "../../src/ports/request.ts";
import { removeFolders } from "../support/git.ts";
import { keptProject, later, publishLate, seePublished, stamps } from "../support/kept-project.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import { defaultRequest, type MemoryRun } from "../support/memory-run.ts";
import { dockerfile, shownBy, shownOn } from "../support/native-project.ts";

afterAll(removeFolders);

/** Two published images of `squid`, the second one newer by a week. */
async function twoPublished() {
  const { made, changed } = keptProject();
  await MemoryJobs.run(made, "schedule");
  const older = shownBy(made, "squid");
  later(made, 7);
  await seePublished(made, "squid");
  changed.set("squid", 1);
  await MemoryJobs.run(made, "schedule");
  const newer = shownBy(made, "squid");
  expect(newer).not.toBe(older);
  later(made, 7);
  return { made, older, newer };
}

async function order(made: MemoryRun, command: "rollback" | "resume"): Promise<void> {
  const { session } = await made.session("workflow_dispatch");
  const request: Request = { ...defaultRequest, command, only: ["squid"], reason: "it broke", expires: "60d" };
  expect(await (command === "rollback" ? rollback : resume)(request, session)).toBe(0);
}

describe("a rollback, and a rebuild that equals what is published", () => {
  test("is published while its unit is held, since it is compared with no rollback; the next one is kept", async () => {
    const { made, older } = await twoPublished();
    await order(made, "rollback");
    later(made, 7);
    const { shown } = await MemoryJobs.run(made, "schedule");
    const behind = stamps(made).at(-1)?.[1];
    expect(shown.summaries.join()).not.toContain("nothing changed since");
    later(made, 7);
    const { status } = await MemoryJobs.run(made, "schedule");
    expect([status, shownBy(made, "squid"), stamps(made).at(-1)?.[1]]).toEqual([0, older, behind]);
    await order(made, "resume");
    expect(shownBy(made, "squid")).toBe(behind);
  });

  test.each([
    ["", 150],
    [", by a clock that is behind", -20],
  ])("between the plan and the publish job%s: what was rolled back stays away, also after the hold", async (_, minutes) => {
    const { made, older, newer } = await twoPublished();
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    expect(jobs.recordOf(jobs.plan.jobs[0]?.id ?? "", "squid:release").digest).toBe(newer);
    later(made, minutes / 1440);
    await order(made, "rollback");
    later(made, 0.1);
    expect((await jobs.publish()).status).toBe(0);
    expect(shownBy(made, "squid")).toBe(older);
    await order(made, "resume");
    await MemoryJobs.run(made, "push");
    expect(shownBy(made, "squid")).toBe(older);
  });
});

describe("another machine's clock is ahead", () => {
  /** A rebuild that keeps what is published, while a run whose clock is half an hour ahead publishes another commit. */
  async function ahead(isReverted: boolean) {
    const { made } = keptProject();
    await MemoryJobs.run(made, "schedule");
    const published = shownBy(made, "squid");
    later(made, 7);
    made.repository.commit(dockerfile("squid", "other"));
    made.now = new Date(made.now.getTime() + 30 * 60_000);
    const push = await MemoryJobs.plan(made, "push");
    await push.buildAll();
    made.now = new Date(made.now.getTime() - 35 * 60_000);
    made.repository.git("revert", "--no-edit", "HEAD");
    const jobs = await MemoryJobs.plan(made, "schedule");
    await jobs.buildAll();
    if (!isReverted) made.repository.commit(dockerfile("squid", "other"));
    await publishLate(made, push);
    const pushed = shownBy(made, "squid");
    expect(pushed).not.toBe(published);
    return { made, published, pushed, end: await publishLate(made, jobs) };
  }

  test("what is kept of the branch's tip follows", async () => {
    const { made, published, end } = await ahead(true);
    expect([end.status, shownBy(made, "squid")]).toEqual([0, published]);
  });

  test("what is kept of an older commit does not", async () => {
    const { made, pushed, end } = await ahead(false);
    expect([end.status, shownBy(made, "squid")]).toEqual([0, pushed]);
  });
});

test("an older rebuild that comes last does not take the place of what a newer one kept", async () => {
  const { made, changed } = keptProject();
  await MemoryJobs.run(made, "schedule");
  const published = shownBy(made, "squid");
  later(made, 7);
  await seePublished(made, "squid");
  changed.set("squid", 1);
  const older = await MemoryJobs.plan(made, "schedule");
  await older.buildAll();
  changed.clear();
  const newer = await MemoryJobs.plan(made, "schedule");
  await newer.buildAll();
  expect([(await newer.publish()).status, (await older.publish()).status]).toEqual([0, 0]);
  expect(shownBy(made, "squid")).toBe(published);
  expect(stamps(made)).toHaveLength(3);
});

test("what is built on a kept base is published on that one", async () => {
  const { made, changed } = keptProject({ images: ["base", "app"], each: 'aliases: [{ tag: "{date}" }]' });
  await MemoryJobs.run(made, "schedule");
  const [base, app] = [shownBy(made, "base"), shownBy(made, "app")];
  later(made, 7);
  await seePublished(made, "app");
  changed.set("app", 1);
  expect((await MemoryJobs.run(made, "schedule")).status).toBe(0);
  expect(shownBy(made, "base")).toBe(base);
  expect(shownBy(made, "app")).not.toBe(app);
  for (const { on } of Object.values(await shownOn(made, "app"))) expect(on).toEqual([base]);
  expect(made.registry.shown("one.example.org/osg/base")).toMatchObject({ "20261123": base, "20261130": base });
});

/** What changes between the plan of a following stream and its publication. */
import { afterAll, expect, test } from "@jest/globals";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";

afterAll(removeFolders);

/** Two weeks of `fresh`, a plan of `stable`, a rollback of one source, and then the plan's publication. */
async function rolledBackMeanwhile(project: FollowedProject, only: string, before = async () => {}) {
  for (const monday of ["2026-11-02 06:17", "2026-11-09 06:17"]) await project.at(monday, { only: ["*:fresh"] });
  await before();
  project.made.now = new Date("2026-11-16T07:13:00Z");
  const jobs = await MemoryJobs.plan(project.made, "schedule", ["*:stable"]);
  const request = { reason: "it crashes", dryRun: false };
  const back = await project.at("2026-11-16 07:25", { event: "workflow_dispatch", only: [only], command: rollback, request });
  expect(back.status).toBe(0);
  const end = await jobs.publish();
  return { ...end, summary: end.shown.summaries.join("\n") };
}

test("nothing is published of a source that was rolled back since the plan, and the summary says why", async () => {
  const project = followedProject();
  const { status, summary, words } = await rolledBackMeanwhile(project, "squid:fresh");
  expect(status).toBe(0);
  expect(project.stamps("stable")).toEqual([]);
  const why = "squid:fresh 20261109-0617 must not be published here any more: rolled back by 20261116-0725";
  expect(words).toContain(why);
  expect(summary).toContain("### 1 image withheld: conditions changed after the plan");
  expect(summary).toContain(`**withheld**: ${why} |`);
  expect(summary).not.toMatch(/overtaken|follows fresh/);
});

test("no unit of a set is published if one source was rolled back since the plan", async () => {
  const images = "  squid: { context: squid }\n  xcache: { context: xcache }";
  const project = followedProject("soak: 7d, together: true", { images });
  const { status, summary } = await rolledBackMeanwhile(project, "xcache:fresh");
  expect(status).toBe(0);
  expect([project.stamps("stable", "squid"), project.stamps("stable", "xcache")]).toEqual([[], []]);
  expect(summary).toContain("### 2 images withheld: conditions changed after the plan");
  const why = "xcache:fresh 20261109-0617 must not be published here any more: rolled back by 20261116-0725";
  expect(summary).toContain(`**withheld**: ${why} |`);
  expect(summary).toContain(`**withheld**: it moves together with xcache:stable, which is not published: ${why} |`);
});

test("a unit of a set that is withheld still has its stream mended, and the others stay", async () => {
  const images = "  squid: { context: squid }\n  xcache: { context: xcache }";
  const project = followedProject("soak: 7d, together: true", { images });
  const { status } = await rolledBackMeanwhile(project, "squid:fresh", async () => {
    await project.at("2026-11-09 07:23", { only: ["*:stable"] });
    project.made.registry.removeTag(`${place}/squid`, "stable");
  });
  expect(status).toBe(0);
  expect(project.shows("stable", "squid")).toBe(project.shows("stable-20261109-0723", "squid"));
  expect([project.stamps("stable", "squid"), project.stamps("stable", "xcache")]).toEqual([["20261109-0723"], ["20261109-0723"]]);
});

test("no unit of a set is published if another run published one in the same minute, and the branch moved on", async () => {
  const images = "  squid: { context: squid }\n  xcache: { context: xcache }";
  const project = followedProject("soak: 7d, together: true", { images });
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  project.made.now = new Date("2026-11-16T07:13:00Z");
  const jobs = await MemoryJobs.plan(project.made, "schedule", ["*:stable"]);
  project.made.tip = () => "f".repeat(40);
  const { registry } = project.made;
  registry.setTag(
    `${place}/squid`,
    "stable-20261116-0723",
    registry.push(`${place}/squid`, { "io.github.tagstream.built": "20261116-0700" }),
  );
  const { words } = await jobs.publish();
  expect(words).toContain("it moves together with squid:stable, which is not published");
  expect(project.stamps("stable", "xcache")).toEqual([]);
});

test("a plan that waited for approval shows its image although the stream was rolled back and resumed since", async () => {
  const project = followedProject();
  for (const monday of ["2026-11-02 06:17", "2026-11-09 06:17"]) await project.at(monday, { only: ["*:fresh"] });
  for (const monday of ["2026-11-09 07:23", "2026-11-16 07:23"]) await project.at(monday, { only: ["*:stable"] });
  await project.at("2026-11-16 08:17", { only: ["*:fresh"] });
  project.made.now = new Date("2026-11-23T08:13:00Z");
  const jobs = await MemoryJobs.plan(project.made, "schedule", ["*:stable"]);
  const request = { reason: "it crashes", dryRun: false };
  const byHand = { event: "workflow_dispatch", only: ["*:stable"], request };
  await project.at("2026-11-24 07:25", { ...byHand, command: rollback });
  await project.at("2026-11-25 07:25", { ...byHand, command: resume });
  project.made.now = new Date("2026-11-26T07:25:00Z");
  expect((await jobs.publish()).status).toBe(0);
  expect(project.shows("stable")).toBe(project.shows("fresh-20261116-0817"));
  expect(project.stamps("stable").at(-1)).toBe("20261124-0725-01");
});

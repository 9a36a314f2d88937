import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import { dockerfile, nativeProject, one, publishAll, shownBy, two } from "../support/native-project.ts";

afterAll(removeFolders);

test.each([false, true])("the merge of a chain publishes the indexes that were tested (levels: %s)", async (levels) => {
  const made = nativeProject({ levels, images: ["base", "app", "top"] });
  await publishAll(made);
  made.repository.commit(dockerfile("base", "2"));
  expect((await MemoryJobs.run(made, "pull_request")).status).toBe(0);
  const tested = ["base", "app", "top"].map((image) => made.registry.shown(`${one}/${image}`)["rc.release.pr-7"]);
  made.built.length = 0;
  const merged = await MemoryJobs.run(made, "push");
  expect([merged.status, merged.jobs.plan.jobs, made.built]).toEqual([0, [], []]);
  for (const place of [one, two]) expect(["base", "app", "top"].map((image) => shownBy(made, image, place))).toEqual(tested);
  // Then `app` alone changes, and is built on the published index of its base.
  made.repository.commit(dockerfile("app", "3"));
  const proposed = await MemoryJobs.run(made, "pull_request");
  expect(proposed.jobs.plan.units.map(({ image, decision }) => `${image} ${decision}`)).toEqual([
    "base leave",
    "app build",
    "top build",
  ]);
  const again = await MemoryJobs.run(made, "push");
  expect(
    again.jobs.plan.units.map(({ image, decision, reason }) => `${image} ${decision} ${decision === "promote" ? "" : reason}`),
  ).toEqual(["base leave up to date", "app promote ", "top promote "]);
});

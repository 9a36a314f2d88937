import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { keptProject, later, publishLate, stamps } from "../support/kept-project.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import { dockerfile, one, shownBy, two } from "../support/native-project.ts";

afterAll(removeFolders);

/** A rebuild that may keep what was published a week before, up to its publish job. */
async function builtAgain(config?: Parameters<typeof keptProject>[0]) {
  const { made } = keptProject(config);
  await MemoryJobs.run(made, "schedule");
  const published = shownBy(made, "squid");
  later(made, 7);
  const jobs = await MemoryJobs.plan(made, "schedule");
  await jobs.buildAll();
  return { made, jobs, published };
}

describe("a publish job that is killed before a write", () => {
  test.each([0, 1, 2, 3])("number %d leaves what the next one completes", async (writes) => {
    const { made, jobs, published } = await builtAgain({ each: 'aliases: [{ tag: "{date}" }]' });
    let left = writes;
    made.registry.refuse = ({ verb }) => ((verb === "claim" || verb === "putManifest") && left-- <= 0 ? "killed" : undefined);
    await jobs.publish();
    for (const place of [one, two]) expect(shownBy(made, "squid", place)).toBe(published);
    made.registry.refuse = () => undefined;
    expect((await jobs.publish()).status).toBe(0);
    for (const place of [one, two]) {
      expect(stamps(made, "squid", place).filter(([tag]) => !tag.endsWith("20261130") && !tag.endsWith("20261123"))).toHaveLength(
        2,
      );
      expect(made.registry.shown(`${place}/squid`)).toMatchObject({ release: published, "20261130": published });
    }
  });
});

describe("a publication of another run meanwhile", () => {
  test("is not overtaken by the image that was kept", async () => {
    const { made, jobs } = await builtAgain();
    made.repository.commit(dockerfile("squid", "other"));
    await MemoryJobs.run(made, "push");
    const newer = shownBy(made, "squid");
    expect((await publishLate(made, jobs)).status).toBe(0);
    expect(shownBy(made, "squid")).toBe(newer);
  });

  test("of the same rebuild gives one more timestamp to the same image", async () => {
    const { made, jobs, published } = await builtAgain();
    await MemoryJobs.run(made, "schedule");
    expect((await jobs.publish()).status).toBe(0);
    expect([...new Set(stamps(made).map(([, digest]) => digest))]).toEqual([published]);
    expect(shownBy(made, "squid")).toBe(published);
  });
});

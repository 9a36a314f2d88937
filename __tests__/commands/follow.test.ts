import { afterAll, describe, expect, test } from "@jest/globals";
import { type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";

afterAll(removeFolders);

const only = ["*:*stable"];
/** Four Mondays, one week after the other. */
const mondays = ["2026-11-02 06:17", "2026-11-09 06:17", "2026-11-16 06:17", "2026-11-23 06:17"] as const;
const rebuild = { only: ["*:*fresh"] };

async function publishFresh({ at }: FollowedProject, weeks: number): Promise<void> {
  for (const monday of mondays.slice(0, weeks)) expect((await at(monday, rebuild)).status).toBe(0);
}

describe("a following stream", () => {
  test("publishes exactly what its source published once that is old enough", async () => {
    const project = followedProject();
    await publishFresh(project, 1);
    const built = project.made.built.length;

    const early = await project.at("2026-11-09 06:16", { only });
    expect(early.status).toBe(0);
    expect(early.units["squid:stable"]).toMatchObject({ decision: "leave", follow: { next: { waitingFor: ["soaked"] } } });
    expect(project.stamps("stable")).toEqual([]);

    const due = await project.at("2026-11-09 06:17", { only });
    expect(due.status).toBe(0);
    expect(due.units["squid:stable"]).toMatchObject({ decision: "follow" });
    expect(project.stamps("stable")).toEqual(["20261109-0617"]);
    expect(project.shows("stable")).toBe(project.shows("fresh-20261102-0617"));
    expect(project.shows("stable-20261109-0617")).toBe(project.shows("fresh-20261102-0617"));
    expect(project.made.built).toHaveLength(built);
  });

  test("takes the newest that is due, and never goes back", async () => {
    const project = followedProject();
    await publishFresh(project, 3);
    await project.at("2026-11-16 07:23", { only });
    expect(project.shows("stable")).toBe(project.shows("fresh-20261109-0617"));
    const again = await project.at("2026-11-17 07:23", { only });
    expect(again.units["squid:stable"]).toMatchObject({ decision: "leave" });
    expect(project.stamps("stable")).toEqual(["20261116-0723"]);
  });

  test("is moved by schedules alone: a push mends its tags", async () => {
    const project = followedProject();
    await publishFresh(project, 2);
    await project.at("2026-11-09 07:23", { only });
    const shown = project.shows("stable");
    project.made.registry.removeTag(`${place}/squid`, "stable");
    const pushed = await project.at("2026-11-20 10:00", { event: "push" });
    expect(pushed.units["squid:stable"]).toMatchObject({ decision: "repair" });
    expect(project.shows("stable")).toBe(shown);
    expect(project.stamps("stable")).toEqual(["20261109-0723"]);
  });

  test("is never said to be without tests: its source passed them", async () => {
    const project = followedProject("soak: 7d", { images: "  squid: { context: squid, tests: [{ run: [serve] }] }" });
    await publishFresh(project, 1);
    const end = await project.at("2026-11-09 07:23", { only });
    expect(end.units["squid:stable"]).toMatchObject({ decision: "follow", tests: [] });
    expect(end.text).not.toContain("without tests");
  });

  test("is no part of a proposed change", async () => {
    const project = followedProject();
    await publishFresh(project, 1);
    project.made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# changed\n" });
    const proposed = await project.at("2026-11-20 10:00", { event: "pull_request" });
    expect(Object.keys(proposed.units)).toEqual(["squid:fresh"]);
  });
});

describe("registries", () => {
  const registries =
    "[{ name: one.example.org/osg, when: { stream: fresh } }, { name: two.example.org/osg, when: { stream: stable } }]";

  test("the source and its follower may be in different ones", async () => {
    const project = followedProject("soak: 1d", { registries });
    await publishFresh(project, 1);
    const end = await project.at("2026-11-04 07:23", { only });
    expect(end.status).toBe(0);
    expect(project.shows("stable", "squid", "two.example.org/osg")).toBe(project.shows("fresh"));
    expect(project.shows("stable")).toBeUndefined();
  });

  test("a source that does not answer keeps the stream, and the run is red", async () => {
    const project = followedProject("soak: 1d", { registries });
    await publishFresh(project, 1);
    project.made.registry.refuse = ({ repository }) => (repository.startsWith("one.example.org") ? "it is down" : undefined);
    const end = await project.at("2026-11-04 07:23", { only });
    expect(end.status).toBe("threw");
    expect(end.text).toContain("follow-unknown");
    expect(project.shows("stable", "squid", "two.example.org/osg")).toBeUndefined();
  });
});

describe("tests of its own", () => {
  const tests = "soak: 1d, tests: [{ name: site, run: [site] }]";
  const answer = (project: FollowedProject, passed: boolean) => {
    project.made.containers = {
      ...project.made.containers,
      run: async () => ({ status: passed ? 0 : 1, timedOut: false, output: passed ? "" : "no such site" }),
    };
  };

  test("run on the digest before it is published", async () => {
    const project = followedProject(tests);
    await publishFresh(project, 1);
    const end = await project.at("2026-11-04 07:23", { only });
    expect(end.status).toBe(0);
    expect(end.units["squid:stable"]).toMatchObject({ decision: "test", tests: [{ name: "site" }] });
    expect(project.shows("stable")).toBe(project.shows("fresh"));
  });

  test.each([
    ["pass", true, 0],
    ["fail", false, 1],
  ])("run in jobs of their own, whose plan has these tests alone: they %s", async (_, passed, status) => {
    const project = followedProject(tests, { images: "  squid: { context: squid, tests: [{ run: [anywhere] }] }" });
    await publishFresh(project, 1);
    answer(project, passed);
    project.made.now = new Date("2026-11-04T07:23:00Z");
    const end = await MemoryJobs.run(project.made, "schedule", [...only]);
    expect({ words: end.words, status: end.status, built: end.built.map((job) => job.status) }).toEqual({
      words: expect.any(String),
      status,
      built: [status],
    });
    expect(project.shows("stable")).toBe(passed ? project.shows("fresh") : undefined);
  });

  test("keep the digest out if they fail", async () => {
    const project = followedProject(tests);
    await publishFresh(project, 1);
    answer(project, false);
    const end = await project.at("2026-11-04 07:23", { only });
    expect(end.status).toBe(1);
    expect(end.text).toContain("site");
    expect(project.shows("stable")).toBeUndefined();
  });
});

describe("a set", () => {
  const images = "  squid: { context: squid }\n  xcache: { context: xcache }";
  const stable = "soak: 7d, together: true, tests: [{ name: site, run: [site] }]";

  test("shows one moment of its source", async () => {
    const project = followedProject(stable, { images });
    await publishFresh(project, 1);
    await project.at(mondays[1], { only: ["squid:fresh"] });
    await project.at("2026-11-09 07:23", { only: ["squid:stable"] }); // selects its set, too
    expect(project.shows("stable", "squid")).toBe(project.shows("fresh-20261102-0617", "squid"));
    expect(project.shows("stable", "xcache")).toBe(project.shows("fresh-20261102-0617", "xcache"));
    await project.at("2026-11-16 07:23", { only });
    expect(project.shows("stable", "squid")).toBe(project.shows("fresh-20261109-0617", "squid"));
    expect(project.stamps("stable", "xcache")).toEqual(["20261109-0723"]);
  });

  test("stays as a whole if one unit fails its tests", async () => {
    const project = followedProject(stable, { images });
    await publishFresh(project, 1);
    project.made.containers = {
      ...project.made.containers,
      run: async (image) => ({ status: image.includes("xcache") ? 1 : 0, timedOut: false, output: "" }),
    };
    const end = await project.at("2026-11-09 07:23", { only });
    expect(end.status).toBe(1);
    expect([project.shows("stable", "squid"), project.shows("stable", "xcache")]).toEqual([undefined, undefined]);
  });
});

test("followers may follow followers", async () => {
  const project = followedProject("soak: 2d", { streams: "  slow: { follows: stable, soak: 5d }" });
  await publishFresh(project, 1);
  await project.at("2026-11-04 07:23", { only: ["*:stable", "*:slow"] });
  expect([project.stamps("stable"), project.stamps("slow")]).toEqual([["20261104-0723"], []]);
  await project.at("2026-11-09 07:23", { only: ["*:stable", "*:slow"] });
  expect(project.stamps("slow")).toEqual(["20261109-0723"]);
  expect(project.shows("slow")).toBe(project.shows("fresh"));
});

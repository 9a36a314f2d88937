import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildJob } from "../../../src/commands/build.ts";
import { plan } from "../../../src/commands/plan.ts";
import { publishPlan } from "../../../src/commands/publish.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { makeFolder, removeFolders, type TestRepository } from "../../support/git.ts";
import { leftTrees, release, sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

const made = sourcedRun();
const weekly = { name: "schedule", runId: "4711" };
const folder = makeFolder();
const file = path.join(folder, "plan.json");
let tagged = "";
let planned: Plan;

/** A fresh checkout of the plan's commit, as another job has it. */
function checkout(): TestRepository {
  const clone = made.origin.clone("--depth=1", "--no-tags");
  return clone;
}

beforeAll(async () => {
  tagged = release(made, "v1.4.2");
  made.origin.git("branch", "3.22-stable", tagged);
  made.repository.commit({ "app/version": "moved on\n" });
  made.repository.git("push", "--quiet", "origin", "main");
  await made.command(plan, weekly, { plan: file }, checkout());
  planned = JSON.parse(readFileSync(file, "utf8")) as Plan;
});

describe("jobs of their own", () => {
  test("build exactly the plan's commits in shallow checkouts, also after the tag is gone and the branch moved", async () => {
    made.repository.git("push", "--quiet", "origin", ":v1.4.2");
    const clones: TestRepository[] = [];
    for (const { id } of planned.jobs) {
      const clone = checkout();
      clones.push(clone);
      const request = { plan: file, job: id, records: folder };
      expect((await made.command(buildJob, weekly, request, clone)).status).toBe(0);
    }
    expect(Object.fromEntries(made.received)).toEqual({
      edge: { revision: planned.commit, context: "moved on" },
      release: { revision: tagged, context: "v1.4.2" },
      lts: { revision: tagged, context: "v1.4.2" },
      "3.22": { revision: tagged, context: "v1.4.2" },
    });
    expect(clones.flatMap((repository) => leftTrees({ ...made, repository }))).toEqual([]);
    const published = await made.command(publishPlan, weekly, { plan: file, records: folder }, checkout());
    expect([published.status, published.shown.problems]).toEqual([0, []]);
    const shown = made.registry.shown("one.example.org/osg/app");
    expect(Object.keys(shown).filter((tag) => !/-\d{8}-\d{4}/.test(tag))).toEqual(
      expect.arrayContaining(["3.22", "edge", "lts", "release"]),
    );
  });
});

describe("a plan that another job altered", () => {
  const source = (unit: number) => ({ ...planned.units[unit]?.source, ref: "", commit: "", ...planned.units[unit]?.source });

  test.each<[string, (plan: Plan) => void, string]>([
    ["no source", (one) => delete one.units[1]?.source, "units[1].source: its stream comes from v{version}"],
    [
      "a source for the default branch",
      (one) => Object.assign(one.units[0] ?? {}, { source: source(1) }),
      "units[0].source: its stream comes from the default branch",
    ],
    [
      "another branch",
      (one) => Object.assign(one.units[3] ?? {}, { source: { ...source(3), ref: "refs/heads/evil" } }),
      "units[3].source: its stream comes from refs/heads/3.22-stable",
    ],
    [
      "a version out of range",
      (one) => Object.assign(one.units[2] ?? {}, { source: { ...source(2), ref: "refs/tags/v2.0.0", version: "2.0.0" } }),
      "units[2].source: its stream comes from v{version} in 1.4",
    ],
    [
      "a commit that this repository does not have",
      (one) => Object.assign(one.units[1] ?? {}, { source: { ...source(1), commit: "1".repeat(40) } }),
      "git cannot fetch that commit",
    ],
    [
      "the tests of another commit",
      (one) => Object.assign(one.units[1] ?? {}, { testsHash: "0".repeat(64) }),
      "units[1].testsHash",
    ],
    [
      "a unit that is both planned and absent",
      (one) => Object.assign(one, { absent: [{ unit: "app:edge", reason: "x" }] }),
      'absent[0].unit: the plan already has "app:edge"',
    ],
  ])("%s", async (_, alter, message) => {
    const copy = structuredClone(planned);
    alter(copy);
    const altered = path.join(makeFolder(), "plan.json");
    writeFileSync(altered, JSON.stringify(copy));
    const request = { plan: altered, job: planned.jobs[0]?.id ?? "" };
    const refused = await made.command(buildJob, weekly, request, checkout()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Failure);
    expect((refused as Failure).message).toContain(message);
  });
});

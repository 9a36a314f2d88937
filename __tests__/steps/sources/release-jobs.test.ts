import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { buildJob } from "../../../src/commands/build.ts";
import { plan } from "../../../src/commands/plan.ts";
import { publishPlan } from "../../../src/commands/publish.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";
import { pushOf, pushTo, releaseRuns } from "../../support/release-runs.ts";

afterAll(removeFolders);

/** A release that is planned by one job; the others read the plan from a file. */
async function planned() {
  const made = releaseRuns();
  await made.on(pushTo(made));
  made.tag("v1.4.2", made.land("main", { "app/version": "1.4.2\n" }));
  made.land("main", { "app/version": "moved on\n" });
  made.days(1);
  const event = { ...pushOf(made, "v1.4.2"), runId: "77" };
  const ended = await made.on(event, plan);
  const file = ended.shown.outputs["plan"] ?? "";
  const revision = ended.shown.outputs["revision"] ?? "";
  expect(revision).toBe(made.repository.git("rev-parse", "main"));
  const records = path.join(makeFolder(), "records");
  mkdirSync(records);
  const build = async () => {
    for (const { job } of JSON.parse(ended.shown.outputs["matrix"] ?? "").include)
      await made.on(event, buildJob, { command: "build", plan: file, records, job }, revision);
  };
  const publish = () => made.on(event, publishPlan, { command: "publish", plan: file, records }, revision);
  return { made, file, build, publish };
}

test("jobs of their own build the tagged commit, and write the stream and the version", async () => {
  const { made, build, publish } = await planned();
  await build();
  expect((await publish()).status).toBe(0);
  const { release, "1.4.2": version } = made.tags();
  expect(release).toBeDefined();
  expect(version).toBe(release);
  expect(made.registry.annotationsOf("one.example.org/osg/app", "release")["org.opencontainers.image.revision"]).toBe(
    made.repository.git("rev-parse", "v1.4.2"),
  );
});

const alter = (file: string, change: (plan: Plan) => void): void => {
  const altered = JSON.parse(readFileSync(file, "utf8")) as Plan;
  change(altered);
  writeFileSync(file, JSON.stringify(altered));
};

function unitNamed({ units }: Plan, name: string): PlannedUnit {
  const found = units.find((unit) => unit.name === name);
  if (!found) throw new TypeError(`no unit ${name}`);
  return found;
}

test.each<[string, (plan: Plan) => void, string]>([
  [
    "a stream that does not come from the git tag",
    (altered) => Object.assign(unitNamed(altered, "app:release").source ?? {}, { ref: "refs/tags/v1.4.1", version: "1.4.1" }),
    "purposes: its stream does not come from the git tag",
  ],
  ["another git tag", (altered) => Object.assign(altered, { gitTag: "v9.0.0" }), "v9.0.0"],
  [
    "a purpose that adds tags of a version to a stream's",
    (altered) => Object.assign(unitNamed(altered, "app:next"), { purposes: ["versions"] }),
    "is not a tag that",
  ],
  [
    "the mark of another version",
    (altered) => {
      const unit = unitNamed(altered, "app:release");
      unit.tags.unshift("vm.release-20261124-0617.9.9.9");
      unit.references.unshift("one.example.org/osg/app:vm.release-20261124-0617.9.9.9");
    },
    "does not have the version of the unit's source",
  ],
])("a later job refuses a plan that was altered: %s", async (_, change, message) => {
  const { file, publish } = await planned();
  alter(file, change);
  await expect(publish()).rejects.toThrow(message);
});

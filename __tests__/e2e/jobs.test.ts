/** @needs engine */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { makeProject, type Project } from "../support/project.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

/** Three jobs as the template has them, each a step of its own; artifacts are files. */
async function planJob(project: Project, event = "schedule", inputs: Record<string, string> = {}) {
  const step = await project.step({
    event,
    payload: { repository: { default_branch: "main" } },
    inputs: { command: "plan", ...inputs },
    env: { GITHUB_RUN_ID: "7" },
  });
  const jobs = (JSON.parse(step.outputs["matrix"] ?? "") as { include: { job: string }[] }).include.map(({ job }) => job);
  return { step, jobs, plan: step.outputs["plan"] ?? "", records: mkdtempSync(path.join(step.temp, "records-")) };
}

const build = (project: Project, plan: string, job: string, records: string, node?: string) =>
  project.step({
    event: "schedule",
    inputs: { command: "build", plan, job, records },
    env: { GITHUB_RUN_ID: "7" },
    ...(node ? { node } : {}),
  });

const publish = (project: Project, plan: string, records: string) =>
  project.step({ event: "schedule", inputs: { command: "publish", plan, records }, env: { GITHUB_RUN_ID: "7" } });

describe("plan, build and publish as three jobs", () => {
  test("the same result as in one step", async () => {
    const project = withAlone();
    const { step, jobs, plan, records } = await planJob(project);
    expect(step.status).toBe(0);
    expect(jobs).toEqual(["base.release", "alone.release"]);
    // Jobs run on other machines, one of them with another Node.
    const nodes = [engine("TAGSTREAM_NODE20"), engine("TAGSTREAM_NODE24")];
    for (const [index, job] of jobs.entries())
      expect(await build(project, plan, job, records, nodes[index])).toMatchObject({ status: 0 });
    expect(readdirSync(records).toSorted()).toEqual(["record-alone.release.json", "record-base.release.json"]);
    expect(await tagsOf(`${project.registry}/squid`)).toEqual({}); // nothing has a tag before publish
    const published = await publish(project, plan, records);
    expect(published).toMatchObject({ status: 0 });
    for (const image of ["base", "squid", "xcache", "alone"]) {
      expect(Object.keys(await tagsOf(`${project.registry}/${image}`))).toEqual([
        "latest",
        "release",
        expect.stringMatching(/^release-\d{8}-\d{4}$/),
      ]);
    }
    expect(published.summary).toContain("All 4 images published");
  });

  test("a failed build leaves its record, and is red itself", async () => {
    const project = makeProject({ ...movingTag, "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN exit 3\n" });
    const { plan, records } = await planJob(project);
    expect((await build(project, plan, "base.release", records)).status).toBe(1);
    expect((await publish(project, plan, records)).status).toBe(1);
    expect(Object.keys(await tagsOf(`${project.registry}/xcache`))).toHaveLength(3);
    expect(await tagsOf(`${project.registry}/squid`)).toEqual({});
  });
});

/** The movingTag, and one image more, which is a job of its own. */
function withAlone(): Project {
  const files: Files = { ...movingTag, "alone/Dockerfile": "FROM busybox:1.36\n" };
  files[".github/tagstream.yml"] += "  alone: { context: alone }\n";
  return makeProject(files);
}

describe("a plan or a record that is not this run's is refused", () => {
  let project: Project;
  let planned: Awaited<ReturnType<typeof planJob>>;
  /** The folder of all records. */
  let good: string;
  beforeAll(async () => {
    project = withAlone();
    planned = await planJob(project);
    good = planned.records;
    for (const job of planned.jobs) expect(await build(project, planned.plan, job, good)).toMatchObject({ status: 0 });
  });

  /** A folder of records: of these jobs, one of them changed. */
  function recordsOf(jobs: readonly string[], change: (text: string) => string = (text) => text): string {
    const folder = mkdtempSync(path.join(planned.step.temp, "records-"));
    for (const job of jobs) {
      const text = readFileSync(path.join(good, `record-${job}.json`), "utf8");
      writeFileSync(path.join(folder, `record-${job}.json`), job === "base.release" ? change(text) : text);
    }
    return folder;
  }
  const nothingOf = async (...names: string[]) => {
    for (const name of names) expect(await tagsOf(`${project.registry}/${name}`)).toEqual({});
  };

  // More that a plan may not be: hostile-plans.test.ts.
  test.each<[string, (text: string) => string, string]>([
    ["another version", (text) => text.replace('"version": 1', '"version": 2'), "plan-version"],
    ["another commit", (text) => text.replace(/"commit": "[0-9a-f]{40}"/, `"commit": "${"0".repeat(40)}"`), "plan-foreign"],
    ["a tag that is not the unit's", (text) => text.replace('"latest"', '"stable"'), "plan-malformed"],
  ])("%s", async (_, poison, code) => {
    const plan = path.join(planned.step.temp, "poisoned.json");
    writeFileSync(plan, poison(readFileSync(planned.plan, "utf8")));
    const records = recordsOf([]);
    const { status, log } = await build(project, plan, planned.jobs[0] ?? "", records);
    expect({ status, log }).toEqual({ status: 1, log: expect.stringContaining(code) });
    expect(readdirSync(records)).toEqual([]);
  });

  test("a plan of another run", async () => {
    const env = { GITHUB_RUN_ID: "8" };
    const inputs = { command: "build", plan: planned.plan, job: planned.jobs[0] ?? "", records: recordsOf([]) };
    const { status, log } = await project.step({ event: "schedule", inputs, env });
    expect({ status, log }).toEqual({ status: 1, log: expect.stringContaining("The plan is from run 7, but this is run 8") });
  });

  test.each(["build", "publish"])("%s refuses the events that `plan` refuses, whatever plan it is given", async (command) => {
    const inputs = { command, plan: planned.plan, job: planned.jobs[0] ?? "", records: recordsOf(planned.jobs) };
    const refused = await project.step({ event: "pull_request_target", inputs, env: { GITHUB_RUN_ID: "7" } });
    expect(refused).toMatchObject({ status: 1, log: expect.stringContaining("event-refused") });
    await nothingOf("base", "alone");
  });

  test("a record of units that the job does not have", async () => {
    const records = recordsOf(["base.release"], (text) => text.replaceAll("xcache:release", "xcache:testing"));
    const { status, log } = await publish(project, planned.plan, records);
    expect({ status, log }).toEqual({ status: 1, log: expect.stringContaining("record-malformed") });
    await nothingOf("base", "squid", "xcache", "alone");
  });

  test("a damaged record counts for nothing: its units are red, the others are published", async () => {
    const { status, log, summary } = await publish(
      project,
      planned.plan,
      recordsOf(planned.jobs, () => "{"),
    );
    expect({ status, log }).toEqual({ status: 1, log: expect.stringContaining("record-malformed") });
    expect(summary).toContain("1 of 4 images published");
    await nothingOf("base");
    expect(Object.keys(await tagsOf(`${project.registry}/alone`))).toHaveLength(3);
  });

  test("a job that left no record: its units are red, the others stay published", async () => {
    const before = await tagsOf(`${project.registry}/alone`);
    const { status, summary } = await publish(project, planned.plan, recordsOf(["alone.release"]));
    expect(status).toBe(1);
    await nothingOf("base");
    expect(await tagsOf(`${project.registry}/alone`)).toEqual(before);
    expect(summary).toContain("left no record");
  });
});

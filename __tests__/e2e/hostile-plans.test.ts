/**
 * What a hostile change can forge between the jobs of its run, one row each: nothing
 * has an effect beyond the runner, and the run says why (docs/security.md).
 * @needs engine
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, test } from "@jest/globals";
import { hostileSetting, type Proposal } from "../support/hostile.ts";
import { propose } from "../support/pull-request.ts";

const setting = hostileSetting();

describe("a plan and records of a stranger's making", () => {
  interface Made {
    plan: string;
    records: string;
  }
  let step: Proposal;
  let left: Made;
  /** Plans and builds as the jobs of a fork's run do, and takes what they leave. */
  async function runJobs(): Promise<Made> {
    step = propose(setting.project.repository, setting.change).fork({ id: 666 });
    const { outputs, temp, log } = await setting.run(step, { command: "plan" });
    const made = { plan: outputs["plan"] ?? "", records: mkdtempSync(path.join(temp, "records-")) };
    const built = await setting.run(step, { command: "build", ...made, job: "squid.release" });
    if (built.status !== 0) throw new Error(log + built.log);
    return made;
  }
  beforeAll(async () => {
    left = await runJobs();
  });
  /** A copy for one test, at the commit that its run is about. */
  function copyLeft(): Made {
    setting.project.repository.git("checkout", "--quiet", "--detach", step.env?.["GITHUB_SHA"] ?? "");
    const folder = mkdtempSync(path.join(path.dirname(left.plan), "forged-"));
    const made = { plan: path.join(folder, "plan.json"), records: path.join(folder, "records") };
    cpSync(left.plan, made.plan);
    cpSync(left.records, made.records, { recursive: true });
    return made;
  }
  type Json = Record<string, unknown> & { units: Record<string, unknown>[] };
  const edit = (file: string, change: (json: Json) => void): void => {
    const json = JSON.parse(readFileSync(file, "utf8")) as Json;
    change(json);
    writeFileSync(file, JSON.stringify(json));
  };
  const inPlan =
    (change: (json: Json) => void) =>
    ({ plan }: Made) =>
      edit(plan, change);
  const inRecord =
    (change: (json: Json) => void) =>
    ({ records }: Made) => {
      const [name = ""] = readdirSync(records);
      edit(path.join(records, name), change);
    };
  const unit = (name: string) => (json: Json) => json.units.find((one) => one["name"] === name) ?? {};

  test("as they are: built and tested, and no more", async () => {
    left = await runJobs();
    await setting.expectHarmless(await setting.run(step, { command: "publish", ...left }), 0, "1 image built and tested");
  });

  test.each<[string, (made: Made) => void, number, string | RegExp]>([
    ["an intent that publishes", inPlan((json) => Object.assign(json, { intent: "publish" })), 1, /plan-(foreign|malformed)/],
    ["an intent that rebuilds", inPlan((json) => Object.assign(json, { intent: "rebuild" })), 1, /plan-(foreign|malformed)/],
    ["an intent with candidates", inPlan((json) => Object.assign(json, { intent: "candidate" })), 1, /plan-(foreign|malformed)/],
    ["an intent with secrets", inPlan((json) => Object.assign(json, { intent: "local" })), 1, "plan-foreign"],
    ["another repository", inPlan((json) => Object.assign(json, { repository: "osg/other" })), 1, "plan-foreign"],
    ["another run", inPlan((json) => Object.assign(json, { run: { id: "8", attempt: 1 } })), 1, "plan-foreign"],
    ["another commit", inPlan((json) => Object.assign(json, { commit: "0".repeat(40) })), 1, "plan-foreign"],
    [
      "a tag of a stream",
      inPlan((json) => Object.assign(unit("squid:release")(json), { tags: ["release"] })),
      1,
      "plan-malformed",
    ],
    [
      "a tag that is none",
      inPlan((json) => Object.assign(unit("squid:release")(json), { tags: ["../../x"] })),
      1,
      "plan-malformed",
    ],
    [
      "a unit that is an option",
      inPlan((json) => Object.assign(unit("squid:release")(json), { name: "--push" })),
      1,
      "plan-malformed",
    ],
    [
      "a unit that the configuration does not have",
      inPlan((json) => json.units.push({ ...unit("squid:release")(json), name: "evil:release", image: "evil" })),
      1,
      /plan-malformed|evil:release/,
    ],
    [
      "the repository of another image",
      inPlan((json) =>
        Object.assign(unit("squid:release")(json), {
          destinations: [{ repository: `${setting.project.registry}/base`, required: true }],
        }),
      ),
      1,
      "plan-malformed",
    ],
    [
      "a prototype",
      ({ plan }) => writeFileSync(plan, readFileSync(plan, "utf8").replace("{", '{"__proto__":{"intent":"publish"},')),
      1,
      "plan-malformed",
    ],
    ["no JSON", ({ plan }) => writeFileSync(plan, "<html>"), 1, "plan-malformed"],
    ["65 MiB", ({ plan }) => writeFileSync(plan, " ".repeat(65 * 1024 * 1024)), 1, "plan-malformed"],
    [
      "a folder",
      ({ plan }) => {
        rmSync(plan);
        mkdirSync(plan);
      },
      1,
      /\[(?!internal)[\w-]+\]/,
    ],
    [
      "a record of a unit that is not of its job",
      inRecord((json) => Object.assign(json.units[0] ?? {}, { unit: "xcache:release" })),
      1,
      "record-malformed",
    ],
    [
      "a record with the digest of another image",
      inRecord((json) => Object.assign(json.units[0] ?? {}, { digest: `sha256:${"b".repeat(64)}` })),
      0,
      "1 image built and tested",
    ],
    ["a record of another run", inRecord((json) => Object.assign(json["plan"] ?? {}, { run: "8" })), 1, "record-foreign"],
    [
      "a record without a digest",
      inRecord((json) => Object.assign(json.units[0] ?? {}, { digest: undefined })),
      1,
      "record-malformed",
    ],
    [
      "a record of a job that is a path",
      inRecord((json) => Object.assign(json, { job: "../../x" })),
      1,
      /record-(foreign|malformed)/,
    ],
    [
      "a record of 65 MiB",
      ({ records }) => writeFileSync(path.join(records, "record-squid.release.json"), " ".repeat(65 * 1024 * 1024)),
      1,
      "record-malformed",
    ],
    [
      "a record that is a link to a file outside",
      ({ records }) => {
        const [name = ""] = readdirSync(records);
        rmSync(path.join(records, name));
        symlinkSync(path.join(setting.outside, "file"), path.join(records, name));
      },
      1,
      /record|left no/,
    ],
  ])("of a fork: %s", async (_, forge, status, says) => {
    const made = copyLeft();
    forge(made);
    await setting.expectHarmless(await setting.run(step, { command: "publish", ...made }), status, says);
  });

  test("of a fork: a job that is not in the plan", async () => {
    const made = copyLeft();
    await setting.expectHarmless(
      await setting.run(step, { command: "build", job: "../../x", plan: made.plan }),
      1,
      "build-unknown-job",
    );
  });
});

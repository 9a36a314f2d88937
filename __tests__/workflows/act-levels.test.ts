/**
 * The jobs of the templates, on two runners and three levels, run by act: which run, in which order, and what each receives and hands on.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActResult, type ActRun, runWithAct } from "../support/act.ts";
import { type LevelledRun, type LevelledStep, writeLevels } from "../support/act-levels.ts";
import { template } from "../support/act-repository.ts";
import { makeRepository, removeFolders, type TestRepository } from "../support/git.ts";
import { type PullRequest, propose } from "../support/pull-request.ts";

let repository: TestRepository;
let origin: string;
let proposed: PullRequest;

beforeAll(() => {
  repository = makeRepository({ Dockerfile: "FROM scratch\n" });
  origin = `file://${repository.publish()}`;
  repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  proposed = propose(repository, { Dockerfile: "FROM scratch AS proposed\n" });
  repository.git("checkout", "--quiet", "main");
});
afterAll(removeFolders);

const events: Record<string, () => Pick<ActRun, "event" | "payload">> = {
  "rebuild.yml": () => ({ event: "schedule", payload: { schedule: "17 6 * * 1" } }),
  "promote.yml": () => ({ event: "push", payload: { ref: "refs/heads/main", repository: { default_branch: "main" } } }),
  "candidate.yml": () => ({ event: "pull_request", payload: { ...Object(proposed.step.payload), action: "opened" } }),
};

async function run(name: string, plan: LevelledRun): Promise<ActResult & { steps: LevelledStep[] }> {
  const { standIn, steps } = writeLevels(plan);
  const of = { repository: repository.folder, origin, workflow: template(name), apiUrl: "http://127.0.0.1:9", standIn };
  const result = await runWithAct({ ...of, ...(events[name]?.() ?? { event: "push" }) });
  return { ...result, steps: steps() };
}

const amd64 = { job: "base.release--linux-amd64", runner: "ubuntu-24.04" };
const arm64 = { job: "base.release--linux-arm64", runner: "ubuntu-24.04-arm" };
const child = { job: "squid.release--linux-arm64", runner: ["ubuntu-24.04-arm"] };
const last = { job: "cache.release" };

const onAmd64 = "build base.release--linux-amd64 ubuntu-24.04";
const onArm64 = "build base.release--linux-arm64 ubuntu-24.04-arm";
const ofChild = "build-2 squid.release--linux-arm64 ubuntu-24.04-arm";
const ofLast = "build-3 cache.release";

const fileOf = ({ job }: { job: string }): string => `record-${job}/record-${job}.json`;
const names = (...entries: { job: string }[]) => entries.map(({ job }) => job);

describe.each(Object.keys(events))("%s, run by act", (name) => {
  test("builds level after level, each job with the records of the levels before, and hands on each record once", async () => {
    const { status, jobs, files, steps } = await run(name, { levels: [[amd64, arm64], [child], [last]] });
    expect({ status, jobs, files }).toEqual({
      status: 0,
      jobs: Object.fromEntries(["plan", onAmd64, onArm64, ofChild, ofLast, "publish", "images"].map((job) => [job, "success"])),
      files: ["plan/plan.json", ...[amd64, arm64, last, child].map(fileOf)],
    });
    // The jobs of one level run side by side, so one may find the other's record.
    expect(steps.map(({ step }) => step).sort()).toEqual([
      ...names(amd64, arm64, last, child).map((job) => `build ${job}`),
      "plan",
      "publish",
    ]);
    expect(steps.slice(-3)).toEqual([
      { step: "build squid.release--linux-arm64", found: names(amd64, arm64) },
      { step: "build cache.release", found: names(amd64, arm64, child) },
      { step: "publish", found: names(amd64, arm64, last, child) },
    ]);
  });
});

describe("rebuild.yml, run by act", () => {
  test("a red base: its record is handed on, the next levels run, and the run is red", async () => {
    const red = { [arm64.job]: "with a record", [child.job]: "without a record" } as const;
    const { status, jobs, files, steps } = await run("rebuild.yml", { levels: [[arm64], [child], [last]], red });
    expect({ status, jobs, files, end: steps.at(-1) }).toEqual({
      status: 1,
      jobs: {
        plan: "success",
        [onArm64]: "failure",
        [ofChild]: "failure",
        [ofLast]: "success",
        publish: "success",
        images: "failure",
      },
      files: ["plan/plan.json", ...[arm64, last].map(fileOf)],
      end: { step: "publish", found: names(arm64, last) },
    });
  });

  test("a level without jobs is left out, wherever it is", async () => {
    const { status, jobs } = await run("rebuild.yml", { levels: [[], [child], []] });
    expect({ status, jobs }).toEqual({
      status: 0,
      jobs: { plan: "success", [ofChild]: "success", publish: "success", images: "success" },
    });
  });

  test("a plan that fails: nothing is built or published", async () => {
    const { status, jobs, steps } = await run("rebuild.yml", {});
    expect({ status, jobs, steps }).toEqual({
      status: 1,
      jobs: { plan: "failure", images: "failure" },
      steps: [{ step: "plan", found: [] }],
    });
  });
});

/**
 * examples/fresh: production gets what a site called good, by the form and the schedule that people copy.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ActResult } from "../support/act.ts";
import { type ActRepository, startActRepository, template } from "../support/act-repository.ts";
import { split } from "../support/broken-tags.ts";
import { readExampleToBuild } from "../support/example.ts";
import { removeFolders } from "../support/git.ts";
import { tagsOf } from "../support/registry-check.ts";
import { setTag } from "../support/registry-copy.ts";
import { cleanUpSteps } from "../support/runner.ts";

const images = ["squid", "xcache"];
const configuration = ".github/tagstream.yml";
let made: ActRepository;

/** Three days ago: younger than the example's soak, and older than it is with a good verdict. */
const stamp = new Date(Date.now() - 3 * 86_400_000).toISOString().replace(/(\d+)-(\d+)-(\d+)T(\d+):(\d+).*/, "$1$2$3-$4$5");

const repositories = () => images.map((image) => `${made.project.registry}/${image}`);
const tags = () => Promise.all(repositories().map(tagsOf));
const follow = (): Promise<ActResult> => made.run(template("follow.yml"), "schedule", { schedule: "23 7 * * *" });

beforeAll(async () => {
  const { [configuration]: text = "", ...files } = readExampleToBuild("fresh");
  made = await startActRepository({ ...files, [configuration]: `registries: [REGISTRY]\n${text}` });
  const { status, log } = await made.project.push({ env: made.github.env, inputs: { token: "t" } });
  if (status !== 0) throw new Error(log);
  for (const repository of repositories()) {
    const { fresh = "" } = await tagsOf(repository);
    await setTag(...split(repository), `fresh-${stamp}`, fresh);
  }
});

afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await made.close();
});

describe("follow.yml and verify.yml, run by act", () => {
  test("nothing is old enough: nobody is asked for an approval, nothing is tested, and no tag is written", async () => {
    const before = await tags();
    expect(before.flatMap((one) => Object.keys(one).filter((tag) => /stable|latest/.test(tag)))).toEqual([]);
    const { status, jobs, leftovers, output } = await follow();
    expect({ status, jobs, leftovers, output }).toEqual({
      status: 0,
      jobs: { plan: "success", publish: "success", images: "success" },
      leftovers: [],
      output: expect.stringMatching(/waiting for: soak \(3 d .*of 7 d\)/),
    });
    expect(await tags()).toEqual(before);
  });

  test("a site's good verdict goes into the stream's issue, and writes no tag", async () => {
    const before = await tags();
    const { status, jobs, output } = await made.run(template("verify.yml"), "workflow_dispatch", {
      inputs: { only: "*:fresh", to: stamp, verdict: "good", reason: "three days at our site", undo: "false" },
      repository: { default_branch: "main" },
      sender: { login: "octo" },
    });
    expect({ status, jobs, output }).toEqual({ status: 0, jobs: { verify: "success" }, output: expect.any(String) });
    expect([...made.github.issues.values()]).toEqual([
      expect.objectContaining({
        title: "Verdicts: stable",
        state: "open",
        labels: ["tagstream-follow"],
        body: expect.stringContaining("three days at our site"),
      }),
    ]);
    expect(await tags()).toEqual(before);
  });

  test("then both images pass the tests of production, and move together, byte for byte", async () => {
    const before = await tags();
    const { status, jobs, leftovers, output } = await follow();
    const { plan, approve, publish, images: last, ...builds } = jobs;
    expect({ status, plan, approve, publish, last, leftovers, output }).toEqual({
      status: 0,
      plan: "success",
      approve: "success",
      publish: "success",
      last: "success",
      leftovers: [],
      output: expect.stringContaining("accepts production's settings"),
    });
    expect(Object.keys(builds)).toEqual(expect.arrayContaining([expect.stringMatching(/^build .*\.stable/)]));
    const after = await tags();
    for (const [at, { stable, latest, fresh, ...others }] of after.entries()) {
      expect([stable, latest, fresh]).toEqual(Array(3).fill(before[at]?.["fresh"]));
      const stamps = Object.entries(others).filter(([tag]) => /^stable-\d{8}-\d{4}/.test(tag));
      expect(stamps.map(([, digest]) => digest)).toEqual([fresh]);
    }
  });
});

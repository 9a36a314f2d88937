/**
 * A bad image in the streams, and the form that puts the good one back, each time that somebody sends it run by act. It has the job
 * for pins: the files that the images are deployed from follow.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActResult, actToken, runWithAct } from "../support/act.ts";
import { movingTag } from "../support/fixtures.ts";
import { removeFolders } from "../support/git.ts";
import { HostedRepository } from "../support/github/hosted/repository.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { pinTemplate } from "../support/pin-job.ts";
import { makeProject, type Project } from "../support/project.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type StepResult } from "../support/runner.ts";

let github: GitHub;
let project: Project;
let k8s: HostedRepository;
const digests = { good: "", bad: "" };
const configuration = ".github/tagstream.yml";

/** The form as it is sent, with what was filled in; the boxes arrive as text. GitHub hears of nothing that it was asked before. */
async function send(filledIn: Record<string, string>): Promise<ActResult> {
  const { repository } = project;
  const workflow = pinTemplate("workflows/rollback.yml");
  github.requests.length = 0;
  return runWithAct({
    repository: repository.folder,
    origin: repository.git("remote", "get-url", "origin"),
    workflow,
    apiUrl: github.url,
    event: "workflow_dispatch",
    payload: {
      inputs: {
        command: "rollback",
        only: "squid:release",
        to: "previous",
        reason: "",
        expires: "7d",
        "dry-run": "true",
        ...filledIn,
      },
      repository: { default_branch: "main" },
      sender: { login: "octo" },
    },
  });
}

async function publish(change: string): Promise<StepResult> {
  const { repository, registry } = project;
  repository.commit({ "squid/Dockerfile": `FROM ${registry}/base:release\nRUN echo ${change} > /squid\n` });
  repository.git("push", "--quiet", "origin", "main");
  github.branches.set("main", repository.head());
  const result = await project.push({ env: github.env, inputs: { token: "t" } });
  if (result.status !== 0) throw new Error(result.log);
  return result;
}

const squid = (): Promise<Record<string, string>> => tagsOf(`${project.registry}/squid`);
const shown = async (): Promise<string[]> => {
  const { release = "", latest = "" } = await squid();
  return [release, latest];
};
/** What the file names in the branch of the pull request. */
const proposed = (): string => k8s.bytes(k8s.open()[0]?.head ?? "main", "squid.yaml").toString();
const written = (): string[] => github.requests.filter((line) => !/^(GET|POST \/graphql)/.test(line));

beforeAll(async () => {
  github = await startGitHub();
  const pins = "pins: [{ repository: osg/k8s, files: ['*.yaml'] }]\n";
  project = makeProject({ ...movingTag, [configuration]: `${movingTag[configuration]}${pins}` });
  k8s = new HostedRepository("osg/k8s", { "squid.yaml": `image: ${project.registry}/squid:release # ours\n` });
  const rights = { repositories: [k8s.name], contents: "write", pullRequests: "write", isJobs: true } as const;
  github.hosted = { repositories: [k8s], tokens: new Map([[actToken, rights]]), faults: [] };
  project.repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  await publish("good");
  [digests.good = ""] = await shown();
  await publish("bad");
  [digests.bad = ""] = await shown();
});

afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

describe("rollback.yml, run by act", () => {
  test("as the form is: says what would go back, and changes nothing", async () => {
    const before = await squid();
    const { status, jobs, output } = await send({ reason: "it crashes" });
    expect({ status, jobs, output }).toEqual({
      status: 0,
      jobs: { look: "success" },
      output: expect.stringContaining("Dry run: nothing was rolled back."),
    });
    expect(output).toMatch(
      new RegExp(`squid:release +\\d{8}-\\d{4}\\S* ${digests.bad.slice(0, 15)} +\\d{8}-\\d{4}\\S* ${digests.good.slice(0, 15)}`),
    );
    expect(await squid()).toEqual(before);
    expect([written(), [...github.issues.keys()]]).toEqual([[], []]);
  });

  test("without a reason: refused, in the dry run already", async () => {
    const { status, jobs, output } = await send({});
    expect({ status, jobs, output }).toEqual({
      status: 1,
      jobs: { look: "failure" },
      output: expect.stringContaining('The command "rollback" needs the input `reason`'),
    });
  });

  test("without the tick: the image before is back under all tags, and held there", async () => {
    const before = await squid();
    const { status, jobs, output } = await send({ reason: "it crashes", "dry-run": "false" });
    expect({ status, jobs, output }).toEqual({
      status: 0,
      jobs: { change: "success", pin: "success" },
      output: expect.stringContaining("1 image rolled back"),
    });
    const { good } = digests;
    const after = await squid();
    const added = Object.keys(after).filter((tag) => !(tag in before) && !tag.startsWith("rb."));
    expect(after).toEqual({ ...before, release: good, latest: good, [`rb.${added[0]}`]: good, [added[0] ?? ""]: good });
    expect(added).toEqual([expect.stringMatching(/^release-\d{8}-\d{4}/)]);
    expect(proposed()).toBe(`image: ${project.registry}/squid:${added[0]}@${good} # ours\n`);
    expect(k8s.pulls[0]?.body).toMatch(/rolled back to \d{8}-\d{4}(-\d\d)? by octo: it crashes/);
    expect([...github.issues.values()]).toEqual([
      expect.objectContaining({
        title: "Hold: squid:release",
        state: "open",
        labels: ["tagstream-hold"],
        body: expect.stringContaining(`squid:release: "${good}"`),
      }),
    ]);
    expect(github.issues.get(1)?.body).toMatch(/owner: "?octo/);
  });

  test("history: what happened, with the hold that keeps the next image from the stream", async () => {
    await publish("fixed");
    expect(await shown()).toEqual([digests.good, digests.good]);
    expect(github.issues.get(1)?.comments).toHaveLength(1);
    const { status, jobs, output } = await send({ command: "history", "dry-run": "false" });
    expect({ status, jobs }).toEqual({ status: 0, jobs: { look: "success" } });
    expect(output).toMatch(/squid:release · shows \d{8}-\d{4}\S*, the same everywhere/);
    expect(output).toMatch(new RegExp(`${digests.good.slice(0, 15)} +rolled back to \\d{8}-\\d{4}`));
    expect(output).toMatch(/held \d+ \w+ to now by octo \(#1\): it crashes/);
    expect(written()).toEqual([]);
  });

  test("resume: the hold is closed, and the streams move to the newest image, without a build", async () => {
    const before = await squid();
    const dry = await send({ command: "resume" });
    expect({ status: dry.status, jobs: dry.jobs }).toEqual({ status: 0, jobs: { look: "success" } });
    expect([await squid(), written(), github.issues.get(1)?.state]).toEqual([before, [], "open"]);

    const { status, jobs } = await send({ command: "resume", "dry-run": "false" });
    expect({ status, jobs }).toEqual({ status: 0, jobs: { change: "success", pin: "success" } });
    const newest =
      Object.entries(before)
        .filter(([tag]) => /^release-\d/.test(tag))
        .at(-1)?.[1] ?? "";
    expect(Object.values(digests)).not.toContain(newest);
    expect(await squid()).toEqual({ ...before, release: newest, latest: newest });
    expect(proposed()).toContain(`@${newest} # ours`);
    expect([k8s.pulls.length, github.hosted.faults]).toEqual([1, []]);
    expect(github.issues.get(1)).toMatchObject({ state: "closed", stateReason: "completed" });
  });

  test("hold: an issue that keeps a stream at what it shows, and no tag is written", async () => {
    const before = await tagsOf(`${project.registry}/xcache`);
    const { status, jobs } = await send({
      command: "hold",
      only: "xcache:*",
      reason: "freeze",
      expires: "2w",
      "dry-run": "false",
    });
    expect({ status, jobs }).toEqual({ status: 0, jobs: { change: "success" } });
    expect(await tagsOf(`${project.registry}/xcache`)).toEqual(before);
    expect(github.issues.get(2)).toMatchObject({
      title: "Hold: xcache:*",
      state: "open",
      body: expect.stringContaining(`xcache:release: "${before["release"]}"`),
    });
  });
});

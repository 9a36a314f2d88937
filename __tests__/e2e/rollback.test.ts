import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { family } from "../support/fixtures.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { holdState, type IssueState } from "../support/github-issues.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject, type Project } from "../support/project.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "../support/runner.ts";

/** The family in two registries: what is rolled back has to be the same in both. */
const twoRegistries = (second: string): Files => ({
  ...family,
  ".github/tagstream.yml": (family[".github/tagstream.yml"] ?? "").replace(
    /^registries: .*$/m,
    `registries: [REGISTRY, ${second}]`,
  ),
});

let github: GitHub;

beforeAll(async () => {
  github = await startGitHub();
});
afterAll(async () => {
  cleanUpSteps();
  removeFolders();
  await github.close();
});

/** A project of which a good squid, then a bad one, is published in two registries. */
class Broken {
  readonly project: Project;
  readonly second: string;
  good = "";
  bad = "";
  private static made = 0;

  constructor() {
    this.second = `${engine("TAGSTREAM_TEST_REGISTRY_B")}/rollback-${process.pid}-${++Broken.made}`;
    this.project = makeProject(twoRegistries(this.second));
    github.issues.clear();
  }

  async break(): Promise<this> {
    await this.green(this.push());
    this.good = (await this.shown())[0] ?? "";
    this.project.repository.commit({ "squid/Dockerfile": `FROM ${this.project.registry}/base:release\nRUN echo bad > /squid\n` });
    await this.green(this.push());
    this.bad = (await this.shown())[0] ?? "";
    expect(this.bad).not.toBe(this.good);
    return this;
  }

  step(step: Partial<Step> & { event: string }): Promise<StepResult> {
    return this.project.step({
      ...step,
      env: { ...github.env, ...step.env },
      inputs: { token: "t", ...step.inputs },
    });
  }

  push(): Promise<StepResult> {
    this.project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    github.branches.set("main", this.project.repository.head());
    return this.step({ event: "push", payload: { repository: { default_branch: "main" } } });
  }

  weekly(): Promise<StepResult> {
    return this.step({ event: "schedule", payload: { schedule: "17 6 * * 1" } });
  }

  order(command: string, inputs: Record<string, string> = {}, env: Record<string, string> = {}): Promise<StepResult> {
    return this.step({
      event: "workflow_dispatch",
      payload: { repository: { default_branch: "main" }, sender: { login: "octo" } },
      inputs: { command, only: "squid:release", ...inputs },
      env: { GITHUB_WORKFLOW_REF: "osg/images/.github/workflows/rollback.yml@refs/heads/main", ...env },
    });
  }

  /** What the squid's stream shows in both registries. */
  async shown(tag = "release"): Promise<(string | undefined)[]> {
    return [(await this.tags())[tag], (await tagsOf(`${this.second}/squid`))[tag]];
  }

  tags(): Promise<Record<string, string>> {
    return tagsOf(`${this.project.registry}/squid`);
  }

  async green(run: Promise<StepResult>): Promise<StepResult> {
    const { log, status, ...rest } = await run;
    expect({ status, log }).toMatchObject({ status: 0 });
    return { log, status, ...rest };
  }
}

/** Of a registry's tags, those of the squid's publications, oldest first. */
const stamps = (tags: Record<string, string>): [string, string][] =>
  Object.entries(tags).filter(([tag]) => /^release-\d{8}-\d{4}/.test(tag));

const theHold = (): [number, IssueState] => {
  const [found, ...more] = [...github.issues];
  if (!found || more.length > 0) throw new Error(`there are ${github.issues.size} holds`);
  return found;
};

describe("a rollback", () => {
  test("puts the image before back, holds it through a weekly run, and ends when its issue is closed", async () => {
    const made = await new Broken().break();
    const before = stamps(await made.tags());
    const back = await made.green(made.order("rollback", { reason: "it crashes" }));
    expect(await made.shown()).toEqual([made.good, made.good]);
    expect(await made.shown("latest")).toEqual([made.good, made.good]);
    const [number, hold] = theHold();
    const [added, ...others] = stamps(await made.tags()).filter(([tag]) => !before.some(([other]) => other === tag));
    expect([added?.[1], others]).toEqual([made.good, []]);
    expect(stamps(await made.tags()).at(-1)).toEqual(added);
    expect(hold.body).toContain(`squid:release: "${made.good}"`);
    expect(back.summary).toMatch(/Held by \[#\d+\]/);
    expect(back.summary).toMatch(/gh workflow run rollback\.yml -f command=rollback -f only='squid:release' -f to=\d{8}-\d{4}/);

    const weekly = await made.green(made.weekly());
    expect(await made.shown()).toEqual([made.good, made.good]);
    const newest = stamps(await made.tags()).at(-1)?.[1] ?? "";
    expect([made.good, made.bad]).not.toContain(newest);
    expect(weekly.summary).toContain(`**held since`);
    expect(weekly.summary).toContain(`else \`${newest.slice(0, 15)}\``);
    expect(hold.comments).toHaveLength(1);
    expect(hold.comments[0]?.body).toContain(newest.slice(0, 15));
    const aside = await made.green(made.push());
    expect(aside.log).toMatch(/squid:release +leave +up to date; held since/);

    hold.state = "closed";
    hold.closedAt = new Date().toISOString();
    const after = await made.green(made.push());
    expect(after.log).toMatch(/squid:release +repair/);
    expect(after.log).not.toMatch(/^built sha256:/m);
    expect(await made.shown()).toEqual([newest, newest]);

    const history = await made.green(made.order("history"));
    expect(history.log).toMatch(/rolled back to \d{8}-\d{4}/);
    expect(history.log).toMatch(new RegExp(`held \\d+ \\w+ to \\d+ \\w+ by octo \\(#${number}\\): it crashes`));
  });
});

test("a hold that names an image which was never published moves nothing: whoever may edit an issue publishes nothing by it", async () => {
  const made = await new Broken().break();
  made.project.repository.commit({ "squid/Dockerfile": `FROM ${made.project.registry}/base:release\nRUN echo rc > /squid\n` });
  // Built, under no timestamp tag: as a candidate of a change that nobody has looked at.
  const [stamp] = stamps(await made.tags());
  const { content } = await manifestOf(`${made.project.registry}/squid`, stamp?.[0] ?? "");
  const forged = content.manifests?.[0]?.digest ?? "";
  github.issues.set(
    77,
    holdState({
      title: "Hold: squid:release",
      body: `\`\`\`yaml tagstream-hold\nunits: ["squid:release"]\nreason: x\nexpires: 2999-01-01\nrollback: 20270101-0000\ndigests: { squid:release: "${forged}" }\n\`\`\``,
    }),
  );
  const before = await made.tags();
  made.project.repository.git("reset", "--quiet", "--hard", "HEAD~1");
  const run = await made.push();
  expect(run.status).toBe(1);
  expect(run.log).toMatch(/squid:release +repair +hold #77 names an image that was never published/);
  expect(run.summary).toContain("under none of its timestamp tags");
  expect(await made.tags()).toEqual(before);
});

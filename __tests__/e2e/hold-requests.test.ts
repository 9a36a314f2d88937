/**
 * GitHub refuses, fails or is silent while runs ask for holds: nothing that is held moves, and the next
 * run completes what is left.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aBuild, Broken, cleanUpBroken, green, red } from "../support/broken.ts";
import { added, stamps } from "../support/broken-tags.ts";
import { movingTag } from "../support/fixtures.ts";
import { holdState } from "../support/github-issues.ts";
import { startGitHub } from "../support/github-server.ts";
import type { InProcessGround } from "../support/ground.ts";

let published: Broken<InProcessGround>;
beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

const weekly = { inputs: { only: "squid" } };

describe("a weekly run that cannot know what is held", () => {
  test.each<[string, (made: Broken) => void, (made: Broken) => void, RegExp]>([
    [
      "since its token may not read issues",
      ({ github }) => {
        github.mayReadIssues = false;
      },
      ({ github }) => {
        github.mayReadIssues = true;
      },
      /hold-unknown[\s\S]*Could not read the holds, so no stream moves\..*`issues: read`/,
    ],
    [
      "since nobody says who opened an issue",
      ({ github }) => {
        github.issues.set(1, holdState({ title: "Hold: xcache:release", author: "octo" }));
        github.onRequest = (line) => (/^GET .*\/collaborators\/octo\/permission$/.test(line) ? { status: 403 } : undefined);
      },
      ({ github }) => {
        github.onRequest = () => undefined;
      },
      /hold-unknown[\s\S]*the permission of octo in osg\/images/,
    ],
  ])("%s: red; what it built gets its timestamp, and the stream stays until a run knows", async (_, arrange, mend, error) => {
    const made = await published.fork();
    const before = await made.agreed();
    const { bad } = made.images.squid;
    arrange(made);
    const { summary, log } = await red(made.weekly(weekly), error);
    expect(log).toMatch(/note: no stream moves, since Tagstream could not read the holds/);
    expect(summary).toContain("its stream did not move, because it may be held");
    const after = await made.agreed();
    const [[, digest] = ["", ""], ...others] = Object.entries(added(before, after));
    expect([others, after["release"], after["latest"]]).toEqual([[], bad, bad]);

    mend(made);
    const next = await green(made.push());
    expect(next.log).not.toMatch(aBuild);
    expect(await made.agreed()).toEqual({ ...after, release: digest, latest: digest });
    expect(await made.shown()).toEqual([digest]);
  });
});

test("without issues there are no holds, which a run says once; a rollback says aloud that nothing holds it", async () => {
  const made = await published.fork();
  const { good } = made.images.squid;
  made.github.issuesDisabled = true;
  const back = await green(made.rollback());
  expect(back.log).toContain(
    "Nothing holds these streams (the repository has issues disabled, and a hold is an issue): the next publication moves them again.",
  );
  expect(back.summary).toContain("**Nothing holds these streams**");
  expect(await made.shown()).toEqual([good]);
  expect(made.github.issues.size).toBe(0);
  await green(made.push());
  expect(await made.shown()).toEqual([good]);

  const { log } = await green(made.weekly(weekly));
  expect(log.match(/there are no holds: the repository has issues disabled/g)).toHaveLength(1);
  expect(await made.shown()).toEqual([stamps(await made.agreed()).at(-1)?.[1]]);
  expect(await made.shown()).not.toEqual([good]);
  await red(made.order("hold", { reason: "x" }), /github-issues-disabled/);
});

test("a comment that cannot be written is a warning: the run is green, and the stream held", async () => {
  const made = await published.fork();
  await green(made.rollback());
  made.github.onRequest = (line) => (line === "POST /repos/osg/images/issues/1/comments" ? { status: 403 } : undefined);
  const { annotations } = await green(made.weekly(weekly));
  expect(annotations).toEqual([
    expect.objectContaining({ kind: "warning", message: expect.stringContaining("Could not update the comment on hold #1.") }),
  ]);
  expect(await made.shown()).toEqual([made.images.squid.good]);
});

test("a hold that cannot be closed: resume moves nothing; once it can, all", async () => {
  const made = await published.fork();
  await green(made.rollback());
  await green(made.weekly(weekly));
  const before = await made.everything();
  const patch = "PATCH /repos/osg/images/issues/1";
  made.github.onRequest = (line) => (line === patch ? { status: 403 } : undefined);
  await red(made.order("resume"), /`issues: write`/);
  expect(await made.everything()).toEqual(before);
  let lost = 0;
  made.github.onRequest = (line) => (line === patch && ++lost === 1 ? { drop: true, done: true } : undefined);
  await green(made.order("resume"));
  expect([made.hold()[1].state, lost]).toEqual(["closed", 2]);
  expect(await made.shown()).toEqual([stamps(await made.agreed()).at(-1)?.[1]]);
});

test("a push of three units with nothing to do asks GitHub for the holds and yanks, and again for the holds only on the condition that they changed", async () => {
  const github = await startGitHub();
  try {
    const project = published.ground.makeProject(movingTag);
    await green(project.push());
    github.issues.set(
      1,
      holdState({
        title: "Hold: elsewhere",
        body: '```yaml tagstream-hold\nunits: ["elsewhere"]\nreason: "x"\nexpires: "2099-01-01"\n```',
      }),
    );
    github.branches.set("main", project.repository.head());
    const { log } = await green(project.push({ env: github.env, inputs: { token: "t" } }));
    expect(log).toContain("all 3 unchanged");
    const issues = (label: string) => `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100`;
    expect(github.requests.map((line, index) => `${github.statuses[index]} ${line}`)).toEqual([
      "200 GET /repos/osg/images/git/ref/heads%2Fmain",
      "200 GET /repos/osg/images",
      `200 ${issues("tagstream-hold")}`,
      `200 ${issues("tagstream-yank")}`,
      `304 ${issues("tagstream-hold")}`,
    ]);
  } finally {
    await github.close();
  }
});

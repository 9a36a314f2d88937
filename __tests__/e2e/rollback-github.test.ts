/**
 * GitHub refuses, fails or is silent: nothing is left half done that the next run does not complete, and no stream moves unheld.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aBuild, added, Broken, cleanUpBroken, green, red, stamps } from "../support/broken.ts";
import { movingTag } from "../support/fixtures.ts";
import { holdState } from "../support/github-issues.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";
import { makeProject } from "../support/project.ts";

let published: Broken;

beforeAll(async () => {
  published = await Broken.publish();
});
afterAll(cleanUpBroken);

const weekly = { inputs: { only: "squid" } };
const attempt = (number: number) => ({ env: { GITHUB_RUN_ID: "815", GITHUB_RUN_ATTEMPT: String(number) } });

/** What a rollback asks of GitHub. */
const calls = {
  tip: /^GET \/repos\/osg\/images\/git\/ref\/heads%2Fmain$/,
  repository: /^GET \/repos\/osg\/images$/,
  "all holds": /^GET \/repos\/osg\/images\/issues\?.*state=all/,
  author: /^GET \/repos\/osg\/images\/collaborators\/octo\/permission$/,
  label: /^POST \/repos\/osg\/images\/labels$/,
  issue: /^POST \/repos\/osg\/images\/issues$/,
};
/** `holds again`: once its own hold is open. */
type Call = keyof typeof calls | "holds again";

/** A fork with a hold on another image, by a person, so that GitHub is asked who that is. */
async function prepared(): Promise<Broken> {
  const made = await published.fork();
  made.github.permissions.set("octo", "write");
  const body = '```yaml tagstream-hold\nunits: ["xcache:release"]\nreason: "x"\nexpires: "2099-01-01"\n```';
  made.github.issues.set(1, holdState({ title: "Hold: xcache:release", author: "octo", body }));
  return made;
}

const opened = ({ github }: Broken) => [...github.issues].filter(([number, { state }]) => number > 1 && state === "open");

test("these are all the calls that a rollback makes", async () => {
  const made = await prepared();
  await green(made.rollback());
  const called = new Set(
    made.github.requests.map((line) => Object.entries(calls).find(([, call]) => call.test(line))?.[0] ?? line),
  );
  expect([...called].sort()).toEqual(Object.keys(calls).sort());
});

/** A rollback during which GitHub answers one of the calls otherwise, then, once it answers again, the next attempt. */
async function disturbed(call: Call, fault: ReturnType<GitHub["onRequest"]>) {
  const made = await prepared();
  const before = await made.everything();
  const isCall = (line: string) =>
    call === "holds again" ? calls["all holds"].test(line) && opened(made).length > 0 : calls[call].test(line);
  made.github.onRequest = (line) => (isCall(line) ? fault : undefined);
  const { status, log } = await made.rollback({}, attempt(1));
  const held = opened(made).length;
  const tags = (await made.everything()).tags;
  const written = JSON.stringify(tags) !== JSON.stringify(before.tags);

  made.github.onRequest = () => undefined;
  await green(made.rollback({}, attempt(2)));
  const after = await made.agreed();
  const news = Object.values(added(before.tags[0] ?? {}, after));
  const image = { [made.images.squid.good]: "good" };
  return {
    call,
    status,
    log,
    first: { held, written },
    end: {
      holds: opened(made).length,
      news: news.map((digest) => image[digest]),
      shown: (await made.shown()).map((digest) => image[digest]),
    },
  };
}

const completed = { holds: 1, news: ["good"], shown: ["good"] };

describe("a rollback during which one of its calls is", () => {
  const kinds: [string, ReturnType<GitHub["onRequest"]>, Call[]][] = [
    [
      "refused",
      { status: 403, body: { message: "Resource not accessible by integration" } },
      [...(Object.keys(calls) as Call[]), "holds again"],
    ],
    ["answered with an error, again and again", { status: 500 }, ["tip", "repository", "all holds", "author", "label", "issue"]],
    ["not answered, again and again", { drop: true }, ["all holds", "label", "issue"]],
  ];
  test.each(kinds)("%s: moves nothing without its hold, and the next attempt goes to the end", async (_, fault, some) => {
    for (const { call, status, log, first, end } of await Promise.all(some.map((one) => disturbed(one, fault)))) {
      // Its own hold is known to it, whatever the list says; without it, nothing is done.
      const goesOn = call === "holds again";
      const wanted = { call, status: goesOn ? 0 : 1, first: { held: goesOn ? 1 : 0, written: goesOn }, end: completed };
      expect({ call, status, first, end, log }).toEqual({ ...wanted, log: expect.not.stringMatching(/defect|^ +at \S+ \(/m) });
      if (fault?.status !== 403 || goesOn) continue;
      const permission = { tip: "contents: read", label: "issues: write", issue: "issues: write", author: "job's own token" };
      expect(log).toContain({ ...permission, repository: "issues: read", "all holds": "issues: read" }[call]);
    }
  });

  test("done, and its answer lost: one hold is opened, and it goes on", async () => {
    for (const ending of await Promise.all(
      (["label", "issue"] as const).map((call) => disturbed(call, { drop: true, done: true })),
    )) {
      expect(ending).toMatchObject({
        first: { held: ending.status === 0 ? 1 : 0, written: ending.status === 0 },
        end: completed,
      });
      if (ending.call === "issue") expect(ending.status).toBe(0);
    }
  });
});

test.each<[string, (github: GitHub) => void, RegExp]>([
  [
    "whose author may not write",
    (github) => {
      github.login = "reader";
    },
    /hold-write[\s\S]*was opened by reader, who may not write to the repository/,
  ],
  [
    "that gets no label",
    (github) => {
      github.maySetLabels = false;
    },
    /without the label tagstream-hold, so that it is no hold, and was closed again/,
  ],
])("a hold %s is no hold: it is closed again, and nothing is rolled back", async (_, arrange, error) => {
  const made = await published.fork();
  const { tags } = await made.everything();
  arrange(made.github);
  await red(made.rollback(), error);
  expect(made.hold()[1].state).toBe("closed");
  expect((await made.everything()).tags).toEqual(tags);
});

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
      /hold-unknown[\s\S]*Whether streams are held could not be asked, and none moves without an answer\..*`issues: read`/,
    ],
    [
      "since nobody says who opened an issue",
      ({ github }) => {
        github.issues.set(1, holdState({ title: "Hold: xcache:release", author: "octo" }));
        github.onRequest = (line) => (calls.author.test(line) ? { status: 403 } : undefined);
      },
      ({ github }) => {
        github.onRequest = () => undefined;
      },
      /hold-unknown[\s\S]*what octo may do in osg\/images/,
    ],
  ])("%s: red; what it built gets its timestamp, and the stream stays until a run knows", async (_, arrange, mend, error) => {
    const made = await published.fork();
    const before = await made.agreed();
    const { bad } = made.images.squid;
    arrange(made);
    const { summary, log } = await red(made.weekly(weekly), error);
    expect(log).toMatch(/note: no stream moves, since it is not known what is held/);
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
    "Nothing holds these streams, so that the next publication moves them again: the repository has no issues, and a hold is one.",
  );
  expect(back.summary).toContain("**Nothing holds these streams**");
  expect(await made.shown()).toEqual([good]);
  expect(made.github.issues.size).toBe(0);
  await green(made.push());
  expect(await made.shown()).toEqual([good]);

  const { log } = await green(made.weekly(weekly));
  expect(log.match(/there are no holds: the repository has no issues/g)).toHaveLength(1);
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
    expect.objectContaining({ kind: "warning", message: expect.stringContaining("Hold #1 has no up-to-date comment.") }),
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

test("a push of three units with nothing to do asks GitHub for the holds, and again only on the condition that they changed", async () => {
  const github = await startGitHub();
  try {
    const project = makeProject(movingTag);
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
    expect(log).toContain("all 3 stay as they are");
    const holds = "GET /repos/osg/images/issues?labels=tagstream-hold&state=all&per_page=100";
    expect(github.requests.map((line, index) => `${github.statuses[index]} ${line}`)).toEqual([
      "200 GET /repos/osg/images/git/ref/heads%2Fmain",
      "200 GET /repos/osg/images",
      `200 ${holds}`,
      `304 ${holds}`,
    ]);
  } finally {
    await github.close();
  }
});

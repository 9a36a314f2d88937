/**
 * GitHub refuses, fails or is silent during a rollback: no stream moves without a hold, and the next
 * run completes it.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Broken, cleanUpBroken, green, red } from "../support/broken.ts";
import { added } from "../support/broken-tags.ts";
import { holdState } from "../support/github-issues.ts";
import type { GitHub } from "../support/github-server.ts";

let published: Broken;

beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

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
    /hold-write[\s\S]*would hold nothing: its author reader may not write to the repository/,
  ],
  [
    "that gets no label",
    (github) => {
      github.maySetLabels = false;
    },
    /without the label tagstream-hold, so it is not a hold. Tagstream closed it again/,
  ],
])("a hold %s is no hold: it is closed again, and nothing is rolled back", async (_, arrange, error) => {
  const made = await published.fork();
  const { tags } = await made.everything();
  arrange(made.github);
  await red(made.rollback(), error);
  expect(made.hold()[1].state).toBe("closed");
  expect((await made.everything()).tags).toEqual(tags);
});

/**
 * Holds as people write their issues: overdue, unreadable, hostile, or by outsiders.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Broken, cleanUpBroken, green, red } from "../support/broken.ts";
import { holdBody, newest, open } from "../support/broken-holds.ts";
import { added } from "../support/broken-tags.ts";
import type { holdState } from "../support/github-issues.ts";
import { manifestOf } from "../support/registry-check.ts";

let published: Broken;
beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

describe("a hold that needs a person turns runs red, and holds all the same", () => {
  const overdue = { expires: "2026-01-31" };
  const cases: [string, (made: Broken) => Parameters<typeof holdState>[0], RegExp][] = [
    [
      "overdue",
      (made) => ({ body: holdBody({ ...overdue, digest: made.images.squid.bad }) }),
      /hold-overdue[\s\S]*Hold #1 of octo was due to end by 2026-01-31, but still holds squid:release/,
    ],
    [
      "edited into nonsense",
      () => ({ body: "```yaml tagstream-hold\nunits: [\n```\n" }),
      /hold-malformed[\s\S]*its block is not valid YAML/,
    ],
    ["without its block", () => ({ body: null }), /hold-malformed[\s\S]*it has no `yaml tagstream-hold` block/],
  ];
  test.each(cases)("%s", async (_, state, error) => {
    const made = await published.fork();
    const { bad } = made.images.squid;
    open(made, 1, state(made));
    const { summary } = await red(made.weekly({ inputs: { only: "squid" } }), error);
    const [, digest] = await newest(made);
    expect(digest).not.toBe(bad);
    expect(await made.shown()).toEqual([bad]);
    expect(summary).toContain("**held since");
    await red(made.push(), error);
    expect(await made.shown()).toEqual([bad]);
  });
});

test("issues by outsiders, through a form that sets the label, huge or hostile, hold nothing, and are named once", async () => {
  const made = await published.fork();
  const hostile = ["</details>", "`​``", "| a | b |", "@everyone", "<img src=x onerror=alert(1)>", "::error::owned"].join("\n");
  const body = holdBody({ digest: made.images.squid.oldest });
  for (let number = 1; number <= 7; number++)
    open(made, number, { author: `stranger-${number}`, title: `Hold: * ${hostile}`, body: `${hostile}\n${body}` });
  open(made, 8, { author: "stranger-1", body: body + "x".repeat(60_000) });
  open(made, 9, { author: "octo", isPullRequest: true, title: "Hold: *:*" });
  made.github.permissions.set("octo", "admin");
  const { log, summary, annotations } = await green(made.weekly({ inputs: { only: "squid" } }));
  const [, digest] = await newest(made);
  expect(await made.shown()).toEqual([digest]);
  const note = /these issues have the hold label but hold nothing, because their authors have no write access: (.*)$/gm;
  expect([...log.matchAll(note)].map(([, numbers]) => numbers)).toEqual(["#8, #7, #6, #5, #4 and 3 more"]);
  for (const text of [log, summary]) expect(text).not.toContain("owned");
  expect(annotations.filter(({ kind }) => kind !== "notice")).toEqual([]);
  expect([...made.github.issues.values()].flatMap(({ comments }) => comments)).toEqual([]);
});

test("a hostile hold by somebody who may write holds, and its text stays text", async () => {
  const made = await published.fork();
  made.github.permissions.set("octo", "write");
  const reason = "</details> <img src=x> | ::error::owned @everyone [x](javascript:alert(1)) `";
  const body = holdBody({ digest: made.images.squid.good }).replace("it waits for upstream", reason);
  open(made, 1, { author: "octo", body });
  const { summary, annotations } = await green(made.weekly({ inputs: { only: "squid" } }));
  expect(await made.shown()).toEqual([made.images.squid.good]);
  const before = await made.agreed();
  const history = await green(made.order("history"));
  for (const text of [summary, made.hold()[1].comments[0]?.body ?? "?"]) {
    expect(text).not.toMatch(/<img|<\/details> <|\]\(javascript/);
    expect(text).not.toMatch(/(^|[^`\\\w])@everyone/);
  }
  expect([...annotations, ...history.annotations]).toEqual([]);
  expect(Object.keys(added(before, await made.agreed()))).toEqual([]);
});

test("a hold that names an image which was never published moves nothing: whoever may edit an issue publishes nothing by it", async () => {
  const made = await published.fork();
  const before = await made.everything();
  // A part of a publication, under no timestamp tag: as the candidate of a change that nobody has looked at would be.
  const { content } = await manifestOf(`${made.places[0]}/squid`, "release");
  const forged = content.manifests?.[0]?.digest ?? "";
  const body = holdBody({ digest: forged }).replace("digests:", 'rollback: "20270101-0000"\ndigests:');
  open(made, 77, { body });
  const { log, summary } = await red(made.push(), /was never published/);
  expect(log).toMatch(/squid:release +repair +hold #77 names an image that was never published/);
  expect(summary).toContain("has no timestamp tag of this unit");
  expect((await made.everything()).tags).toEqual(before.tags);
});

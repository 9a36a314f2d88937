/** What is held, from the rollback or the hold to its end: builds, merges and pushes go on, and the stream stays. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readHold } from "../../src/core/holds/hold-issue.ts";
import { aBuild, added, Broken, cleanUpBroken, green, red, stamps } from "../support/broken.ts";
import { watchBuilder } from "../support/builder-calls.ts";
import { holdState, type IssueState } from "../support/github-issues.ts";
import { makeHoldText } from "../support/holds.ts";
import { propose } from "../support/pull-request.ts";
import { manifestOf } from "../support/registry-check.ts";

let published: Broken;

beforeAll(async () => {
  published = await Broken.publish();
});
afterAll(cleanUpBroken);

const newest = async (made: Broken, image = "squid") => stamps(await made.agreed(image)).at(-1) ?? ["", ""];

/** A hold as the command makes it: on the squid, at what it shows unless a digest is given. */
const holdBody = (fields: { expires?: string; digest?: string; units?: string } = {}) =>
  [
    "Wait for upstream.",
    "",
    "```yaml tagstream-hold",
    "version: 1",
    `units: ["${fields.units ?? "squid:release"}"]`,
    'reason: "it waits for upstream"',
    'owner: "octo"',
    `expires: "${fields.expires ?? "2099-01-01"}"`,
    `digests: {${fields.digest === undefined ? "" : ` "squid:release": "${fields.digest}" `}}`,
    "```",
  ].join("\n");

const open = (made: Broken, number: number, state: Parameters<typeof holdState>[0] = {}): IssueState => {
  const issue = holdState({ title: "Hold: squid:release", body: holdBody({ digest: made.images.squid.bad }), ...state });
  made.github.issues.set(number, issue);
  return issue;
};

describe("a rollback", () => {
  test("outlives weekly runs and pushes, says once on its issue what they made, and ends when that is closed", async () => {
    const made = await published.fork();
    const { good, bad } = made.images.squid;
    await green(made.rollback());
    const [number, hold] = made.hold();

    const first = await green(made.weekly());
    expect(first.log).toMatch(aBuild);
    const [stamp, digest] = await newest(made);
    expect([good, bad]).not.toContain(digest);
    expect(await made.shown()).toEqual([good]);
    expect(first.summary).toContain("**held since");
    expect(first.summary).toContain(`else \`${digest.slice(0, 15)}\``);
    expect(JSON.parse(first.outputs["digests"] ?? "")).toMatchObject({ "squid:release": good });
    expect(hold.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining(`| \`squid:release\` | \`${digest.slice(0, 15)}\` | \`${stamp}\` |`),
    ]);
    expect(await made.shown("xcache")).toEqual([(await newest(made, "xcache"))[1]]);

    await green(made.weekly({ inputs: { only: "squid" } }));
    const [later, last] = await newest(made);
    expect(last).not.toBe(digest);
    expect(hold.comments).toHaveLength(1);
    expect(hold.comments[0]?.body).toContain(`| \`squid:release\` | \`${last.slice(0, 15)}\` | \`${later}\` |`);
    expect(hold.comments[0]?.body).not.toContain(digest.slice(0, 15));

    const tags = await made.agreed();
    made.project.repository.commit({ "README.md": "of no image\n" });
    const aside = await green(made.push());
    expect(aside.log).toMatch(/squid:release +leave +up to date; held since/);
    expect(aside.log).not.toMatch(aBuild);
    expect(await made.agreed()).toEqual(tags);

    made.close(number);
    made.project.repository.commit({ "README.md": "of no image either\n" });
    const builder = watchBuilder();
    const after = await green(made.push({ env: builder.env }));
    expect(after.log).toMatch(/squid:release +repair/);
    expect(builder.calls()).toEqual([]);
    made.project.repository.commit({ "xcache/Dockerfile": "FROM busybox:1.36\nRUN echo new > /xcache\n" });
    await green(made.push({ env: builder.env }));
    expect(builder.calls().some((call) => call.startsWith("buildx bake"))).toBe(true); // as it would have been seen
    builder.close();
    expect(await made.agreed()).toEqual({ ...tags, release: last, latest: last });
    expect(await made.shown()).toEqual([last]);
    expect(hold.comments).toHaveLength(1);
  });

  test("is not rebuilt by pushes that do not touch it, while it is held nor once that is lifted", async () => {
    const made = await published.fork();
    const { good } = made.images.squid;
    await green(made.rollback());
    const tags = await made.agreed();
    made.project.repository.commit({ "xcache/Dockerfile": "FROM busybox:1.36\nRUN echo new > /xcache\n" });
    const held = await green(made.push());
    expect(held.log).toMatch(/squid:release +leave/);
    expect(held.log).toMatch(/xcache:release +build/);
    made.close(made.hold()[0]);
    made.project.repository.commit({ "README.md": "of no image\n" });
    const lifted = await green(made.push());
    expect(lifted.log).toMatch(/squid:release +leave +up to date/);
    expect(lifted.log).not.toMatch(aBuild);
    expect(await made.agreed()).toEqual(tags); // its newest publication is what it was rolled back to
    expect(await made.shown()).toEqual([good]);
  });

  test("gets a comment of one table, whatever run made which row, and keeps what people wrote", async () => {
    const made = await published.fork();
    await green(made.rollback({ only: "*" }));
    const [, hold] = made.hold();
    hold.comments.push({ id: 1, author: "octo", body: "Upstream knows of it." });
    await green(made.weekly({ inputs: { only: "squid" } }));
    await green(made.weekly({ inputs: { only: "xcache" } }));
    expect(hold.comments.map(({ author }) => author)).toEqual(["octo", "github-actions[bot]"]);
    const [, ours] = hold.comments;
    for (const image of ["squid", "xcache"]) {
      const [stamp, digest] = await newest(made, image);
      expect(ours?.body).toContain(`| \`${image}:release\` | \`${digest.slice(0, 15)}\` | \`${stamp}\` | scheduled rebuild`);
    }
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);
  });
});

describe("a hold that a merged pull request has closed by a keyword", () => {
  const merged = { __typename: "PullRequest", url: "https://github.com/osg/images/pull/34" } as const;

  test("goes on, in red runs, until `resume` lifts it", async () => {
    const made = await published.fork();
    const { good } = made.images.squid;
    await green(made.rollback());
    const [number, hold] = made.hold();
    made.close(number);
    hold.closedBy = merged;
    const { summary } = await red(made.weekly({ inputs: { only: "squid" } }), /hold-closed-by-change/);
    expect(summary).toContain("**held since");
    expect(await made.shown()).toEqual([good]);
    const [, digest] = await newest(made);
    expect(digest).not.toBe(good);

    await green(made.order("resume"));
    expect(hold).toMatchObject({ state: "closed", stateReason: "completed" });
    expect(await made.shown()).toEqual([digest]);
    const after = await green(made.weekly({ inputs: { only: "squid", command: "plan" } }));
    expect(after.log).not.toContain("held since");
  });
});

describe("resume", () => {
  test("closes the hold and moves the stream at once, without a build", async () => {
    const made = await published.fork();
    await green(made.rollback());
    await green(made.weekly({ inputs: { only: "squid" } }));
    const tags = await made.agreed();
    const [, digest] = await newest(made);
    const dry = await green(made.order("resume", { "dry-run": "true" }));
    expect(dry.log).toContain("Nothing is lifted: dry-run.");
    expect(made.hold()[1].state).toBe("open");
    expect(await made.agreed()).toEqual(tags);

    const { log, summary, outputs } = await green(made.order("resume"));
    expect(made.hold()[1]).toMatchObject({ state: "closed", stateReason: "completed" });
    expect(await made.agreed()).toEqual({ ...tags, release: digest, latest: digest });
    expect(log).not.toMatch(aBuild);
    expect(summary).toMatch(/^### 1 image resumed · lifted: \\?#1/);
    expect(JSON.parse(outputs["digests"] ?? "")).toEqual({ "squid:release": digest });

    const again = await green(made.order("resume"));
    expect(again.log).toContain("Nothing holds squid:release: there is nothing to lift.");
    expect(again.outputs).toMatchObject({ tags: "", changed: "false" });
  });

  test("of one of two units leaves the other where it is, under the same issue", async () => {
    const made = await published.fork();
    await green(made.rollback({ only: "*" }));
    await green(made.weekly());
    await green(made.order("resume"));
    expect(await made.shown("squid")).toEqual([(await newest(made, "squid"))[1]]);
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);
    const [, hold] = made.hold();
    expect(hold).toMatchObject({ title: "Hold: xcache:release", state: "open" });
    const lifted = [
      { units: ["squid:release"], at: expect.any(String), digests: new Map([["squid:release", made.images.squid.good]]) },
    ];
    const digests = new Map([["xcache:release", made.images.xcache.good]]);
    expect(readHold(makeHoldText(hold.body ?? ""))).toMatchObject({ scope: ["xcache:release"], digests, lifted });
    expect(hold.body).toMatch(/^\*\*Lifted\*\*: `squid:release` at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    const next = await green(made.push());
    expect(next.log).toMatch(/squid:release +leave +up to date$/m);
    expect(next.log).toMatch(/xcache:release +leave +up to date; held since/);
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);

    const spans = async () => {
      const { log } = await green(made.order("history", { only: "*" }));
      return [...log.matchAll(/^ *(?:(\S+) · shows|held \d+ \w+ to (\w+).* by octo \(#(\d+)\))/gm)].map(([, ...of]) =>
        of.filter((text) => text !== undefined).join(" "),
      );
    };
    const day = expect.stringMatching(/^\d+ 1$/); // to a day: it is over
    expect(await spans()).toEqual(["squid:release", day, "xcache:release", "now 1"]);
    await green(made.order("hold", { reason: "it waits for upstream" }));
    expect(await spans()).toEqual(["squid:release", "now 2", day, "xcache:release", "now 1"]);
    await green(made.order("resume", { only: "*" }));
    expect([...made.github.issues.values()].map(({ state }) => state)).toEqual(["closed", "closed"]);
    const over = [expect.stringMatching(/^\d+ 2$/), day];
    expect(await spans()).toEqual(["squid:release", ...over, "xcache:release", day]);
  });
});

test("a hold of which too much would be left for one issue: nothing is lifted, others neither", async () => {
  const made = await published.fork();
  const body = holdBody({ units: "*:*" }).replace('"it waits for upstream"', `"${"x".repeat(64_500)}"`);
  open(made, 1);
  open(made, 2, { title: "Hold: *:*", body });
  await red(made.order("resume"), /hold-write[\s\S]*What would be left of hold #2 is too long for an issue.*Nothing was lifted/);
  expect([...made.github.issues.values()].map(({ state }) => state)).toEqual(["open", "open"]);
  expect(made.github.issues.get(2)?.body).toBe(body);
  await green(made.order("resume", { only: "*" }));
  expect([...made.github.issues.values()].map(({ state }) => state)).toEqual(["closed", "closed"]);
});

test("a hold that is run again opens no second one, and none once it was lifted", async () => {
  const made = await published.fork();
  const attempt = (number: number) => ({ env: { GITHUB_RUN_ID: "816", GITHUB_RUN_ATTEMPT: String(number) } });
  await green(made.order("hold", { reason: "it waits for upstream" }, attempt(1)));
  const before = await made.everything();
  const again = await green(made.order("hold", { reason: "it waits for upstream" }, attempt(2)));
  expect(again.log).toMatch(/1 image held by #1[\s\S]*squid:release +sha256:/);
  expect(await made.everything()).toEqual(before);
  made.close(1);
  await red(made.order("hold", { reason: "it waits for upstream" }, attempt(3)), /hold-lifted[\s\S]*was lifted since/);
  expect(made.hold()[1].state).toBe("closed");
});

test("a hold without a rollback: a weekly run and a merge go on under timestamps, and the stream moves once it is lifted", async () => {
  const made = await published.fork();
  const { bad } = made.images.squid;
  const before = await made.agreed();
  const placed = await green(made.order("hold", { reason: "it waits for upstream" }));
  const [number, hold] = made.hold();
  expect(hold.body).toContain(`squid:release: "${bad}"`);
  expect(hold.body).not.toContain("rollback:");
  expect(placed.outputs).toMatchObject({ tags: "", changed: "false" });
  expect(await made.agreed()).toEqual(before);
  const weekly = await green(made.weekly({ inputs: { only: "squid" } }));
  expect(await made.shown()).toEqual([bad]);

  // Named by its digest, since nobody can say here what Docker Hub's tag shows by now.
  const [base] = /busybox:1\.36@sha256:[0-9a-f]{64}/.exec(weekly.log) ?? [];
  const files = { "squid/Dockerfile": `FROM ${base}\nRUN echo proposed > /squid\n` };
  const pull = propose(made.project.repository, files, 70);
  made.github.pulls.set(70, { state: "open", merged: false, head: pull.head, comments: [] });
  await green(made.step(pull.step));
  const candidate = (await made.tags())["rc.release.pr-70"] ?? "";
  expect(made.github.pulls.get(70)?.comments.map(({ body }) => body)).toEqual([expect.stringContaining(`#${number}`)]);

  made.project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
  const comments = made.github.pulls.get(70)?.comments ?? [];
  made.github.pulls.set(70, { state: "closed", merged: true, head: pull.head, comments, mergedAs: pull.merge });
  const merged = await green(made.push());
  expect(merged.log).toMatch(/squid:release +promote/);
  expect(merged.log).not.toMatch(aBuild);
  const [stamp, digest] = stamps(await made.tags()).at(-1) ?? [];
  expect(digest).toBe(candidate);
  expect(await made.shown()).toEqual([bad]);
  expect(comments.map(({ body }) => body)).toEqual([
    expect.stringContaining(`and **held** by #${number}: its stream moves once that is lifted`),
  ]);
  expect(comments[0]?.body).toMatch(/\*\*Merged in `[0-9a-f]{7}`, and held\*\*/);
  expect(hold.comments).toHaveLength(1);
  expect(hold.comments[0]?.body).toContain(`\`${stamp}\``);

  made.close(number);
  const lifted = await green(made.push());
  expect(lifted.log).not.toMatch(aBuild);
  expect(await made.shown()).toEqual([candidate]);
});

describe("a hold that needs a person turns runs red, and holds all the same", () => {
  const overdue = { expires: "2026-01-31" };
  const cases: [string, (made: Broken) => Parameters<typeof holdState>[0], RegExp][] = [
    [
      "overdue",
      (made) => ({ body: holdBody({ ...overdue, digest: made.images.squid.bad }) }),
      /hold-overdue[\s\S]*Hold #1 of octo was to end by 2026-01-31, and still holds squid:release/,
    ],
    [
      "edited into nonsense",
      () => ({ body: "```yaml tagstream-hold\nunits: [\n```\n" }),
      /hold-malformed[\s\S]*its block is not YAML/,
    ],
    ["without its block", () => ({ body: null }), /hold-malformed[\s\S]*it has no block/],
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
  const note = /labelled as holds by somebody who may not write here, and of no effect: (.*)$/gm;
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
  expect(summary).toContain("under none of its timestamp tags");
  expect((await made.everything()).tags).toEqual(before.tags);
});

/** A hold whose issue was closed: by a person, or by a keyword in a commit or a pull request, which lifts nothing. */
import { describe, expect, test } from "@jest/globals";
import type { IssueState } from "../../support/github-issues.ts";
import { failure, holdHub } from "../../support/hold-hub.ts";

const hub = holdHub();
const day = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * day).toISOString().replace(/\.\d+Z$/, "Z");
const pull = { __typename: "PullRequest", url: "https://github.com/osg/images/pull/34" } as const;
const commit = { __typename: "Commit", url: "https://github.com/osg/images/commit/4be1c0f" } as const;
const closed = (closedBy?: IssueState["closedBy"], days = 1) =>
  ({ state: "closed", closedAt: daysAgo(days), ...(closedBy ? { closedBy } : {}) }) as const;
const asked = () => hub.requested("POST /graphql").length;

describe("is in force", () => {
  test.each<[string, NonNullable<IssueState["closedBy"]>, string]>([
    ["a pull request's", pull, pull.url],
    ["a commit's", commit, commit.url],
    ["one that the token may not see", { ...pull, hidden: true }, "a commit or a pull request that the token cannot see"],
  ])("after %s keyword", async (_, closedBy, says) => {
    hub.put(12, closed(closedBy));
    for (const state of ["open", "all"] as const) {
      const [hold, ...more] = await hub.list(state);
      expect({ more, hold }).toMatchObject({ more: [], hold: { number: 12, counts: true, closedBy: says } });
      expect(hold).not.toHaveProperty("closedAt");
    }
    expect(asked()).toBe(1); // each closing is asked about once
  });

  test("beside those that are open", async () => {
    hub.put(3);
    hub.put(12, closed(pull));
    hub.put(14, closed());
    hub.put(15, closed({ ...commit, hidden: true }));
    expect(await hub.counting()).toEqual([15, 12, 3]);
    expect(asked()).toBe(1);
  });
});

describe("is lifted", () => {
  test.each<[string, IssueState["closedBy"]]>([
    ["a person", undefined],
    ["a person who moves its card in a project", { __typename: "ProjectV2", url: "x" }],
  ])("by %s", async (_, closedBy) => {
    hub.put(12, closed(closedBy));
    expect(await hub.list()).toEqual([]);
    expect(await hub.list("all")).toEqual([expect.objectContaining({ closedAt: expect.any(String) })]);
  });

  test("by a person who has opened it again, after a keyword closed it", async () => {
    const issue = hub.put(12, closed(pull));
    expect(await hub.counting()).toEqual([12]);
    Object.assign(issue, { closedAt: daysAgo(0) });
    delete issue.closedBy;
    expect(await hub.list()).toEqual([]);
  });

  test("a month after a keyword closed it, unasked", async () => {
    hub.put(12, closed(pull, 31));
    expect(await hub.list()).toEqual([]);
    expect(asked()).toBe(0);
  });
});

test("nothing is asked about what is open, or counts for nothing", async () => {
  hub.put(3);
  hub.put(4, { author: "mallory", ...closed(pull) });
  expect(await hub.counting()).toEqual([3]);
  expect(asked()).toBe(0);
});

describe("is not decided", () => {
  test.each<[string, object]>([
    ["GitHub is down", { status: 502 }],
    ["it takes too long", { status: 200, body: { data: null, errors: [{ message: "Something went wrong while executing." }] } }],
    [
      "the token may not ask",
      { status: 200, body: { data: null, errors: [{ type: "FORBIDDEN", path: ["repository"], message: "no" }] } },
    ],
    [
      "the limit is reached",
      { status: 200, body: { data: null, errors: [{ type: "RATE_LIMITED", message: "API rate limit" }] } },
    ],
    ["the answer is none", { status: 200, body: { data: { repository: {} } } }],
  ])("when %s: it is asked again", async (_, fault) => {
    hub.put(12, closed(pull));
    let fails = true;
    hub.github.onRequest = (line) => (fails && line === "POST /graphql" ? fault : undefined);
    expect((await failure(hub.forge.holds("open"))).problems[0]?.code).toMatch(/^github-/);
    fails = false;
    expect(await hub.counting()).toEqual([12]);
  });
});

test("a server that does not know the question shows what it has: closed is closed", async () => {
  hub.put(12, closed(pull));
  const errors = [{ extensions: { code: "undefinedField" }, message: "Field 'closer' doesn't exist on type 'ClosedEvent'" }];
  hub.github.onRequest = (line) => (line === "POST /graphql" ? { status: 200, body: { errors } } : undefined);
  expect(await hub.list()).toEqual([]);
});

describe("once more, by resume", () => {
  test("is closed as by a person, which lifts it", async () => {
    const issue = hub.put(12, closed(pull));
    await hub.forge.closeHold(12, true);
    expect(issue).toMatchObject({ state: "closed", stateReason: "completed" });
    expect(await hub.list()).toEqual([]);
  });

  test("is open again where it stays on others", async () => {
    const issue = hub.put(12, closed(pull));
    await hub.forge.updateHold(12, "Hold web", "Longer.", true);
    expect(issue).toMatchObject({ title: "Hold web", state: "open" });
    expect(issue).not.toHaveProperty("closedAt");
  });
});

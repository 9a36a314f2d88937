import { describe, expect, test } from "@jest/globals";
import { account } from "../../support/github-issues.ts";
import { denied, failure, holdHub, page } from "../../support/hold-hub.ts";

const hub = holdHub();
const label = "tagstream-follow";
const put = (number: number, state: Parameters<typeof hub.put>[1] = {}) => hub.put(number, { labels: [label], ...state });
const listed = async () => {
  const issues = await hub.forge.verdicts.list();
  return issues === "disabled" ? issues : issues.map(({ number }) => number);
};

describe("verdicts are in issues", () => {
  test("open or closed, oldest first, with their own label", async () => {
    put(3);
    put(2, { state: "closed", closedAt: "2026-11-21T00:00:00Z" });
    put(4, { state: "closed", closedAt: "2026-11-21T00:00:00Z", closedBy: { __typename: "Commit", url: "https://x.example/c" } });
    put(5, { isPullRequest: true });
    hub.put(6);
    expect(await listed()).toEqual([2, 3, 4]);
  });

  test.each([
    ["a stranger", "mallory", "read", "NONE"],
    ["somebody with triage rights", "trudy", "triage", "COLLABORATOR"],
    ["a deleted account", "gone", "absent", "NONE"],
  ] as const)("not those of %s", async (_, author, role, association) => {
    put(1, { author, association });
    hub.github.permissions.set(author, role);
    expect(await listed()).toEqual([]);
    expect(await hub.forge.verdicts.ignored()).toEqual([1]);
  });

  test.each(["write", "maintain", "admin"] as const)("those of a person who may %s", async (role) => {
    put(1, { author: "octo", association: "MEMBER" });
    hub.github.permissions.set("octo", role);
    expect(await listed()).toEqual([1]);
  });

  test("asking again costs nothing while nothing changed", async () => {
    put(1);
    await listed();
    await listed();
    expect(hub.github.statuses.filter((status) => status === 304)).toHaveLength(1);
  });

  test("where issues are off", async () => {
    hub.github.issuesDisabled = true;
    expect(await listed()).toBe("disabled");
    expect((await failure(hub.forge.verdicts.open("Verdicts: stable", "x"))).problems[0]?.code).toBe("github-issues-disabled");
  });

  test("without the right to read or write issues", async () => {
    put(1);
    hub.github.mayWriteIssues = false;
    const [update, open] = [hub.forge.verdicts.update(1, "t", "b"), hub.forge.verdicts.open("t", "b")];
    for (const work of [update, open]) {
      const [problem] = (await failure(work)).problems;
      expect(problem).toMatchObject({ code: "github-denied", message: expect.stringContaining("`issues: write`") });
    }
    hub.github.mayReadIssues = false;
    expect((await failure(listed())).problems[0]?.message).toContain("`issues: read`");
  });

  test.each([
    ["by hand", {}],
    ["by a keyword", { closedBy: { __typename: "PullRequest", url: "https://x.example/p" } as const }],
  ])("one that was closed %s is open again once it is written", async (_, closed) => {
    const issue = put(1, { state: "closed", closedAt: "2026-11-21T00:00:00Z", ...closed });
    await hub.forge.verdicts.update(1, "Verdicts: stable", "new");
    expect(issue).toMatchObject({ state: "open", title: "Verdicts: stable", body: "new" });
  });

  test("a deleted label comes back with the next issue", async () => {
    await hub.forge.verdicts.open("Verdicts: stable", "one");
    hub.github.labels.delete(label);
    for (const issue of hub.github.issues.values()) issue.labels = [];
    expect(await listed()).toEqual([]);
    const { number } = await hub.forge.verdicts.open("Verdicts: stable", "two");
    expect([...hub.github.labels]).toEqual([label]);
    expect(await listed()).toEqual([number]);
  });

  test.each([
    ["the connection is cut", { drop: true, done: true }],
    ["a proxy answers with its page", { ...page, done: true }],
  ])("is not opened twice when, after it was opened, %s", async (_, fault) => {
    let left = 1;
    hub.github.onRequest = (line) => (line === "POST /repos/osg/images/issues" && left-- > 0 ? fault : undefined);
    await hub.forge.verdicts.open("Verdicts: stable", "x");
    expect(await listed()).toEqual([1]);
  });

  test("one whose author may not write is closed again, and refused", async () => {
    hub.github.login = "trudy";
    hub.github.permissions.set("trudy", "triage");
    expect((await failure(hub.forge.verdicts.open("t", "b"))).problems[0]).toMatchObject({
      code: "github-denied",
      message: expect.stringMatching(/#1 would not count: its author trudy/),
    });
    expect(hub.github.issues.get(1)?.state).toBe("closed");
  });

  test("yanks have a label of their own", async () => {
    await hub.forge.yanks.open("Yanked images", "x");
    expect(hub.github.issues.get(1)?.labels).toEqual(["tagstream-yank"]);
    expect(await listed()).toEqual([]);
    expect(await hub.forge.yanks.list()).toHaveLength(1);
  });
});

describe("whose token it is", () => {
  test.each([
    ["write", true],
    ["triage", false],
    ["read", false],
  ] as const)("a person who may %s", async (role, mayWrite) => {
    hub.github.login = "octo";
    hub.github.permissions.set("octo", role);
    expect(await hub.forge.tokenOwner()).toEqual({ login: "octo", mayWrite });
  });

  test("nobody's", async () => {
    expect(account(hub.github.login).type).toBe("Bot");
    expect((await failure(hub.forge.tokenOwner())).problems[0]).toMatchObject({
      code: "github-denied",
      message: expect.stringContaining("this token belongs to no person"),
    });
  });

  test("an answer that is none", async () => {
    hub.github.login = "octo";
    hub.github.onRequest = (line) => (line === "GET /user" ? { status: 200, body: {} } : undefined);
    expect((await failure(hub.forge.tokenOwner())).problems[0]?.code).toBe("github-failed");
    hub.github.onRequest = (line) => (line === "GET /user" ? denied : undefined);
    expect((await failure(hub.forge.tokenOwner())).problems[0]?.code).toBe("github-denied");
  });
});

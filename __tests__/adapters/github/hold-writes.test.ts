import { describe, expect, test } from "@jest/globals";
import type { GitHub } from "../../support/github-server.ts";
import { broken, denied, failure, holdHub, label, page } from "../../support/hold-hub.ts";

const hub = holdHub();

describe("opening", () => {
  test("makes the label once, and an issue with it", async () => {
    const hold = await hub.forge.openHold("Hold app", "Because.");
    expect(hold).toEqual({
      number: 1,
      title: "Hold app",
      body: "Because.",
      url: "https://github.com/osg/images/issues/1",
      createdAt: expect.stringMatching(/^20\d\d-.*Z$/),
      author: "github-actions[bot]",
      counts: true,
    });
    await hub.forge.openHold("Hold web", "Because.");
    expect([...hub.github.labels]).toEqual([label]);
    expect(await hub.list()).toEqual([expect.objectContaining({ number: 2, title: "Hold web" }), hold]);
  });

  test("says when a hold of this token does not count", async () => {
    hub.github.login = "helper";
    hub.github.permissions.set("helper", "triage");
    expect(await hub.forge.openHold("Hold app", "x")).toMatchObject({ author: "helper", counts: false });
  });

  test("where issues are off", async () => {
    hub.github.issuesDisabled = true;
    expect((await failure(hub.forge.openHold("Hold app", "x"))).problems[0]).toMatchObject({
      code: "github-issues-disabled",
      message: expect.stringContaining("General"),
    });
    expect(hub.github.requests).toEqual(["GET /repos/osg/images"]);
  });

  test("where issues are switched off meanwhile", async () => {
    await hub.forge.holds("open");
    hub.github.issuesDisabled = true;
    expect((await failure(hub.forge.openHold("Hold app", "x"))).problems[0]?.code).toBe("github-issues-disabled");
  });

  test("without the label, which GitHub drops unsaid: closed again, and refused", async () => {
    hub.github.maySetLabels = false;
    expect((await failure(hub.forge.openHold("Hold app", "x"))).problems[0]).toMatchObject({
      code: "github-denied",
      message: expect.stringMatching(/#1 .*closed it again.*`issues: write`/),
    });
    expect(hub.github.issues.get(1)).toMatchObject({ state: "closed", stateReason: "not_planned" });
  });

  test("without the label, and it cannot be closed again", async () => {
    hub.github.maySetLabels = false;
    hub.github.onRequest = (line) => (line.startsWith("PATCH") ? denied : undefined);
    expect((await failure(hub.forge.openHold("Hold app", "x"))).problems[0]).toMatchObject({
      code: "github-denied",
      message: expect.stringMatching(/#1 .*by hand/),
    });
  });

  const creates = "POST /repos/osg/images/issues";
  const times = (count: number, fault: ReturnType<GitHub["onRequest"]>) => {
    let left = count;
    hub.github.onRequest = (line) => (line === creates && left-- > 0 ? fault : undefined);
  };

  test.each([
    ["the connection is cut", { drop: true, done: true }],
    ["GitHub fails with 500", { status: 500, done: true }],
    ["a gateway fails with 502", { status: 502, text: "<html>Bad Gateway</html>", done: true }],
    ["a proxy answers with its page", { ...page, done: true }],
    ["half the answer comes", { ...broken, done: true }],
  ])("is not done twice when, after it was done, %s", async (_, fault) => {
    times(1, fault);
    expect(await hub.forge.openHold("Hold app", "One.\r\nTwo.\n")).toMatchObject({ number: 1, counts: true });
    expect(hub.github.issues.size).toBe(1);
    expect(hub.requested(creates)).toEqual([creates]);
  });

  test.each([
    ["the connection is cut", { drop: true }],
    ["GitHub fails with 503", { status: 503 }],
  ])("is done again when, before it was done, %s", async (_, fault) => {
    times(1, fault);
    expect(await hub.forge.openHold("Hold app", "x")).toMatchObject({ number: 1 });
    expect(hub.requested(creates)).toHaveLength(2);
  });

  test("is not done twice when GitHub keeps the text in another form", async () => {
    hub.github.onRequest = (line) => {
      if (line === creates) return { drop: true, done: true };
      for (const issue of hub.github.issues.values()) issue.body = "One.\nTwo.";
      return undefined;
    };
    expect(await hub.forge.openHold("Hold app", "One.\r\nTwo.\n")).toMatchObject({ number: 1, body: "One.\nTwo." });
  });

  test("takes neither another hold nor a stranger's copy for its own", async () => {
    hub.put(1, { title: "Hold app", body: "y" });
    hub.put(2, { title: "Hold app", body: "x", author: "mallory" });
    hub.put(3, { title: "Hold app", body: "x", state: "closed" });
    times(1, { drop: true });
    expect(await hub.forge.openHold("Hold app", "x")).toMatchObject({ number: 4 });
  });

  test.each<[string, ReturnType<GitHub["onRequest"]>, string, string]>([
    ["cut connections", { drop: true }, "github-unreachable", "network"],
    ["503", { status: 503 }, "github-failed", "503"],
    ["another thing's answer", { status: 200, body: { message: "hello" } }, "github-failed", "whether the issue exists"],
    ["a proxy's page", page, "github-failed", "whether the issue exists"],
  ])("ends after three attempts: %s", async (_, fault, code, says) => {
    times(100, fault);
    const { problems } = await failure(hub.forge.openHold("Hold app", "x"));
    expect(problems).toEqual([expect.objectContaining({ code, message: expect.stringContaining(says) })]);
    expect(hub.requested(creates)).toHaveLength(3);
  });
});

describe("changing", () => {
  test("replaces title and body", async () => {
    const issue = hub.put(4);
    await hub.forge.updateHold(4, "Hold web", "Longer.");
    expect(issue).toMatchObject({ title: "Hold web", body: "Longer.", state: "open", labels: [label] });
  });

  test("closes as completed", async () => {
    const issue = hub.put(4);
    await hub.forge.closeHold(4);
    expect(issue).toMatchObject({ state: "closed", stateReason: "completed" });
  });

  test("leaves what somebody else has closed", async () => {
    const issue = hub.put(4, { state: "closed", stateReason: "not_planned", closedAt: "2026-11-21T00:00:00Z" });
    await hub.forge.closeHold(4);
    expect(issue).toMatchObject({ stateReason: "not_planned", closedAt: "2026-11-21T00:00:00Z" });
    expect(hub.github.requests).toEqual(["GET /repos/osg/images/issues/4"]);
  });

  test.each<[string, number, string, string, string]>([
    ["deleted", 410, "This issue was deleted", "github-not-found", "deleted"],
    ["of a repository without issues", 410, "Issues has been disabled in this repository.", "github-issues-disabled", "settings"],
    ["unknown, or hidden", 404, "Not Found", "github-not-found", "`issues: write`"],
  ])("an issue that is %s", async (_, status, message, code, says) => {
    hub.put(4);
    hub.github.onRequest = () => ({ status, body: { message } });
    for (const work of [() => hub.forge.closeHold(4), () => hub.forge.updateHold(4, "x", "y")]) {
      expect((await failure(work())).problems[0]).toMatchObject({ code, message: expect.stringContaining(says) });
    }
  });
});

describe("comments on an issue", () => {
  const marker = "<!-- tagstream: hold -->";
  const keep = (text: string) => hub.forge.comment(4, marker, () => `${marker}\n${text}`, "issue");

  test("are kept as on a pull request", async () => {
    const issue = hub.put(4, { comments: [{ id: 1, author: "mallory", body: `${marker}\nmine` }] });
    await keep("one");
    await keep("two");
    await keep("two");
    expect(issue.comments.map(({ author, body }) => [author, body])).toEqual([
      ["mallory", `${marker}\nmine`],
      ["github-actions[bot]", `${marker}\ntwo`],
    ]);
    expect(hub.github.requests.filter((line) => line !== "POST /graphql")).toEqual([
      "POST /repos/osg/images/issues/4/comments",
      "PATCH /repos/osg/images/issues/comments/1000",
    ]);
  });

  test.each(["mayReadIssues", "mayWriteIssues"] as const)("need issues: write (%s)", async (may) => {
    hub.put(4);
    hub.github[may] = false;
    expect((await failure(keep("one"))).problems).toEqual([
      expect.objectContaining({ code: "github-denied", message: expect.stringContaining("`issues: write`") }),
    ]);
  });

  test("need the issue: a pull request of that number is none", async () => {
    hub.github.pulls.set(4, { state: "open", merged: false, head: "a".repeat(40), comments: [] });
    expect((await failure(keep("one"))).problems[0]).toMatchObject({
      code: "github-not-found",
      message: expect.stringContaining("issue #4"),
    });
  });
});

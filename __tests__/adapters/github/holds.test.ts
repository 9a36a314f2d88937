import { describe, expect, test } from "@jest/globals";
import { createForge } from "../../../src/adapters/github/forge.ts";
import { lazyForge } from "../../../src/wiring.ts";
import type { Role } from "../../support/github-issues.ts";
import { failure, holdHub, label } from "../../support/hold-hub.ts";

const hub = holdHub();

describe("the list", () => {
  test("is empty where nothing has the label", async () => {
    hub.put(3, { labels: ["bug"] });
    expect(await hub.forge.holds("open")).toEqual([]);
  });

  test("has what GitHub has, newest first, without what is closed", async () => {
    hub.put(3, { title: "Hold `app`", body: null });
    hub.put(9, { title: "Hold web", body: "Because.", createdAt: "2026-11-21T07:00:00Z" });
    hub.put(5, { state: "closed", closedAt: "2026-11-22T08:00:00Z" });
    const [three, five, nine] = [
      { number: 3, title: "Hold `app`", body: "", createdAt: "2026-11-20T06:00:00Z" },
      { number: 5, title: "Hold app", body: "It broke.", createdAt: "2026-11-20T06:00:00Z", closedAt: "2026-11-22T08:00:00Z" },
      { number: 9, title: "Hold web", body: "Because.", createdAt: "2026-11-21T07:00:00Z" },
    ].map((hold) => ({
      ...hold,
      url: `https://github.com/osg/images/issues/${hold.number}`,
      author: "github-actions[bot]",
      counts: true,
    }));
    expect(await hub.forge.holds("open")).toEqual([nine, three]);
    expect(await hub.forge.holds("all")).toEqual([nine, five, three]);
  });

  test("has no pull request", async () => {
    hub.put(3);
    hub.put(4, { isPullRequest: true });
    expect(await hub.counting()).toEqual([3]);
  });

  test("is read page by page", async () => {
    for (let n = 1; n <= 250; n++) hub.put(n, { state: n === 7 ? "closed" : "open" });
    expect((await hub.list("all")).map(({ number }) => number)).toEqual(Array.from({ length: 250 }, (_, n) => 250 - n));
    expect(hub.requested("GET /repos/osg/images/issues?")).toEqual([
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100`,
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100&page=2`,
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100&page=3`,
    ]);
    expect(await hub.list("open")).toHaveLength(249);
  });

  test("is read on where a proxy drops the link to the next page, and where a page is short", async () => {
    for (let n = 1; n <= 120; n++) hub.put(n);
    const whole = await hub.list("all");
    const body = (await (
      await fetch(`${hub.github.url}/repos/osg/images/issues?labels=${label}&state=all&per_page=100`)
    ).json()) as {
      number: number;
    }[];
    for (const fault of [
      { status: 200, body },
      { status: 200, body: body.slice(3), headers: { link: '<https://x/?page=2>; rel="next", <https://x>; rel="last"' } },
    ]) {
      hub.github.onRequest = (line) => (line.endsWith("per_page=100") ? fault : undefined);
      const again = await createForge({ repository: "osg/images", token: "t", apiUrl: hub.github.url, second: 1 });
      expect(await again.holds("all")).toHaveLength(fault.body.length + 20);
    }
    expect(whole).toHaveLength(120);
  });

  test("lacks none when another one is closed between two pages", async () => {
    for (let n = 1; n <= 150; n++) hub.put(n);
    hub.github.onRequest = (line) => {
      if (!line.includes("page=2")) return undefined;
      for (let n = 140; n <= 150; n++) Object.assign(hub.github.issues.get(n) ?? {}, { state: "closed" });
      return undefined;
    };
    const numbers = await hub.counting();
    expect(Array.from({ length: 139 }, (_, n) => n + 1).filter((n) => !numbers.includes(n))).toEqual([]);
  });

  test("has none twice when another one is opened between two pages", async () => {
    for (let n = 1; n <= 150; n++) hub.put(n);
    hub.github.onRequest = (line) => {
      if (line.includes("page=2") && !hub.github.issues.has(151)) hub.put(151);
      return undefined;
    };
    const numbers = (await hub.list("all")).map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(numbers).toHaveLength(150);
  });

  test.each(["open", "all"] as const)("of more than can be read is never cut: %s", async (state) => {
    hub.flood(2001);
    const { problems } = await failure(hub.forge.holds(state));
    expect(problems).toEqual([
      expect.objectContaining({ code: "github-too-many-holds", message: expect.stringContaining("issue forms") }),
    ]);
  });

  test("of as many as can be read is read", async () => {
    hub.flood(1999);
    hub.put(1);
    expect(await hub.list("all")).toHaveLength(2000);
    expect(hub.requested("GET /repos/osg/images/issues?")).toHaveLength(21);
  });

  test("of a repository without issues is disabled, whatever the token may do", async () => {
    hub.github.issuesDisabled = true;
    hub.github.mayReadIssues = false;
    expect(await hub.forge.holds("open")).toBe("disabled");
    expect(hub.github.requests).toEqual(["GET /repos/osg/images"]);
  });

  test("is disabled, too, when GitHub says so of the list", async () => {
    const gone = { status: 410, body: { message: "Issues are disabled for this repo" } };
    hub.github.onRequest = (line) => (line.includes("/issues?") ? gone : undefined);
    expect(await hub.forge.holds("open")).toBe("disabled");
    expect(await hub.forge.holds("all")).toBe("disabled");
  });

  test("is there once issues are switched on", async () => {
    hub.github.issuesDisabled = true;
    expect(await hub.forge.holds("open")).toBe("disabled");
    hub.github.issuesDisabled = false;
    hub.put(1);
    expect(await hub.counting()).toEqual([1]);
  });
});

describe("asking again", () => {
  test("costs what GitHub does not count, and each author once", async () => {
    hub.github.permissions.set("octo", "write");
    for (let n = 1; n <= 120; n++) hub.put(n, { author: n % 2 ? "octo" : "mallory" });
    const first = await hub.list("all");
    const asked = hub.github.requests.length;
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toHaveLength(2);
    expect(await hub.list("all")).toEqual(first);
    expect(hub.github.requests.slice(asked)).toEqual([
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100`,
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100&page=2`,
    ]);
    expect(hub.github.statuses.slice(asked)).toEqual([304, 304]);
  });

  test("sees what is new, changed or closed", async () => {
    hub.put(1);
    const issue = hub.put(2);
    expect(await hub.counting()).toEqual([2, 1]);
    hub.put(3);
    issue.body = "Other.";
    expect((await hub.list()).map(({ number, body }) => [number, body])).toEqual([
      [3, "It broke."],
      [2, "Other."],
      [1, "It broke."],
    ]);
    issue.state = "closed";
    expect(await hub.counting()).toEqual([3, 1]);
  });

  test("sees a second page that is new", async () => {
    for (let n = 1; n <= 99; n++) hub.put(n);
    await hub.list("all");
    for (let n = 100; n <= 103; n++) hub.put(n);
    expect(await hub.list("all")).toHaveLength(103);
  });

  test("of the forge that a command has", async () => {
    hub.put(1);
    const lazy = lazyForge({ repository: "osg/images", token: "t", apiUrl: hub.github.url });
    await lazy.holds("open");
    await lazy.holds("open");
    expect(hub.github.statuses).toEqual([200, 200, 304]);
  });

  test("an answer of 304 that nobody asked for is none", async () => {
    hub.github.onRequest = (line) => (line.includes("/issues?") ? { status: 304, text: "" } : undefined);
    expect((await failure(hub.forge.holds("open"))).problems[0]?.code).toBe("github-failed");
  });
});

describe("whose holds count", () => {
  test.each<[Role, boolean]>([
    ["admin", true],
    ["maintain", true],
    ["write", true],
    ["triage", false],
    ["read", false],
    ["none", false],
    ["absent", false],
  ])("a person's with the role %s: %s", async (role, counts) => {
    hub.github.permissions.set("octo", role);
    hub.put(1, { author: "octo" });
    expect(await hub.list()).toEqual([expect.objectContaining({ author: "octo", counts })]);
  });

  test.each<[string, object, boolean]>([
    ["a role of the organisation's own that may write", { permission: "write", role_name: "releaser" }, true],
    ["a role of the organisation's own that may read", { permission: "read", role_name: "auditor" }, false],
    ["no name of a role, as older servers have it", { permission: "admin" }, true],
  ])("with %s", async (_, body, counts) => {
    hub.put(1, { author: "octo" });
    hub.github.onRequest = (line) => (line.includes("/collaborators/") ? { status: 200, body } : undefined);
    expect(await hub.list()).toEqual([expect.objectContaining({ counts })]);
  });

  test("the repository's Actions bot's, unasked", async () => {
    hub.put(1);
    expect(await hub.counting()).toEqual([1]);
    expect(hub.github.requests).toHaveLength(2);
  });

  test("not a person's who is called like it", async () => {
    hub.put(1).author = { login: "github-actions[bot]", type: "User" };
    hub.put(2, { author: "github-actions" });
    expect(await hub.counting()).toEqual([]);
  });

  test("not those of an account that is gone", async () => {
    hub.put(1, { author: null });
    expect(await hub.list()).toEqual([expect.objectContaining({ author: "ghost", counts: false })]);
  });

  test("the bot's whose token this is, and no other one's", async () => {
    hub.github.login = "release-app[bot]";
    hub.put(1, { author: "release-app[bot]" });
    hub.put(2, { author: "release-app[bot]" });
    hub.put(3, { author: "other-app[bot]" });
    expect(await hub.counting()).toEqual([2, 1]);
    expect(hub.requested("POST /graphql")).toHaveLength(2);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toEqual([]);
  });

  test.each(["permission", "whose token it is"])("is not decided when it cannot be asked: %s", async (what) => {
    hub.put(1, { author: what === "permission" ? "octo" : "other-app[bot]" });
    let fails = true;
    const isIt = (line: string) => line.includes("/collaborators/") || line.startsWith("POST /graphql");
    hub.github.onRequest = (line) => (fails && isIt(line) ? { status: 502 } : undefined);
    expect((await failure(hub.forge.holds("open"))).problems[0]?.code).toBe("github-failed");
    fails = false;
    hub.github.permissions.set("octo", "write");
    expect(await hub.counting()).toEqual(what === "permission" ? [1] : []);
  });

  test("of 300 strangers, 50 are asked about; nobody who may write is lost among them", async () => {
    hub.github.permissions.set("maintainer", "maintain").set("secret-member", "write").set("first", "write");
    hub.put(1, { author: "first" });
    hub.flood(300);
    hub.put(2000, { author: "maintainer", association: "COLLABORATOR" });
    hub.put(2001, { author: "secret-member", association: "CONTRIBUTOR" });
    expect(await hub.counting()).toEqual([2001, 2000, 1]);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toHaveLength(51);

    hub.github.permissions.set("owner", "admin").set("late", "write");
    hub.put(2002, { author: "owner", association: "OWNER" });
    hub.put(2003, { author: "late", association: "NONE" });
    expect(await hub.counting()).toEqual([2002, 2001, 2000, 1]);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toHaveLength(52);
  });

  test("an open one's author comes before those of closed ones", async () => {
    hub.github.permissions.set("octo", "write");
    hub.flood(60, 1, { state: "closed" });
    hub.put(100, { author: "octo" });
    expect(await hub.counting("all")).toEqual([100]);
  });

  test("a login is never more than a part of a path", async () => {
    hub.put(1, { author: "../../../user?x=#" });
    expect(await hub.counting()).toEqual([]);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toEqual([
      "GET /repos/osg/images/collaborators/..%2F..%2F..%2Fuser%3Fx%3D%23/permission",
    ]);
  });

  test("texts are handed on as they are, however large", async () => {
    const body = `<!-- tagstream -->\n${"\u{1F4A3}</details>".repeat(5000)}`;
    hub.flood(30, 1, { title: "`@everyone` ]]>", body });
    const holds = await hub.list();
    expect(holds.map((hold) => hold.body === body && hold.title === "`@everyone` ]]>" && !hold.counts)).toEqual(
      Array.from({ length: 30 }, () => true),
    );
  });
});

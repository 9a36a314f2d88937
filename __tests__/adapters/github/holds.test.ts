import { describe, expect, test } from "@jest/globals";
import { createForge } from "../../../src/adapters/github/forge.ts";
import { lazyForge } from "../../../src/wiring.ts";
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

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { lazyForge } from "../../src/adapters/connect.ts";
import { createForge } from "../../src/adapters/github.ts";
import type { Failure } from "../../src/core/problem.ts";
import type { Forge, HoldIssue } from "../../src/ports.ts";
import { holdState, type IssueState, type Role } from "../support/github-issues.ts";
import { type GitHub, startGitHub } from "../support/github-server.ts";

const label = "tagstream-hold";
let github: GitHub;
let forge: Forge;

beforeEach(async () => {
  github = await startGitHub();
  forge = await createForge({ repository: "osg/images", token: "s3cret", apiUrl: github.url, second: 1 });
});
afterEach(() => github.close());

const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Failure) => error,
  );
const list = async (state: "open" | "all" = "open"): Promise<HoldIssue[]> => {
  const holds = await forge.holds(state);
  if (holds === "disabled") throw new Error("issues are disabled");
  return holds;
};
const counting = async (state: "open" | "all" = "open") =>
  (await list(state)).filter(({ counts }) => counts).map(({ number }) => number);
const requested = (start: string) => github.requests.filter((line) => line.startsWith(start));
const put = (number: number, state: Parameters<typeof holdState>[0] = {}): IssueState => {
  const issue = holdState(state);
  github.issues.set(number, issue);
  return issue;
};
/** As many holds by strangers, each by another one, as somebody with a script and an issue form makes. */
const flood = (count: number, from = 1000, state: Parameters<typeof holdState>[0] = {}) => {
  for (let n = from; n < from + count; n++) put(n, { author: `mallory-${n}`, ...state });
};
const page = { status: 200, headers: { "content-type": "text/html" }, text: "<html>Sign in to the network</html>" };
const broken = { status: 200, text: '[{"number": 1, "title' };
const denied = { status: 403, body: { message: "Resource not accessible by integration" } };
const limited = { status: 429, headers: { "retry-after": "600" }, body: { message: "You have exceeded a secondary rate limit" } };

describe("the list", () => {
  test("is empty where nothing has the label", async () => {
    put(3, { labels: ["bug"] });
    expect(await forge.holds("open")).toEqual([]);
  });

  test("has what GitHub has, newest first, without what is closed", async () => {
    put(3, { title: "Hold `app`", body: null });
    put(9, { title: "Hold web", body: "Because.", createdAt: "2026-11-21T07:00:00Z" });
    put(5, { state: "closed", closedAt: "2026-11-22T08:00:00Z" });
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
    expect(await forge.holds("open")).toEqual([nine, three]);
    expect(await forge.holds("all")).toEqual([nine, five, three]);
  });

  test("has no pull request", async () => {
    put(3);
    put(4, { isPullRequest: true });
    expect(await counting()).toEqual([3]);
  });

  test("is read page by page", async () => {
    for (let n = 1; n <= 250; n++) put(n, { state: n === 7 ? "closed" : "open" });
    expect((await list("all")).map(({ number }) => number)).toEqual(Array.from({ length: 250 }, (_, n) => 250 - n));
    expect(requested("GET /repos/osg/images/issues?")).toEqual([
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100`,
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100&page=2`,
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100&page=3`,
    ]);
    expect(await list("open")).toHaveLength(249);
  });

  test("is read on where a proxy drops the link to the next page, and where a page is short", async () => {
    for (let n = 1; n <= 120; n++) put(n);
    const whole = await list("all");
    const body = (await (await fetch(`${github.url}/repos/osg/images/issues?labels=${label}&state=all&per_page=100`)).json()) as {
      number: number;
    }[];
    for (const fault of [
      { status: 200, body },
      { status: 200, body: body.slice(3), headers: { link: '<https://x/?page=2>; rel="next", <https://x>; rel="last"' } },
    ]) {
      github.onRequest = (line) => (line.endsWith("per_page=100") ? fault : undefined);
      const again = await createForge({ repository: "osg/images", token: "t", apiUrl: github.url, second: 1 });
      expect(await again.holds("all")).toHaveLength(fault.body.length + 20);
    }
    expect(whole).toHaveLength(120);
  });

  test("lacks none when another one is closed between two pages", async () => {
    for (let n = 1; n <= 150; n++) put(n);
    github.onRequest = (line) => {
      if (!line.includes("page=2")) return undefined;
      for (let n = 140; n <= 150; n++) Object.assign(github.issues.get(n) ?? {}, { state: "closed" });
      return undefined;
    };
    const numbers = await counting();
    expect(Array.from({ length: 139 }, (_, n) => n + 1).filter((n) => !numbers.includes(n))).toEqual([]);
  });

  test("has none twice when another one is opened between two pages", async () => {
    for (let n = 1; n <= 150; n++) put(n);
    github.onRequest = (line) => {
      if (line.includes("page=2") && !github.issues.has(151)) put(151);
      return undefined;
    };
    const numbers = (await list("all")).map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(numbers).toHaveLength(150);
  });

  test.each(["open", "all"] as const)("of more than can be read is never cut: %s", async (state) => {
    flood(2001);
    const { problems } = await failure(forge.holds(state));
    expect(problems).toEqual([
      expect.objectContaining({ code: "github-too-many-holds", message: expect.stringContaining("issue forms") }),
    ]);
  });

  test("of as many as can be read is read", async () => {
    flood(1999);
    put(1);
    expect(await list("all")).toHaveLength(2000);
    expect(requested("GET /repos/osg/images/issues?")).toHaveLength(21);
  }, 30_000);

  test("of a repository without issues is disabled, whatever the token may do", async () => {
    github.issuesDisabled = true;
    github.mayReadIssues = false;
    expect(await forge.holds("open")).toBe("disabled");
    expect(github.requests).toEqual(["GET /repos/osg/images"]);
  });

  test("is disabled, too, when GitHub says so of the list", async () => {
    const gone = { status: 410, body: { message: "Issues are disabled for this repo" } };
    github.onRequest = (line) => (line.includes("/issues?") ? gone : undefined);
    expect(await forge.holds("open")).toBe("disabled");
    expect(await forge.holds("all")).toBe("disabled");
  });

  test("is there once issues are switched on", async () => {
    github.issuesDisabled = true;
    expect(await forge.holds("open")).toBe("disabled");
    github.issuesDisabled = false;
    put(1);
    expect(await counting()).toEqual([1]);
  });
});

describe("asking again", () => {
  test("costs what GitHub does not count, and each author once", async () => {
    github.permissions.set("octo", "write");
    for (let n = 1; n <= 120; n++) put(n, { author: n % 2 ? "octo" : "mallory" });
    const first = await list("all");
    const asked = github.requests.length;
    expect(requested("GET /repos/osg/images/collaborators/")).toHaveLength(2);
    expect(await list("all")).toEqual(first);
    expect(github.requests.slice(asked)).toEqual([
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100`,
      `GET /repos/osg/images/issues?labels=${label}&state=all&per_page=100&page=2`,
    ]);
    expect(github.statuses.slice(asked)).toEqual([304, 304]);
  });

  test("sees what is new, changed or closed", async () => {
    put(1);
    const issue = put(2);
    expect(await counting()).toEqual([2, 1]);
    put(3);
    issue.body = "Other.";
    expect((await list()).map(({ number, body }) => [number, body])).toEqual([
      [3, "It broke."],
      [2, "Other."],
      [1, "It broke."],
    ]);
    issue.state = "closed";
    expect(await counting()).toEqual([3, 1]);
  });

  test("sees a second page that is new", async () => {
    for (let n = 1; n <= 99; n++) put(n);
    await list("all");
    for (let n = 100; n <= 103; n++) put(n);
    expect(await list("all")).toHaveLength(103);
  });

  test("of the forge that a command has", async () => {
    put(1);
    const lazy = lazyForge({ repository: "osg/images", token: "t", apiUrl: github.url });
    await lazy.holds("open");
    await lazy.holds("open");
    expect(github.statuses).toEqual([200, 200, 304]);
  });

  test("an answer of 304 that nobody asked for is none", async () => {
    github.onRequest = (line) => (line.includes("/issues?") ? { status: 304, text: "" } : undefined);
    expect((await failure(forge.holds("open"))).problems[0]?.code).toBe("github-failed");
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
    github.permissions.set("octo", role);
    put(1, { author: "octo" });
    expect(await list()).toEqual([expect.objectContaining({ author: "octo", counts })]);
  });

  test.each<[string, object, boolean]>([
    ["a role of the organisation's own that may write", { permission: "write", role_name: "releaser" }, true],
    ["a role of the organisation's own that may read", { permission: "read", role_name: "auditor" }, false],
    ["no name of a role, as older servers have it", { permission: "admin" }, true],
  ])("with %s", async (_, body, counts) => {
    put(1, { author: "octo" });
    github.onRequest = (line) => (line.includes("/collaborators/") ? { status: 200, body } : undefined);
    expect(await list()).toEqual([expect.objectContaining({ counts })]);
  });

  test("the repository's Actions bot's, unasked", async () => {
    put(1);
    expect(await counting()).toEqual([1]);
    expect(github.requests).toHaveLength(2);
  });

  test("not a person's who is called like it", async () => {
    put(1).author = { login: "github-actions[bot]", type: "User" };
    put(2, { author: "github-actions" });
    expect(await counting()).toEqual([]);
  });

  test("not those of an account that is gone", async () => {
    put(1, { author: null });
    expect(await list()).toEqual([expect.objectContaining({ author: "ghost", counts: false })]);
  });

  test("the bot's whose token this is, and no other one's", async () => {
    github.login = "release-app[bot]";
    put(1, { author: "release-app[bot]" });
    put(2, { author: "release-app[bot]" });
    put(3, { author: "other-app[bot]" });
    expect(await counting()).toEqual([2, 1]);
    expect(requested("POST /graphql")).toHaveLength(2);
    expect(requested("GET /repos/osg/images/collaborators/")).toEqual([]);
  });

  test.each(["permission", "whose token it is"])("is not decided when it cannot be asked: %s", async (what) => {
    put(1, { author: what === "permission" ? "octo" : "other-app[bot]" });
    let fails = true;
    const isIt = (line: string) => line.includes("/collaborators/") || line.startsWith("POST /graphql");
    github.onRequest = (line) => (fails && isIt(line) ? { status: 502 } : undefined);
    expect((await failure(forge.holds("open"))).problems[0]?.code).toBe("github-failed");
    fails = false;
    github.permissions.set("octo", "write");
    expect(await counting()).toEqual(what === "permission" ? [1] : []);
  });

  test("of 300 strangers, 50 are asked about; nobody who may write is lost among them", async () => {
    github.permissions.set("maintainer", "maintain").set("secret-member", "write").set("first", "write");
    put(1, { author: "first" });
    flood(300);
    put(2000, { author: "maintainer", association: "COLLABORATOR" });
    put(2001, { author: "secret-member", association: "CONTRIBUTOR" });
    expect(await counting()).toEqual([2001, 2000, 1]);
    expect(requested("GET /repos/osg/images/collaborators/")).toHaveLength(51);

    github.permissions.set("owner", "admin").set("late", "write");
    put(2002, { author: "owner", association: "OWNER" });
    put(2003, { author: "late", association: "NONE" });
    expect(await counting()).toEqual([2002, 2001, 2000, 1]);
    expect(requested("GET /repos/osg/images/collaborators/")).toHaveLength(52);
  }, 30_000);

  test("an open one's author comes before those of closed ones", async () => {
    github.permissions.set("octo", "write");
    flood(60, 1, { state: "closed" });
    put(100, { author: "octo" });
    expect(await counting("all")).toEqual([100]);
  });

  test("a login is never more than a part of a path", async () => {
    put(1, { author: "../../../user?x=#" });
    expect(await counting()).toEqual([]);
    expect(requested("GET /repos/osg/images/collaborators/")).toEqual([
      "GET /repos/osg/images/collaborators/..%2F..%2F..%2Fuser%3Fx%3D%23/permission",
    ]);
  });

  test("texts are handed on as they are, however large", async () => {
    const body = `<!-- tagstream -->\n${"\u{1F4A3}</details>".repeat(5000)}`;
    flood(30, 1, { title: "`@everyone` ]]>", body });
    const holds = await list();
    expect(holds.map((hold) => hold.body === body && hold.title === "`@everyone` ]]>" && !hold.counts)).toEqual(
      Array.from({ length: 30 }, () => true),
    );
  });
});

describe("opening", () => {
  test("makes the label once, and an issue with it", async () => {
    const hold = await forge.openHold("Hold app", "Because.");
    expect(hold).toEqual({
      number: 1,
      title: "Hold app",
      body: "Because.",
      url: "https://github.com/osg/images/issues/1",
      createdAt: expect.stringMatching(/^20\d\d-.*Z$/),
      author: "github-actions[bot]",
      counts: true,
    });
    await forge.openHold("Hold web", "Because.");
    expect([...github.labels]).toEqual([label]);
    expect(await list()).toEqual([expect.objectContaining({ number: 2, title: "Hold web" }), hold]);
  }, 20_000);

  test("says when a hold of this token does not count", async () => {
    github.login = "helper";
    github.permissions.set("helper", "triage");
    expect(await forge.openHold("Hold app", "x")).toMatchObject({ author: "helper", counts: false });
  });

  test("where issues are off", async () => {
    github.issuesDisabled = true;
    expect((await failure(forge.openHold("Hold app", "x"))).problems[0]).toMatchObject({
      code: "github-issues-disabled",
      message: expect.stringContaining("General"),
    });
    expect(github.requests).toEqual(["GET /repos/osg/images"]);
  });

  test("where issues are switched off meanwhile", async () => {
    await forge.holds("open");
    github.issuesDisabled = true;
    expect((await failure(forge.openHold("Hold app", "x"))).problems[0]?.code).toBe("github-issues-disabled");
  });

  test("without the label, which GitHub drops unsaid: closed again, and refused", async () => {
    github.maySetLabels = false;
    expect((await failure(forge.openHold("Hold app", "x"))).problems[0]).toMatchObject({
      code: "github-denied",
      message: expect.stringMatching(/#1 .*closed again.*`issues: write`/),
    });
    expect(github.issues.get(1)).toMatchObject({ state: "closed", stateReason: "not_planned" });
  }, 20_000);

  test("without the label, and it cannot be closed again", async () => {
    github.maySetLabels = false;
    github.onRequest = (line) => (line.startsWith("PATCH") ? denied : undefined);
    expect((await failure(forge.openHold("Hold app", "x"))).problems[0]).toMatchObject({
      code: "github-denied",
      message: expect.stringMatching(/#1 .*by hand/),
    });
  }, 20_000);

  const creates = "POST /repos/osg/images/issues";
  const times = (count: number, fault: ReturnType<GitHub["onRequest"]>) => {
    let left = count;
    github.onRequest = (line) => (line === creates && left-- > 0 ? fault : undefined);
  };

  test.each([
    ["the connection is cut", { drop: true, done: true }],
    ["GitHub fails with 500", { status: 500, done: true }],
    ["a gateway fails with 502", { status: 502, text: "<html>Bad Gateway</html>", done: true }],
    ["a proxy answers with its page", { ...page, done: true }],
    ["half the answer comes", { ...broken, done: true }],
  ])("is not done twice when, after it was done, %s", async (_, fault) => {
    times(1, fault);
    expect(await forge.openHold("Hold app", "One.\r\nTwo.\n")).toMatchObject({ number: 1, counts: true });
    expect(github.issues.size).toBe(1);
    expect(requested(creates)).toEqual([creates]);
  });

  test.each([
    ["the connection is cut", { drop: true }],
    ["GitHub fails with 503", { status: 503 }],
  ])(
    "is done again when, before it was done, %s",
    async (_, fault) => {
      times(1, fault);
      expect(await forge.openHold("Hold app", "x")).toMatchObject({ number: 1 });
      expect(requested(creates)).toHaveLength(2);
    },
    20_000,
  );

  test("is not done twice when GitHub keeps the text in another form", async () => {
    github.onRequest = (line) => {
      if (line === creates) return { drop: true, done: true };
      for (const issue of github.issues.values()) issue.body = "One.\nTwo.";
      return undefined;
    };
    expect(await forge.openHold("Hold app", "One.\r\nTwo.\n")).toMatchObject({ number: 1, body: "One.\nTwo." });
  });

  test("takes neither another hold nor a stranger's copy for its own", async () => {
    put(1, { title: "Hold app", body: "y" });
    put(2, { title: "Hold app", body: "x", author: "mallory" });
    put(3, { title: "Hold app", body: "x", state: "closed" });
    times(1, { drop: true });
    expect(await forge.openHold("Hold app", "x")).toMatchObject({ number: 4 });
  }, 20_000);

  test.each<[string, ReturnType<GitHub["onRequest"]>, string, string]>([
    ["cut connections", { drop: true }, "github-unreachable", "network"],
    ["503", { status: 503 }, "github-failed", "503"],
    ["another thing's answer", { status: 200, body: { message: "hello" } }, "github-failed", "whether the issue is there"],
    ["a proxy's page", page, "github-failed", "whether the issue is there"],
  ])(
    "ends after three attempts: %s",
    async (_, fault, code, says) => {
      times(100, fault);
      const { problems } = await failure(forge.openHold("Hold app", "x"));
      expect(problems).toEqual([expect.objectContaining({ code, message: expect.stringContaining(says) })]);
      expect(requested(creates)).toHaveLength(3);
    },
    30_000,
  );
});

describe("changing", () => {
  test("replaces title and body", async () => {
    const issue = put(4);
    await forge.updateHold(4, "Hold web", "Longer.");
    expect(issue).toMatchObject({ title: "Hold web", body: "Longer.", state: "open", labels: [label] });
  });

  test("closes as completed", async () => {
    const issue = put(4);
    await forge.closeHold(4);
    expect(issue).toMatchObject({ state: "closed", stateReason: "completed" });
  });

  test("leaves what somebody else has closed", async () => {
    const issue = put(4, { state: "closed", stateReason: "not_planned", closedAt: "2026-11-21T00:00:00Z" });
    await forge.closeHold(4);
    expect(issue).toMatchObject({ stateReason: "not_planned", closedAt: "2026-11-21T00:00:00Z" });
    expect(github.requests).toEqual(["GET /repos/osg/images/issues/4"]);
  });

  test.each<[string, number, string, string, string]>([
    ["deleted", 410, "This issue was deleted", "github-not-found", "deleted"],
    ["of a repository without issues", 410, "Issues has been disabled in this repository.", "github-issues-disabled", "settings"],
    ["unknown, or hidden", 404, "Not Found", "github-not-found", "`issues: write`"],
  ])("an issue that is %s", async (_, status, message, code, says) => {
    put(4);
    github.onRequest = () => ({ status, body: { message } });
    for (const work of [() => forge.closeHold(4), () => forge.updateHold(4, "x", "y")]) {
      expect((await failure(work())).problems[0]).toMatchObject({ code, message: expect.stringContaining(says) });
    }
  });
});

describe("comments on an issue", () => {
  const marker = "<!-- tagstream: hold -->";
  const keep = (text: string) => forge.comment(4, marker, () => `${marker}\n${text}`, "issue");

  test("are kept as on a pull request", async () => {
    const issue = put(4, { comments: [{ id: 1, author: "mallory", body: `${marker}\nmine` }] });
    await keep("one");
    await keep("two");
    await keep("two");
    expect(issue.comments.map(({ author, body }) => [author, body])).toEqual([
      ["mallory", `${marker}\nmine`],
      ["github-actions[bot]", `${marker}\ntwo`],
    ]);
    expect(github.requests.filter((line) => line !== "POST /graphql")).toEqual([
      "POST /repos/osg/images/issues/4/comments",
      "PATCH /repos/osg/images/issues/comments/1000",
    ]);
  }, 20_000);

  test.each(["mayReadIssues", "mayWriteIssues"] as const)("need issues: write (%s)", async (may) => {
    put(4);
    github[may] = false;
    expect((await failure(keep("one"))).problems).toEqual([
      expect.objectContaining({ code: "github-denied", message: expect.stringContaining("`issues: write`") }),
    ]);
  });

  test("need the issue: a pull request of that number is none", async () => {
    github.pulls.set(4, { state: "open", merged: false, head: "a".repeat(40), comments: [] });
    expect((await failure(keep("one"))).problems[0]).toMatchObject({
      code: "github-not-found",
      message: expect.stringContaining("issue #4"),
    });
  });
});

describe("every request that fails is explained", () => {
  const calls: [string, RegExp, () => Promise<unknown>, string][] = [
    ["whether there are issues", /^GET \/repos\/osg\/images$/, () => forge.holds("open"), "issues: read"],
    ["the list", /^GET .*\/issues\?/, () => forge.holds("open"), "issues: read"],
    ["a later page", /^GET .*&page=2/, () => forge.holds("all"), "issues: read"],
    ["an author", /^GET .*\/collaborators\//, () => forge.holds("open"), "own token"],
    ["whose token it is", /^POST \/graphql/, () => forge.holds("open"), "issues: read"],
    ["the label", /^POST .*\/labels/, () => forge.openHold("x", "y"), "issues: write"],
    ["the issue", /^POST .*\/issues$/, () => forge.openHold("x", "y"), "issues: write"],
    ["a change", /^PATCH .*\/issues\/1000$/, () => forge.updateHold(1000, "x", "y"), "issues: write"],
    ["the issue's state", /^GET .*\/issues\/1000$/, () => forge.closeHold(1000), "issues: write"],
    ["its closing", /^PATCH .*\/issues\/1000$/, () => forge.closeHold(1000), "issues: write"],
  ];
  const faults: [string, ReturnType<GitHub["onRequest"]>, string][] = [
    ["403", denied, "github-denied"],
    ["404", { status: 404, body: { message: "Not Found" } }, "github-not-found"],
    ["401", { status: 401, body: { message: "Bad credentials" } }, "github-denied"],
    ["429", limited, "github-rate-limit"],
    ["500", { status: 500, body: { message: "Server Error" } }, "github-failed"],
    ["a cut connection", { drop: true }, "github-unreachable"],
    ["half the answer", broken, "github-failed"],
    ["a proxy's page", page, "github-failed"],
    ["another thing's answer", { status: 200, body: { message: "hello" } }, "github-failed"],
  ];
  // An issue that may have been opened is asked for again: "opening" has that.
  const isLost = (call: string, code: string) => call === "the issue" && /failed|unreachable/.test(code);
  const table = calls.flatMap(([call, pattern, work, permission]) =>
    faults
      .filter(([, , code]) => !isLost(call, code))
      .map(([fault, answer, code]) => ({ call, fault, pattern, work, permission, answer, code })),
  );
  // What a change is answered with does not matter; no user is told from a stranger by 404.
  const harmless = ({ call, fault, code }: (typeof table)[number]) =>
    (/^(a change|its closing|the label)$/.test(call) && code === "github-failed" && fault !== "500") ||
    (call === "an author" && fault === "404");

  const arrange = () => {
    flood(101);
    put(1, { author: "other-app[bot]" });
  };

  test.each(table.filter((row) => !harmless(row)))(
    "$call: $fault",
    async ({ pattern, work, permission, answer, code }) => {
      arrange();
      github.onRequest = (line) => (pattern.test(line) ? answer : undefined);
      const error = await failure(work());
      const says = answer?.status === 403 || answer?.status === 404 ? permission : "GitHub";
      expect(error.problems).toEqual([{ code, message: expect.stringContaining(says), severity: "error" }]);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("s3cret");
    },
    30_000,
  );

  test.each(table.filter((row) => harmless(row)))(
    "$call: $fault is harmless",
    async ({ pattern, work, answer }) => {
      arrange();
      github.onRequest = (line) => (pattern.test(line) ? { ...answer, done: true } : undefined);
      await work();
    },
    30_000,
  );

  test.each<[string, Partial<Record<string, unknown>>]>([
    ["without a number", { number: undefined }],
    ["with a number that is none", { number: "1" }],
    ["without a title", { title: null }],
    ["with a body that is no text", { body: { html: "x" } }],
    ["without an address", { html_url: undefined }],
    ["in a state that there is not", { state: "locked" }],
    ["made at no time", { created_at: "yesterday" }],
    ["by an author without a name", { user: {} }],
  ])("an issue %s", async (_, change) => {
    const whole = {
      number: 1,
      title: "t",
      body: null,
      html_url: "https://github.com/osg/images/issues/1",
      state: "open",
      created_at: "2026-11-20T06:00:00Z",
      user: null,
    };
    let body: object[] = [whole];
    github.onRequest = (line) => (line.includes("/issues?") ? { status: 200, body } : undefined);
    expect(await list()).toHaveLength(1);
    body = [{ ...whole, ...change }];
    expect((await failure(forge.holds("open"))).problems[0]?.code).toBe("github-failed");
  });
});

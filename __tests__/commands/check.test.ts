import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { holdState } from "../support/github-issues.ts";
import { freshnessLabel, place, type StaleProject, staleProject } from "../support/stale-project.ts";

afterAll(removeFolders);

const published = "2026-11-23T06:17:00Z";
/** Two days, and 16 days, later. */
const soon = "2026-11-25T07:00:00Z";
const late = "2026-12-09T07:00:00Z";
const all = "origin:release\nsquid:release\nxcache:release";

let made: StaleProject;
beforeEach(async () => {
  made = await staleProject();
  await made.publish(published);
});
afterEach(() => made.github.close());

const onlyIssue = () => {
  const [[number, issue] = [0, holdState()], ...others] = [...made.open()];
  expect(others).toEqual([]);
  return { number, ...issue, body: issue.body ?? "" };
};

describe("check", () => {
  test("is green, and opens nothing, where all is fresh", async () => {
    const { status, shown, text } = await made.check(soon);
    expect({ status, stale: shown.outputs["stale"], issues: made.open().size }).toEqual({ status: 0, stale: "", issues: 0 });
    expect(text).toContain("All 3 images are fresh");
    expect(text).toMatch(/squid:release +fresh: 2 d \(limit 10 d\)/);
    // The cause is of no interest: no request for it.
    expect(made.github.requests.filter((line) => line.includes("/actions/"))).toEqual([]);
  });

  test("is red where images are stale, and opens one issue with cause and command", async () => {
    const { status, shown, text } = await made.check(late);
    expect({ status, stale: shown.outputs["stale"] }).toEqual({ status: 1, stale: all });
    expect(text).toMatch(/squid:release +stale: 16 d \(limit 10 d\)/);
    expect(shown.problems).toEqual([
      expect.objectContaining({ code: "freshness-stale", severity: "error", message: expect.stringContaining("Issue #1 ") }),
    ]);
    const { title, body, labels } = onlyIssue();
    expect({ title, labels }).toEqual({ title: "3 images are not fresh", labels: [freshnessLabel] });
    expect(body).toContain(
      "| `squid:release` | 16 d | the schedule of rebuild.yml has not come since 23 Nov | start it by hand `gh workflow run rebuild.yml -f only=squid:release` |",
    );
    expect([...(made.rows()?.values() ?? [])].map(({ cause }) => cause)).toEqual(["not-come", "not-come", "not-come"]);
  });

  test("is green where only an optional image is stale", async () => {
    await made.publish("2026-12-08T06:17:00Z", ["squid", "xcache"]);
    const { status, shown } = await made.check(late);
    expect({ status, stale: shown.outputs["stale"] }).toEqual({ status: 0, stale: "origin:release" });
    expect(shown.problems[0]).toMatchObject({ code: "freshness-stale", severity: "warning" });
  });

  test("allows 10 days without a configured `stale`", async () => {
    await made.github.close();
    made = await staleProject("");
    await made.publish(published);
    expect((await made.check("2026-12-03T06:00:00Z")).status).toBe(0);
    expect((await made.check("2026-12-03T06:18:00Z")).status).toBe(1);
  });

  test("updates the issue in place, and closes it with the run that finds all fresh", async () => {
    await made.check(late);
    const first = onlyIssue();
    await made.check("2026-12-10T07:00:00Z");
    const second = onlyIssue();
    expect([second.number, second.comments, second.body.includes("| 17 d |")]).toEqual([first.number, [], true]);
    await made.publish("2026-12-10T09:00:00Z");
    await made.check("2026-12-10T10:00:00Z");
    expect(made.open().size).toBe(0);
    const closed = made.github.issues.get(first.number);
    expect([closed?.stateReason, closed?.comments.map(({ body }) => body)]).toEqual([
      "completed",
      [expect.stringContaining("fresh again")],
    ]);
    // The next time is a new issue.
    await made.check("2026-12-25T10:00:00Z");
    expect(onlyIssue().number).not.toBe(first.number);
  });

  test("comments when a unit joins, and when the cause changes, once", async () => {
    await made.publish("2026-11-28T06:17:00Z", ["squid"]);
    await made.check("2026-12-05T07:00:00Z");
    expect(onlyIssue().comments).toEqual([]);
    await made.check(late);
    expect(onlyIssue().comments.map(({ body }) => body)).toEqual([expect.stringContaining("`squid:release`: the schedule")]);
    made.github.workflows.set("rebuild.yml", { state: "disabled_inactivity", changed: "2026-12-09T00:00:00Z" });
    await made.check("2026-12-10T07:00:00Z");
    await made.check("2026-12-10T07:05:00Z");
    const { comments } = onlyIssue();
    expect(comments).toHaveLength(2);
    expect(comments[1]?.body).toContain("60 days");
  });

  test("with `only` changes the rows of those units alone", async () => {
    await made.check(late);
    await made.publish("2026-12-09T08:00:00Z", ["squid"]);
    await made.check("2026-12-09T09:00:00Z", { only: ["squid"] });
    expect([...(made.rows()?.keys() ?? [])].sort()).toEqual(["origin:release", "xcache:release"]);
  });

  test("takes a registry that does not answer for unknown, not for stale", async () => {
    made.registry.refuse = ({ repository }) => (repository === `${place}/squid` ? "hub is down" : undefined);
    const { status, shown, text } = await made.check(late);
    expect([status, shown.outputs["stale"]]).toEqual([1, "origin:release\nxcache:release"]);
    expect(text).toMatch(/squid:release +unknown: .*hub is down/);
  });

  test("says what is held, apart", async () => {
    made.github.issues.set(1, holdState({ title: "Hold: squid:release" }));
    await made.publish("2026-12-08T06:17:00Z", ["squid"]);
    const { text } = await made.check(late);
    expect(text).toContain("fresh: 1 d (limit 10 d) · held by #1");
    expect(onlyIssue().body).toContain("Held, and rebuilt all the same: `squid:release` (#1, 1 d).");
  });
});

describe("the cause, with a workflow that is", () => {
  test.each([
    ["disabled_inactivity", "60 days"],
    ["disabled_manually", "a person disabled it"],
    ["disabled_fork", "in a fork"],
    ["deleted", "GitHub knows no workflow rebuild.yml"],
  ] as const)("%s", async (state, words) => {
    made.github.workflows.set("rebuild.yml", { state, changed: "2026-11-24T00:00:00Z" });
    await made.check(late);
    expect(onlyIssue().body).toContain(words);
    // Nothing enables a schedule.
    expect(made.github.requests.filter((line) => line.startsWith("PUT"))).toEqual([]);
  });

  test("not there", async () => {
    made.github.workflows.clear();
    await made.check(late);
    expect(onlyIssue().body).toContain("GitHub knows no workflow rebuild.yml");
  });

  test("not to be read: the issue says which permission is missing", async () => {
    made.github.mayReadActions = false;
    expect((await made.check(late)).status).toBe(1);
    expect(onlyIssue().body).toContain("lacks `actions: read`".replaceAll("`", "&#96;"));
  });

  test("named by the input", async () => {
    made.github.workflows.set("weekly.yml", { state: "disabled_manually" });
    await made.check(late, {}, (session) => {
      session.workflow = { file: "weekly.yml" };
    });
    expect(onlyIssue().body).toContain("the workflow weekly.yml is disabled");
  });
});

describe("without", () => {
  test("`issues: write`: red, with a warning", async () => {
    made.github.mayWriteIssues = false;
    const { status, shown, text } = await made.check(late);
    expect([status, made.open().size]).toEqual([1, 0]);
    expect(shown.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["freshness-issue", "warning"],
      ["freshness-stale", "error"],
    ]);
    expect(text).toContain("stale: 16 d");
  });

  test("issues: red, and the summary", async () => {
    made.github.issuesDisabled = true;
    const { status, text } = await made.check(late);
    expect([status, text]).toEqual([1, expect.stringContaining("issues disabled")]);
  });

  test("a token: red, and the summary", async () => {
    const { status, text } = await made.check(late, {}, ({ ports }) => {
      delete ports.forge;
    });
    expect([status, text]).toEqual([1, expect.stringContaining("no GitHub token")]);
  });

  test("an event of the default branch, and with dry-run: no issue", async () => {
    await made.check(late, { dryRun: true });
    await made.check(late, {}, (session) => {
      session.event = {
        ...session.event,
        name: "push",
        ref: "refs/heads/other",
        payload: { repository: { id: 1, default_branch: "main" } },
      };
    });
    expect(made.github.issues.size).toBe(0);
  });
});

describe("the issue", () => {
  test("is one, where two runs open it at once", async () => {
    // The other run's issue comes between our look and our own.
    let raced = false;
    made.github.onRequest = (line) => {
      if (line !== "POST /repos/osg/images/issues" || raced) return undefined;
      raced = true;
      made.github.issues.set(1, holdState({ title: "raced", body: "", labels: [freshnessLabel] }));
      return undefined;
    };
    await made.check(late);
    expect(onlyIssue()).toMatchObject({ number: 1, title: "3 images are not fresh" });
    expect(made.github.issues.get(2)?.state).toBe("closed");
  });

  test("is one, after a lost answer", async () => {
    let lost = false;
    made.github.onRequest = (line) => {
      if (line !== "POST /repos/osg/images/issues" || lost) return undefined;
      lost = true;
      return { drop: true, done: true };
    };
    await made.check(late);
    expect(onlyIssue().title).toBe("3 images are not fresh");
  });

  test.each([
    "nonsense",
    "",
    "```yaml tagstream-stale\nunits: [\n```",
    `\`\`\`yaml tagstream-stale\nunits: ${"{a: ".repeat(999)}\n\`\`\``,
  ])("that was edited to %j is written anew", async (body) => {
    await made.check(late);
    const { number } = onlyIssue();
    Object.assign(made.github.issues.get(number) ?? {}, { title: "hello", body });
    await made.check(late);
    expect(onlyIssue()).toMatchObject({ number, title: "3 images are not fresh" });
    expect([...(made.rows()?.keys() ?? [])].sort().join("\n")).toBe(all);
  });

  test("of a stranger with our label is no issue of ours", async () => {
    made.github.issues.set(1, holdState({ author: "mallory", labels: [freshnessLabel], title: "All fresh", body: "@octo" }));
    await made.check(late);
    expect([...made.open().keys()]).toEqual([1, 2]);
    expect(made.github.issues.get(1)).toMatchObject({ title: "All fresh", body: "@octo" });
  });
});

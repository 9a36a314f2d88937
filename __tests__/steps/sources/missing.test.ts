import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { plan } from "../../../src/commands/plan.ts";
import { run } from "../../../src/commands/run.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { resolveManualTrigger } from "../../../src/steps/plan/manual-trigger.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";
import { leftTrees, release, type SourcedRun, sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

const weekly = { name: "schedule" };
const images = (text: string) => `registries: [one.example.org/osg]
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
images:
${text}
`;

/** The decision and reason for each unit, and what is absent. */
async function decisions(made: SourcedRun): Promise<Record<string, string>> {
  const { shown } = await made.command(plan, weekly);
  const { units, absent = [] } = await made.plan(shown);
  expect(leftTrees(made)).toEqual([]);
  return Object.fromEntries([
    ...units.map(({ name, decision, reason }) => [name, `${decision}: ${reason}`]),
    ...absent.map(({ unit, reason }) => [unit, `absent: ${reason}`]),
  ]);
}

describe("a release that lacks what the configuration names", () => {
  test("an image and the images on it are left out, and the plan says so", async () => {
    const made = sourcedRun(
      images("  app: { context: app }\n  base: { context: base }\n  child: { context: child, base: base }"),
    );
    release(made, "v1.4.2", { "child/Dockerfile": "FROM base\n" });
    made.repository.commit({ "base/Dockerfile": "FROM busybox\n", "child/Dockerfile": "FROM base\n" });
    made.repository.git("push", "--quiet", "origin", "main");
    expect(await decisions(made)).toEqual({
      "app:edge": "build: scheduled rebuild",
      "app:release": "build: scheduled rebuild",
      "base:edge": "build: scheduled rebuild",
      "child:edge": "build: scheduled rebuild, on base:edge",
      "base:release": "absent: not in v1.4.2: it has no context base",
      "child:release": "absent: its base base:release is left out: not in v1.4.2: it has no context base",
    });
    const { status, shown } = await made.command(run, weekly);
    expect(status).toBe(0);
    expect(made.received.size).toBe(2); // one tag of each stream: `received` is by stream tag
    expect(shown.summaries.join()).toContain("base:release is not built: not in v1.4.2");
    const row = planTable(await made.plan(shown)).find((line) => line.includes("base:release"));
    expect(row?.trim().split(/ {2,}/)).toEqual([
      "base:release",
      expect.stringMatching(/^v1\.4\.2@[0-9a-f]{7}$/),
      "–",
      "not in v1.4.2: it has no context base",
    ]);
  });

  test("a base that only its Dockerfile names is left out with its children", async () => {
    const made = sourcedRun(images("  base: { context: base }\n  child: { context: child }"));
    const child = { "child/Dockerfile": "FROM one.example.org/osg/base:release\n" };
    release(made, "v1.4.2", child);
    made.repository.commit({ "base/Dockerfile": "FROM busybox\n", "child/Dockerfile": "FROM one.example.org/osg/base:edge\n" });
    made.repository.git("push", "--quiet", "origin", "main");
    expect(await decisions(made)).toMatchObject({
      "child:edge": "build: scheduled rebuild, on base:edge",
      "child:release": "absent: its base base:release is left out: not in v1.4.2: it has no context base",
    });
  });

  test("a test script that is missing blocks its unit, and nothing else", async () => {
    const made = sourcedRun(images("  app: { context: app, tests: [{ script: test.sh }] }\n  other: { context: app }"));
    release(made, "v1.4.2");
    made.repository.commit({ "test.sh": "#!/bin/sh\n" });
    made.repository.git("push", "--quiet", "origin", "main");
    expect(await decisions(made)).toEqual({
      "app:edge": "build: scheduled rebuild",
      "app:release": "blocked: v1.4.2 has no script test.sh",
      "other:edge": "build: scheduled rebuild",
      "other:release": "build: scheduled rebuild",
    });
    const { status, shown } = await made.command(run, weekly);
    expect(status).toBe(1);
    expect(shown.problems.map(({ code, message }) => `${code} ${message}`)).toContain(
      "source-unusable app:release: v1.4.2 has no script test.sh.",
    );
    expect(Object.keys(made.registry.shown("one.example.org/osg/other"))).toContain("release");
  });

  test("a fault in a Dockerfile of the release blocks its stream alone", async () => {
    const made = sourcedRun(images("  app: { context: app, target: final }"));
    release(made, "v1.4.2");
    made.repository.commit({ "app/Dockerfile": "FROM busybox AS final\n" });
    made.repository.git("push", "--quiet", "origin", "main");
    const found = await decisions(made);
    expect(found["app:edge"]).toBe("build: scheduled rebuild");
    expect(found["app:release"]).toMatch(
      /^blocked: at its source v1\.4\.2 \(app\/Dockerfile\): app\/Dockerfile has no stage "final"/,
    );
  });
});

describe("streams without a source", () => {
  test("are idle, and the plan says so", async () => {
    const made = sourcedRun();
    release(made, "v0.9.0-rc.1");
    expect(await decisions(made)).toEqual({
      "app:edge": "build: scheduled rebuild",
      "app:release": "absent: only pre-releases exist (v0.9.0-rc.1)",
      "app:lts": "absent: no version in the form v{version} is in the range 1.4",
      "app:3.22": "absent: there is no branch 3.22-stable",
    });
  });

  test("nothing else is left: the run says why, and does nothing", async () => {
    const made = sourcedRun();
    const { status, shown } = await made.command(run, weekly, { only: ["app:3.22"] });
    expect([status, shown.groups.get("")?.join("\n")]).toEqual([0, "Nothing to do: app:3.22: there is no branch 3.22-stable."]);
  });

  test("a branch that was deleted leaves its stream as it is", async () => {
    const made = sourcedRun();
    made.repository.git("push", "--quiet", "origin", "main:refs/heads/3.22-stable");
    expect((await made.command(run, weekly)).status).toBe(0);
    const before = Object.keys(made.registry.shown("one.example.org/osg/app")).toSorted();
    expect(before).toContain("3.22");
    made.repository.git("push", "--quiet", "origin", ":3.22-stable");
    made.now = new Date(made.now.getTime() + 7 * 86_400_000);
    const { status, shown } = await made.command(run, weekly);
    expect(status).toBe(0);
    expect((await made.plan(shown)).absent?.map(({ unit }) => unit)).toContain("app:3.22");
    const after = Object.keys(made.registry.shown("one.example.org/osg/app")).filter((tag) => tag.startsWith("3.22"));
    expect(after.toSorted()).toEqual(before.filter((tag) => tag.startsWith("3.22")));
  });
});

test("a stream without a source can still be rolled back and held: its units are those of the configuration", async () => {
  const made = sourcedRun();
  const { status } = await made.command(
    async (request, session) => {
      const { units } = await resolveManualTrigger(request, session, "roll back");
      expect(units.map(({ name, streamTag, source }) => [name, streamTag, source])).toEqual([["app:3.22", "3.22", undefined]]);
      return 0;
    },
    { name: "workflow_dispatch" },
    { only: ["app:3.22"] },
  );
  expect(status).toBe(0);
});

describe("git, asked sparingly", () => {
  afterEach(() => {
    delete process.env["GIT_TRACE"];
  });

  test("one ls-remote a run, one fetch for each commit, and the clone may be shallow", async () => {
    const made = sourcedRun();
    const tagged = release(made, "v1.4.2"); // of `release` and of `lts`
    made.origin.git("branch", "3.22-stable", tagged);
    made.origin.git("tag", "--annotate", "--message", "x", "v1.4.3", "main");
    const clone = made.origin.clone("--depth=1", "--no-tags");
    const trace = path.join(makeFolder(), "trace");
    writeFileSync(trace, "");
    process.env["GIT_TRACE"] = trace;
    const { status } = await made.command(run, weekly, {}, clone);
    delete process.env["GIT_TRACE"];
    expect(status).toBe(0);
    const commands = readFileSync(trace, "utf8").match(/trace: built-in: git (ls-remote|fetch)\b/g) ?? [];
    expect(commands.filter((text) => text.endsWith("ls-remote"))).toHaveLength(1);
    expect(commands.filter((text) => text.endsWith("fetch"))).toHaveLength(1); // v1.4.3 is main's own commit
    expect([made.received.get("release")?.context, made.received.get("3.22")?.context]).toEqual(["main", "v1.4.2"]);
  });

  test("no question where no stream has a source, and the checkout is at the tip", async () => {
    const made = sourcedRun(images("  app: { context: app }").replace(/streams:.*\n/, ""));
    const trace = path.join(makeFolder(), "trace");
    process.env["GIT_TRACE"] = trace;
    const { shown } = await made.command(plan, weekly, {}, made.repository);
    delete process.env["GIT_TRACE"];
    expect(readFileSync(trace, "utf8").match(/built-in: git ls-remote/g)).toHaveLength(1); // the tip, as ever
    expect(Object.keys(await made.plan(shown))).not.toContain("absent");
  });
});

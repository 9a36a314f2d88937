import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildJob } from "../../../src/commands/build.ts";
import { history } from "../../../src/commands/history.ts";
import { hold } from "../../../src/commands/hold.ts";
import { plan } from "../../../src/commands/plan.ts";
import { publishPlan } from "../../../src/commands/publish.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { readPlan } from "../../../src/core/plan/plan-document.ts";
import { makeFolder } from "../../support/git.ts";
import { defaultRequest, type MemoryRun } from "../../support/memory-run.ts";
import { appWith, edit, go, place, type Went } from "../../support/version-runs.ts";

const alone = (args = "") =>
  `versions: { tags: ["{version}", latest] }\nimages: { app: { context: app, streams: false${args} } }`;

const planOf = async (made: MemoryRun, { outputs }: Went): Promise<Plan> => made.plan({ outputs } as never);
const tagsIn = (made: MemoryRun): string[] => Object.keys(made.registry.shown(place));

describe("an image with versions alone", () => {
  test.each(["push", "schedule", "workflow_dispatch"])("%s: builds nothing, and says why", async (event) => {
    const made = appWith(alone());
    const went = await go(made, event);
    expect([went.status, went.problems, made.built]).toEqual([0, [], []]);
    const [unit] = (await planOf(made, went)).units;
    expect(unit).toMatchObject({
      name: "app:version",
      stream: "version",
      versions: { gitTag: "v{version}", alone: true },
      decision: "leave",
      reason: "it has version tags alone: only a git tag publishes it",
      tags: [],
    });
    expect(tagsIn(made)).toEqual([]);
  });

  test("a pull request gets candidates, and the git tag on its merge promotes them", async () => {
    const made = appWith(alone());
    const proposed = await go(made, "pull_request");
    expect([proposed.status, proposed.problems]).toEqual([0, []]);
    expect(tagsIn(made)).toEqual([expect.stringMatching(/^rc\.version\.[a-f0-9]{12}$/), "rc.version.pr-7"]);
    const candidate = made.registry.shown(place)["rc.version.pr-7"];
    const released = await go(made, "refs/tags/v1.4.2");
    expect([released.status, made.built]).toEqual([0, [place]]);
    expect(made.registry.shown(place)).toMatchObject({ "1.4.2": candidate, latest: candidate });
  });

  test("`latest` shows the newest version; pushed again, nothing happens", async () => {
    const made = appWith(alone());
    await go(made, "refs/tags/v2.0.0");
    edit(made, "older");
    await go(made, "refs/tags/v1.4.2");
    const { "2.0.0": newest, latest } = made.registry.shown(place);
    expect(latest).toBe(newest);
    const builds = made.built.length;
    const again = await go(made, "refs/tags/v1.4.2");
    expect([again.status, made.built.length]).toEqual([0, builds]);
  });

  test("its build knows its version: `{version}` in `args` and `labels`", async () => {
    const made = appWith(alone(', args: { VERSION: "{version}", LINE: "{major}.{minor}" }, labels: { v: "v{version}" }'));
    const released = await planOf(made, await go(made, "refs/tags/v1.4.2"));
    expect(released.units[0]?.build).toMatchObject({ args: { VERSION: "1.4.2", LINE: "1.4" }, labels: { v: "v1.4.2" } });
    const proposed = await planOf(made, await go(made, "pull_request"));
    expect(proposed.units[0]?.build.args).toEqual({ VERSION: "0.0.0-dev", LINE: "0.0" });
  });

  test("over three jobs: each takes the plan for one of this commit and this git tag", async () => {
    const made = appWith(alone(', args: { VERSION: "{version}" }'));
    const { session } = await made.session("refs/tags/v1.4.2");
    const folder = makeFolder();
    const request = { ...defaultRequest, plan: path.join(folder, "plan.json"), records: folder };
    expect(await plan(request, session)).toBe(0);
    const [job] = readPlan(readFileSync(request.plan, "utf8")).jobs;
    expect(await buildJob({ ...request, job: job?.id ?? "" }, session)).toBe(0);
    expect(await publishPlan(request, session)).toBe(0);
    expect(tagsIn(made)).toEqual(["1.4.2", "latest"]);
  });

  test("there is nothing to roll back, and no history", async () => {
    const made = appWith(alone());
    await go(made, "refs/tags/v1.4.2");
    const asked = async (command: typeof history) => {
      const { session, shown } = await made.session("workflow_dispatch");
      const ended = await command({ ...defaultRequest, only: ["app"], reason: "broken" }, session).then(
        String,
        (error: Error) => error.message,
      );
      return `${ended} ${shown.problems.map(({ message }) => message).join()} ${shown.summaries.join("\n")}`;
    };
    expect(await asked(rollback)).toContain(
      "Cannot roll back: app:version has versions alone, and a version never changes. Deploy an earlier version instead.",
    );
    expect(await asked(hold)).toContain("Cannot hold streams: app:version has versions alone");
    expect(await asked(history)).toContain(
      "app:version · versions alone, which never change\n  no timestamps: each version is a tag",
    );
  });
});

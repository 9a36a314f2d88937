/**
 * Versions whose runs are killed, run at the same time, or are split into three jobs.
 * @needs engine
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { removeFolders } from "../support/git.ts";
import { recordRegistry } from "../support/recorder.ts";
import { cleanUpSteps } from "../support/runner.ts";
import {
  aBuildOrPush,
  copyOf,
  copyVersioned,
  mergeAndPublish,
  pushTag,
  succeed,
  tagsInBoth,
  type Versioned,
  versionsOf,
} from "../support/version.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

describe("runs that are killed, or run at the same time", () => {
  test("killed after each of its writes, a version is completed by a re-run, with the same digest and nothing else", async () => {
    let writes = 0;
    for (let killAt = 1; ; killAt++) {
      let seen = 0;
      let kill: (() => void) | undefined;
      const recorder = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"), {
        done: ({ method, path: asked }) => {
          if (kill === undefined || method !== "PUT" || !asked.includes("/manifests/")) return true;
          seen++;
          if (seen < killAt) return true;
          kill();
          return false;
        },
      });
      try {
        const made = await copyVersioned(recorder.host);
        const before = await tagsInBoth(made);
        const killed = await pushTag(made.project, "v1.4.2", {
          onOutput: (_, signal) => {
            kill = () => signal("SIGKILL");
          },
        });
        kill = undefined;
        if (killed.signal === null) writes = killAt - 1;
        const { log } = killed.signal === null ? killed : await succeed(pushTag(made.project, "v1.4.2"));
        expect(log).not.toMatch(aBuildOrPush);
        const digest = before["release"];
        expect(await tagsInBoth(made)).toEqual({ ...before, "1.4.2": digest, "1.4": digest, "1": digest });
        if (killed.signal === null) break;
      } finally {
        await recorder.close();
      }
    }
    expect(writes).toBe(3); // the version and its two lines, in this one of the registries
  });

  describe("two versions", () => {
    let begun: Versioned;
    let older: string | undefined;
    let newer: string | undefined;
    beforeAll(async () => {
      begun = await copyVersioned();
      await succeed(pushTag(begun.project, "v1.4.1"));
      older = (await tagsInBoth(begun))["release"];
      await mergeAndPublish(begun.project, { "app/text": "app 2\n" });
      newer = (await tagsInBoth(begun))["release"];
    });

    test.each(["the older first", "the newer first", "both at once"])("%s", async (order) => {
      const made = await copyOf(begun);
      const { project } = made;
      const clone = project.repository.clone();
      project.repository.commit({ "app/text": "app 2\n" });
      project.repository.git("push", "--quiet", "origin", "main");
      // The older one's commit in a checkout of its own, as on another runner: its inputs are not what is published any more.
      const a = () => succeed(pushTag(project, "v1.4.2", { workspace: clone.folder, ...at(clone.head()) }));
      const b = () => succeed(pushTag(project, "v1.4.3"));
      if (order === "both at once") await Promise.all([a(), b()]);
      else for (const run of order === "the older first" ? [a, b] : [b, a]) await run();
      const after = versionsOf(await tagsInBoth(made));
      const built = after["1.4.2"] ?? "";
      expect([older, newer]).not.toContain(built);
      expect(after).toEqual({ "1.4.1": older, "1.4.2": built, "1.4.3": newer, "1.4": newer, "1": newer });
    });
  });
});

/** A step about this commit, which is not what the project has checked out. */
const at = (commit: string) => ({
  payload: { repository: { default_branch: "main" }, head_commit: { id: commit } },
  env: { GITHUB_SHA: commit },
});

describe("plan, build and publish as three jobs", () => {
  test("publish what was built, and refuse a plan of another git tag, or with other tags", async () => {
    const made = await copyVersioned();
    const { project } = made;
    project.repository.commit({ "app/text": "app 2\n" });
    const env = { GITHUB_RUN_ID: "8" };
    const planned = await succeed(pushTag(project, "v1.4.2", { env, inputs: { command: "plan" } }));
    const plan = planned.outputs["plan"] ?? "";
    const records = path.join(planned.temp, "records");
    mkdirSync(records);
    const inputs = { command: "build", plan, records, job: "app.release" };
    expect(JSON.parse(planned.outputs["matrix"] ?? "")).toEqual({ include: [{ job: "app.release" }] });
    await succeed(pushTag(project, "v1.4.2", { env, inputs }));
    const before = await tagsInBoth(made);

    const publish = (file: string, gitTag = "v1.4.2") =>
      pushTag(project, gitTag, { env, inputs: { command: "publish", plan: file, records } });
    const poisoned = path.join(planned.temp, "poisoned.json");
    const good = readFileSync(plan, "utf8");
    for (const [from, to] of [
      [/"1\.4"/g, '"latest"'],
      [/"1\.4\.2"/g, '"1.4.3"'],
      [/v1\.4\.2/g, "v9.9.9"],
      [/"intent": "version"/, '"intent": "publish"'],
    ] as const) {
      writeFileSync(poisoned, good.replace(from, to));
      expect(await publish(poisoned)).toMatchObject({ status: 1 });
    }
    expect(await publish(plan, "v1.4.3")).toMatchObject({ status: 1 });
    expect(await tagsInBoth(made)).toEqual(before);

    await succeed(publish(plan));
    const after = await tagsInBoth(made);
    expect(Object.keys(versionsOf(after)).sort()).toEqual(["1", "1.4", "1.4.2"]);
    expect(after["release"]).toBe(before["release"]);
  });
});

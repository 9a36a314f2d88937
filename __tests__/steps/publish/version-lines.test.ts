import { describe, expect, test } from "@jest/globals";
import type { MemoryRun } from "../../support/memory-run.ts";
import { appWith, edit, go, linesOf, place } from "../../support/version-runs.ts";

const patterns = 'versions: { tags: ["{version}", "{major}.{minor}", "{major}", latest] }\nimages: { app: { context: app } }';

/** Pushes a git tag on a commit of its own. */
async function release(made: MemoryRun, version: string): Promise<void> {
  edit(made, version);
  const { status, problems } = await go(made, `refs/tags/v${version}`);
  expect([status, problems]).toEqual([0, []]);
}

describe("`latest` and the other lines show the newest version", () => {
  test("1.4.2, then 2.0.0, then a patch of the older line, then a pre-release", async () => {
    const made = appWith(patterns);
    await release(made, "1.4.2");
    expect(linesOf(made)).toEqual({ "1": "1.4.2", "1.4": "1.4.2", "1.4.2": "1.4.2", latest: "1.4.2" });
    await release(made, "2.0.0");
    await release(made, "1.4.3");
    const stable = {
      "1": "1.4.3",
      "1.4": "1.4.3",
      "1.4.2": "1.4.2",
      "1.4.3": "1.4.3",
      "2": "2.0.0",
      "2.0": "2.0.0",
      "2.0.0": "2.0.0",
      latest: "2.0.0",
    };
    expect(linesOf(made)).toEqual(stable);
    await release(made, "2.1.0-rc.1");
    expect(linesOf(made)).toEqual({ ...stable, "2.1.0-rc.1": "2.1.0-rc.1" });
    expect(made.registry.shown(place)["release"]).toBeUndefined();
  });

  test("a plan names what it would write, and no line that stays", async () => {
    const made = appWith(patterns);
    await release(made, "2.0.0");
    edit(made, "older");
    const { outputs } = await go(made, "refs/tags/v1.4.3");
    const plan = JSON.parse(outputs["plan"] === undefined ? "{}" : await made.plan({ outputs } as never).then(JSON.stringify));
    expect(plan.units[0].versions).toEqual({ gitTag: "v{version}", tags: ["{version}", "{major}.{minor}", "{major}", "latest"] });
    expect(plan.units[0].tags).toEqual(["1.4.3", "1.4", "1"]);
  });

  test.each([1, 2, 3, 4, 5])("a run killed before its effect %s is completed by the next, without a build", async (effect) => {
    const made = appWith(
      'versions: { tags: ["{version}", "v{version}", "{major}.{minor}", latest] }\nimages: { app: { context: app } }',
    );
    await release(made, "1.4.2");
    edit(made, "2.0.0");
    let done = 0;
    made.registry.refuse = ({ verb }) => (/claim|putManifest/.test(verb) && ++done >= effect ? "killed" : undefined);
    const killed = await go(made, "refs/tags/v2.0.0");
    expect(killed.status).toBe(effect <= 4 ? 1 : 0);
    made.registry.refuse = () => undefined;
    const builds = made.built.length;
    expect((await go(made, "refs/tags/v2.0.0")).status).toBe(0);
    if (effect > 1) expect(made.built).toHaveLength(builds);
    expect(linesOf(made)).toEqual({
      "1.4": "1.4.2",
      "1.4.2": "1.4.2",
      "v1.4.2": "1.4.2",
      "2.0": "2.0.0",
      "2.0.0": "2.0.0",
      "v2.0.0": "2.0.0",
      latest: "2.0.0",
    });
  });

  test("a whole version that another image has under a second pattern is never overwritten", async () => {
    const made = appWith('versions: { tags: ["{version}", "v{version}"] }\nimages: { app: { context: app } }');
    const other = made.registry.push(place, {});
    made.registry.setTag(place, "v1.4.2", other);
    edit(made, "1.4.2");
    const { status, summary } = await go(made, "refs/tags/v1.4.2");
    expect([status, summary]).toEqual([1, expect.stringContaining("Tagstream never overwrites a version tag")]);
    expect(made.registry.shown(place)["v1.4.2"]).toBe(other);
    expect(made.registry.shown(place)["1.4.2"]).toBeUndefined();
  });

  test("each variant has its lines, where its pattern puts them", async () => {
    const made = appWith(
      'matrix: { os: [el8, el9] }\nversions: { tags: ["{version}-{variant}", "{major}-{os}", "{image}-{stream}-{major}.{minor}-{os}"] }\nimages: { app: { context: app } }',
    );
    edit(made, "1.4.2");
    expect((await go(made, "refs/tags/v1.4.2")).status).toBe(0);
    const tags = Object.keys(made.registry.shown(place)).filter((tag) => !tag.startsWith("rc."));
    expect(tags).toEqual(["1-el8", "1-el9", "1.4.2-el8", "1.4.2-el9", "app-release-1.4-el8", "app-release-1.4-el9"]);
  });
});

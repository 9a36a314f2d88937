/**
 * examples/apps: versions from files, and aliases by their parts.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { exampleProject, inside, land, nothing, pushBranch, Shown } from "../support/example-project.ts";
import { removeFolders } from "../support/git.ts";
import { labelsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { succeed } from "../support/version.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const project = exampleProject("apps");
const image = (app: string): string => `${project.registry}/${app}`;

test("one weekly run publishes each app with the version in its own file, and the aliases by its parts", async () => {
  const { log } = await succeed(project.weekly());
  const aliases = { date: ["1.36.1", "1.36", "1"], fortune: ["0.9.0", "0.9", "0"], hello: ["2.4.1", "2.4", "2"] };
  for (const [app, [version = "", ...parts]] of Object.entries(aliases)) {
    const shown = await Shown.of(image(app));
    expect(shown.since(nothing)).toEqual([version, ...parts, "rolling", "rolling-TIME"].toSorted());
    expect(shown.images(version, ...parts, "rolling")).toBe(1);
    expect(await labelsOf(image(app), "rolling")).toMatchObject({
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.base.name": "docker.io/library/busybox:1.36",
    });
  }
  expect(inside(`${image("hello")}:2`, "app", "--version")).toBe("2.4.1");
  expect(log.match(/\d tests? passed/g)?.toSorted()).toEqual(["1 test passed", "1 test passed", "2 tests passed"]);
});

test("a change of one VERSION publishes one app: 2.5.0 moves 2, and leaves 2.4 where it was", async () => {
  const before = await Shown.of(image("hello"));
  const others = await Promise.all(["date", "fortune"].map((app) => Shown.of(image(app))));
  land(project, "main", { "apps/hello/VERSION": "2.5.0\n" });
  const { log } = await succeed(pushBranch(project, "main"));
  expect(log).toMatch(/date:rolling +leave +up to date/);
  const after = await Shown.of(image("hello"));
  expect(after.since(before)).toEqual(["2", "2.5", "2.5.0", "rolling", "rolling-TIME"]);
  expect(inside(`${image("hello")}:2`, "app", "--version")).toBe("2.5.0");
  expect(inside(`${image("hello")}:2.4`, "app", "--version")).toBe("2.4.1");
  expect(await Promise.all(["date", "fortune"].map((app) => Shown.of(image(app))))).toEqual(others);
});

test("a new app is a folder and a line: it has the version, the arguments and the tests that all apps have", async () => {
  const { repository } = project;
  const configuration = `${repository.git("show", "main:.github/tagstream.yml")}\n  shout: {}\n`;
  const files = {
    ".github/tagstream.yml": configuration,
    "apps/shout/VERSION": "3.0.0-rc.1\n",
    "apps/shout/Dockerfile": `${repository.git("show", "main:apps/hello/Dockerfile")}\n`,
    "apps/shout/app.sh": `${repository.git("show", "main:apps/hello/app.sh")}\n`,
  };
  land(project, "main", files);
  const { log } = await succeed(pushBranch(project, "main"));
  expect(log).toContain("1 to build in 1 job, 3 unchanged");
  expect(log).toMatch(/1 test passed/);
  expect((await Shown.of(image("shout"))).since(nothing)).toEqual(["3", "3.0", "3.0.0-rc.1", "rolling", "rolling-TIME"]);
});

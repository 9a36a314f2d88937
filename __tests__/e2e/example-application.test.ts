/**
 * examples/application: what its README says that each event publishes, in the order of a project's life.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { exampleProject, inside, land, makeGitTag, nothing, pushBranch, Shown } from "../support/example-project.ts";
import { removeFolders } from "../support/git.ts";
import { fileIn } from "../support/registry-files.ts";
import { cleanUpSteps } from "../support/runner.ts";
import { pushTag, succeed } from "../support/version.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const project = exampleProject("application");
const { repository } = project;
const image = `${project.registry}/clock`;
const version = (tag: string): Promise<string> => fileIn(image, tag, "/www/version");
const page = (tag: string): Promise<string> => fileIn(image, tag, "/www/index.html");
const first = repository.head();

/** The tags that a run has set, and what the repository has then. */
async function changes(before: Shown, run: Promise<unknown>): Promise<[set: string[], after: Shown]> {
  await run;
  const after = await Shown.of(image);
  return [after.since(before), after];
}

let shown = nothing;

test("the merge of a pull request publishes `edge` and a sha tag; a change of other files, nothing", async () => {
  const { log } = await succeed(pushBranch(project, "main"));
  expect(log).toMatch(/clock:edge +build/);
  expect(log).not.toContain("clock:release");
  shown = await Shown.of(image);
  expect(shown.since(nothing)).toEqual(["edge", "edge-TIME", `sha-${first.slice(0, 12)}`]);
  expect(shown.images(...Object.keys(shown.tags))).toBe(1);
  expect(inside(`${image}:edge`, "cat", "/www/version")).toBe("edge");

  land(project, "main", { "notes.md": "not of the image\n" });
  expect((await succeed(pushBranch(project, "main"))).log).toMatch(/clock:edge +leave +up to date/);
  expect((await Shown.of(image)).since(shown)).toEqual([]);
});

test("the git tag v1.4.2 publishes the release, its aliases and its version tag: one image, which knows its version", async () => {
  makeGitTag(project, "v1.4.2");
  const before = shown;
  const [set, after] = await changes(shown, succeed(pushTag(project, "v1.4.2")));
  expect(set).toEqual(["1.4", "1.4.2", "latest", "release", "release-TIME"]);
  expect(after.images("1.4", "1.4.2", "latest", "release")).toBe(1);
  expect(after.images("release", "edge")).toBe(2);
  expect(await version("1.4.2")).toBe("1.4.2");
  expect(after.tags["edge"]).toBe(before.tags["edge"]);
  shown = after;
});

test("on Monday the release is built again, without what was merged since; 1.4.2 stays as it was", async () => {
  land(project, "main", { "www/index.html": "unreleased\n" });
  const [set, after] = await changes(shown, succeed(project.weekly()));
  const sha = `sha-${repository.head().slice(0, 12)}`;
  expect(set).toEqual(["1.4", "edge", "edge-TIME", "latest", "release", "release-TIME", sha]);
  expect(after.images("1.4", "latest", "release")).toBe(1);
  expect([await version("release"), await version("1.4.2")]).toEqual(["1.4.2", "1.4.2"]);
  expect([await page("release"), await page("edge")]).toEqual([expect.stringContaining("Clock"), "unreleased"]);
  shown = after;
});

test("v1.3.9 and v2.0.0-rc.1 give their version tags alone", async () => {
  repository.git("checkout", "--quiet", "-b", "1.3", first);
  land(project, "1.3", { "www/index.html": "an older line\n" });
  makeGitTag(project, "v1.3.9");
  const [older, after] = await changes(shown, succeed(pushTag(project, "v1.3.9")));
  expect(older).toEqual(["1.3.9"]);
  expect([await version("1.3.9"), await page("1.3.9")]).toEqual(["1.3.9", "an older line"]);

  repository.git("checkout", "--quiet", "main");
  makeGitTag(project, "v2.0.0-rc.1");
  const [early, last] = await changes(after, succeed(pushTag(project, "v2.0.0-rc.1")));
  expect(early).toEqual(["2.0.0-rc.1"]);
  expect(await version("2.0.0-rc.1")).toBe("2.0.0-rc.1");
  shown = last;
});

test("v1.5.0 moves `latest` and gives 1.5; 1.4 stays", async () => {
  makeGitTag(project, "v1.5.0");
  const [set, after] = await changes(shown, succeed(pushTag(project, "v1.5.0")));
  expect(set).toEqual(["1.5", "1.5.0", "latest", "release", "release-TIME"]);
  expect(after.images("1.5", "1.5.0", "latest", "release")).toBe(1);
  expect([await version("latest"), await version("1.4")]).toEqual(["1.5.0", "1.4.2"]);
});

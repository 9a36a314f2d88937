/** Aliases that need a version, in runs that do not know the version of every stream. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { run } from "../../../src/commands/run.ts";
import { removeFolders } from "../../support/git.ts";
import { release, type SourcedRun, sourcedConfiguration, sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

const aliases = `aliases:
  - { tag: "{major}.{minor}", when: { stream: release } }
  - { tag: "sha-{sha}", when: { stream: edge } }
`;
const push = { name: "push", ref: "refs/heads/main", payload: { repository: { default_branch: "main" } } };

const tags = (made: SourcedRun): string[] =>
  Object.keys(made.registry.shown("one.example.org/osg/app")).filter((tag) => !/-\d{8}-\d{4}/.test(tag));

describe("a stream from git tags whose aliases have the version", () => {
  test("is idle before the first release, and stops no other stream", async () => {
    const made = sourcedRun(`${sourcedConfiguration}${aliases}`);
    const sha = `sha-${made.repository.head().slice(0, 12)}`;
    expect((await made.command(run, push)).status).toBe(0);
    expect(tags(made)).toEqual(["edge", sha]);
    const weekly = await made.command(run, { name: "schedule" });
    expect(weekly.status).toBe(0);
    expect(tags(made)).toEqual(["edge", sha]);
  });

  test("is left out of a push to main; its commit is not main's", async () => {
    const made = sourcedRun(`${sourcedConfiguration}${aliases}`);
    release(made, "v1.4.2");
    expect((await made.command(run, push)).status).toBe(0);
    expect(tags(made)).not.toContain("1.4");
    expect((await made.command(run, { name: "schedule" })).status).toBe(0);
    expect(tags(made)).toEqual(expect.arrayContaining(["1.4", "edge", "release"]));
  });
});

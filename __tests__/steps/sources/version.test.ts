import { afterAll, expect, test } from "@jest/globals";
import { run } from "../../../src/commands/run.ts";
import { removeFolders } from "../../support/git.ts";
import { sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

const configuration = `registries: [one.example.org/osg]
streams: { stable: { from: { branch: 3.22-stable } } }
versions: {}
images:
  base: { context: base }
  app: { context: app }
`;

test("the version of a git tag is the tagged commit's, with its bases, whatever the stream comes from", async () => {
  const made = sourcedRun(configuration);
  const commit = made.repository.commit({
    "base/Dockerfile": "FROM busybox\n",
    "app/Dockerfile": "FROM one.example.org/osg/base:stable\n",
  });
  made.repository.git("tag", "v1.4.2");
  made.repository.git("push", "--quiet", "origin", "v1.4.2");
  const { status, shown } = await made.command(run, { name: "push", ref: "refs/tags/v1.4.2" });
  expect([status, shown.problems]).toEqual([0, []]);
  const plan = await made.plan(shown);
  expect(plan.units.map(({ name, base, source }) => [name, base, source])).toEqual([
    ["base:stable", undefined, undefined],
    ["app:stable", "base:stable", undefined],
  ]);
  expect(made.received.get("stable")).toEqual({ revision: commit, context: "main" });
});

import { afterAll, expect, test } from "@jest/globals";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { removeFolders } from "../support/git.ts";
import { pushTo, releaseRuns } from "../support/release-runs.ts";

afterAll(removeFolders);

const configuration = (more = "") => `values: { v: { file: app/version } }
images:
  app: { context: app, destinations: [one.example.org/osg/app], aliases: [{ tag: "{v}" }] }
${more}`;

const dispatch = { name: "workflow_dispatch" };

test("a rollback, a resumption and a run of one image leave a tag alone that has become another image's", async () => {
  const made = releaseRuns(configuration());
  made.land("main", { "app/version": "one\n" });
  await made.on(pushTo(made));
  made.days(1);
  const other = '  other: { context: app, destinations: [one.example.org/osg/app], tag: "one" }\n';
  made.land("main", { "app/version": "two\n", ".github/tagstream.yml": configuration(other) });
  await made.on(pushTo(made));
  const { one, release } = made.tags();
  expect(one).not.toBe(release);
  made.days(1);
  const only = ["app"];
  expect((await made.on(dispatch, rollback, { command: "rollback", only, reason: "it broke" })).status).toBe(0);
  expect(made.tags()["release"]).not.toBe(release);
  expect(made.tags()["one"]).toBe(one);
  made.days(1);
  expect((await made.on({ name: "schedule" }, undefined, { only })).status).toBe(0);
  expect(made.tags()["one"]).toBe(one);
  made.days(1);
  expect((await made.on(dispatch, resume, { command: "resume", only, reason: "mended" })).status).toBe(0);
  expect(made.tags()["one"]).toBe(one);
});

import { afterAll, expect, test } from "@jest/globals";
import { run } from "../../../src/commands/run.ts";
import { removeFolders } from "../../support/git.ts";
import { releaseRuns, said } from "../../support/release-runs.ts";

afterAll(removeFolders);

test("a closed pull request into another branch loses the tags of the streams that the default branch configures", async () => {
  const made = releaseRuns();
  made.repository.git("checkout", "--quiet", "-b", "1.3-stable");
  made.repository.git("rm", "--quiet", ".github/tagstream.yml");
  made.repository.git("commit", "--quiet", "-m", "This branch needs no configuration");
  made.repository.git("push", "--quiet", "origin", "1.3-stable");
  const head = made.land("1.3-stable", { "app/version": "proposed\n" });
  const pull = { number: 7, user: { login: "octo" }, head: { sha: head, repo: { id: 1 } }, base: { ref: "1.3-stable" } };
  const payload = { action: "closed", repository: { id: 1, default_branch: "main" }, pull_request: pull };
  const ended = await made.on({ name: "pull_request", sha: head, ref: "refs/pull/7/merge", payload }, run, { dryRun: true });
  expect(ended.status).toBe(0);
  expect(said(ended)).toContain("one.example.org/osg/app:rc.lts.pr-7");
});

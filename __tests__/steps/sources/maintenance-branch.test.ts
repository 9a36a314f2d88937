import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushTo, type Releases, releaseRuns } from "../../support/release-runs.ts";

afterAll(removeFolders);

/** A maintenance branch that is behind main, and published. */
async function withBranch(): Promise<Releases> {
  const made = releaseRuns();
  made.repository.git("branch", "1.3-stable");
  made.land("1.3-stable", { "app/version": "1.3\n" });
  made.land("main", { "app/version": "moved on\n" });
  await made.on(pushTo(made, "1.3-stable"));
  return made;
}

/** The event of a pull request into a branch, at GitHub's merge of it. */
function propose(made: Releases, base: string, files: Record<string, string>) {
  const { repository } = made;
  repository.git("checkout", "--quiet", "-b", "change", base);
  const head = repository.commit(files);
  repository.git("checkout", "--quiet", "--detach", base);
  repository.git("merge", "--quiet", "--no-ff", "--message", "merge", "change");
  const sha = repository.head();
  repository.git("push", "--quiet", "origin", `${sha}:refs/pull/7/merge`);
  repository.git("checkout", "--quiet", "main");
  const pull_request = { number: 7, user: { login: "octo" }, head: { sha: head, repo: { id: 1 } }, base: { ref: base } };
  const payload = { action: "opened", repository: { id: 1, default_branch: "main" }, pull_request };
  return { head, event: { name: "pull_request", ref: "refs/pull/7/merge", sha, payload } };
}

test("a pull request into a maintenance branch has candidates, and its merge publishes those very images", async () => {
  const made = await withBranch();
  const { head, event } = propose(made, "1.3-stable", { "app/version": "fixed\n" });
  made.pull = { open: true, merged: false, head };
  const proposed = await made.on(event);
  expect(proposed.status).toBe(0);
  expect(decisions(proposed)).toEqual({ "app:lts": "build: changed" });
  expect(made.comments.at(-1)).toContain("this exact image is published");
  made.days(1);
  made.repository.git("checkout", "--quiet", "1.3-stable");
  made.repository.git("merge", "--quiet", "--squash", "change");
  const merged = made.land("1.3-stable");
  made.pull = { open: false, merged: true, head };
  made.mergedAs.set(merged, [7]);
  const ended = await made.on(pushTo(made, "1.3-stable"));
  expect(decisions(ended)).toEqual({ "app:lts": "promote: tested in #7, 1 day old" });
  expect(made.tags()["lts"]).toBe(made.tags()["rc.lts.pr-7"]);
  expect(made.tags()["edge"]).toBeUndefined();
  expect(made.comments.at(-1)).toMatch(/Merged in .*, and published[\s\S]*the image tested in this pull request, byte for byte/);
});

test("a pull request into a branch that no stream comes from is tested as today, and its comment says what a merge does", async () => {
  const made = await withBranch();
  made.repository.git("branch", "stack");
  made.land("stack", { other: "x\n" });
  const { head, event } = propose(made, "stack", { "app/version": "stacked\n" });
  made.pull = { open: true, merged: false, head };
  const proposed = await made.on(event);
  expect(proposed.status).toBe(0);
  expect(decisions(proposed)).toEqual({ "app:edge": "build: changed" });
  expect(made.comments.at(-1)).toContain("nothing yet: no stream comes from `stack`");
});

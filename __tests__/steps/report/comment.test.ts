import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createForge } from "../../../src/adapters/github/forge.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import type { Reporter } from "../../../src/ports/reporter.ts";
import { markerOf } from "../../../src/render/comment/comment-marker.ts";
import { commentOnMerged } from "../../../src/steps/report/comment.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { publishedEnding } from "../../support/endings.ts";
import { type GitHub, startGitHub } from "../../support/github-server.ts";

const units = [makePlanned("squid:release")];
const plan = makePlan(units, { intent: "publish", event: "push", part: "squid" });
let github: GitHub;
let warnings: string[];
const reporter = { problem: ({ severity, message }) => warnings.push(`${severity} ${message}`) } as Partial<Reporter> as Reporter;

beforeEach(async () => {
  github = await startGitHub();
  warnings = [];
});
afterEach(() => github.close());

/** A pull request that was merged as the plan's commit, with our comment. */
function merged(number: number): void {
  const comments = [{ id: number, author: github.login, body: `${markerOf(plan)}\n\nbefore` }];
  github.pulls.set(number, { state: "closed", merged: true, head: "a".repeat(40), comments, mergedAs: plan.commit });
}
async function tell(): Promise<void> {
  const forge = await createForge({ repository: "osg/images", token: "t", apiUrl: github.url, second: 1 });
  const results = units.map((unit) => resultOf("publish", publishedEnding(unit)));
  await commentOnMerged(plan, results, { forge, reporter });
}
const reported = () =>
  [...github.pulls].flatMap(([number, { comments }]) => (/Merged in/.test(comments[0]?.body ?? "") ? [number] : []));

test("a merged pull request that cannot be commented on does not keep the others from being told", async () => {
  for (const number of [5, 6, 7]) merged(number);
  const message = "Unable to create comment because issue is locked.";
  github.onRequest = (line) => (line.endsWith("/comments/6") ? { status: 403, body: { message } } : undefined);
  await tell();
  expect(reported()).toEqual([5, 7]);
  expect(warnings).toEqual([expect.stringMatching(/^warning Could not update the comment on #6\. .*is locked/)]);
});

test("the comment of a run about other images is left", async () => {
  merged(5);
  const other = { id: 1, author: github.login, body: `${markerOf({})}\n\nbefore` };
  github.pulls.get(5)?.comments.push(other);
  await tell();
  expect(reported()).toEqual([5]);
  expect(other.body).toMatch(/before$/);
});

test("which pull requests were merged cannot be asked: one warning", async () => {
  merged(5);
  github.onRequest = (line) => (line.endsWith("/pulls?per_page=100") ? { status: 403 } : undefined);
  await tell();
  expect(reported()).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^warning Could not update the comments on the pull requests of this push\. /),
  ]);
});

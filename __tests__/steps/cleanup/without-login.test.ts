import { expect, test } from "@jest/globals";
import type { RetiredTag } from "../../../src/core/cleanup/retire.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { withoutLogin } from "../../../src/steps/cleanup/without-login.ts";

const [mine, theirs] = ["a.example.org/osg/squid", "b.example.org/osg/squid"];
const tag = (repository: string, outcome: RetiredTag["outcome"]): RetiredTag => ({
  repository,
  tag: "rc.release.pr-7",
  outcome,
  ...(outcome === "removed" ? {} : { reason: "refused" }),
});
const registry = (logins: readonly string[]) => ({
  hasLogin: async (repository: string) => logins.includes(repository),
  assertCanPush: async () => {
    throw failure("registry-login", "refused");
  },
});

test("a job without a login does not fail for tags that it could not have written", async () => {
  const { retired, problems } = await withoutLogin([tag(mine, "removed"), tag(theirs, "failed")], 7, registry([mine]));
  expect(retired).toEqual([tag(mine, "removed")]);
  expect(problems).toEqual([
    {
      code: "retire-tag",
      severity: "warning",
      message: `#7 is closed, and this job has no login for b.example.org. If it has candidate tags in ${theirs}, they stay: log in before this step (docker/login-action), then run again.`,
    },
  ]);
});

test("a login that may not remove stays an error", async () => {
  const failed = [tag(mine, "failed"), tag(theirs, "kept")];
  expect(await withoutLogin(failed, 7, registry([mine, theirs]))).toEqual({ retired: failed, problems: [] });
});

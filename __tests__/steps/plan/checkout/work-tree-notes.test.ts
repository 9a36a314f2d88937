import { afterAll, expect, test } from "@jest/globals";
import { openRepository } from "../../../../src/adapters/git/repository.ts";
import type { Trigger } from "../../../../src/core/events/event.ts";
import { failure } from "../../../../src/core/lib/problems/problem.ts";
import type { Forge } from "../../../../src/ports/forge.ts";
import type { Repository } from "../../../../src/ports/repository.ts";
import { checkOut } from "../../../../src/steps/plan/checkout/work-tree.ts";
import { makeRepository, removeFolders, type TestRepository } from "../../../support/git.ts";

afterAll(removeFolders);

/** A repository with a branch that is not in `main`, both published. */
function made(): { repository: TestRepository; first: string; main: string; branch: string } {
  const repository = makeRepository({ a: "1" });
  const first = repository.head();
  const main = repository.commit({ a: "2" });
  repository.git("checkout", "--quiet", "-b", "topic/x", first);
  const branch = repository.commit({ a: "3" });
  return { repository, first, main, branch };
}

/** What the run says of a checkout, where `main` is at a tip. */
async function detailsOf(
  { folder }: TestRepository,
  { head, tip, ref, commit = head, lost = false }: { head: string; tip: string; ref: string; commit?: string; lost?: boolean },
): Promise<string> {
  const repository = await openRepository(folder);
  const checkout = lost
    ? async () => {
        throw failure("git-remote", "No fetch.");
      }
    : async () => ({ dispose: async () => {} });
  const ports = { repository: { ...repository, head: async () => head, checkout } as unknown as Repository };
  const forge = { tip: async () => tip } as unknown as Forge;
  const checkedOut = await checkOut({ intent: "rebuild", branch: "main", commit } as Trigger, { ...ports, forge }, true, ref);
  return "skipReason" in checkedOut ? checkedOut.skipReason : checkedOut.notes.join("\n");
}

const short = (commit: string) => commit.slice(0, 7);

test("a run that was started on another branch says that it is for the default branch, and not that time has passed", async () => {
  const { repository, main, branch } = made();
  const found = `the run was started on topic/x, but is for the tip of main, ${short(main)}`;
  const given = { head: branch, tip: main, ref: "refs/heads/topic/x" };
  expect(await detailsOf(repository, given)).toBe(`${found}: it ignores changes that are only on topic/x`);
  expect(await detailsOf(repository, { ...given, lost: true })).toBe(
    `${found}; Tagstream cannot check out the tip, so it does nothing. Start the run on main. No fetch.`,
  );
});

test("so does one on a git tag", async () => {
  const { repository, first, main } = made();
  expect(await detailsOf(repository, { head: first, tip: main, ref: "refs/tags/v1" })).toContain(
    "the run was started on v1, but is for the tip of main",
  );
});

test("a run of an older commit says where the branch is by now", async () => {
  const { repository, first, main } = made();
  const given = { head: first, tip: main, ref: "refs/heads/main" };
  const found = `main is at ${short(main)} by now, but the checkout is at ${short(first)}`;
  expect(await detailsOf(repository, given)).toBe(`${found}: this run is for ${short(main)}`);
  expect(await detailsOf(repository, { ...given, lost: true })).toContain("so it leaves this to a newer run");
});

test("a checkout of something else than the run's commit is named as that", async () => {
  const { repository, first, main, branch } = made();
  expect(await detailsOf(repository, { head: branch, commit: first, tip: main, ref: "refs/heads/main" })).toBe(
    `the checkout is at ${short(branch)}, but the tip of main is ${short(main)}: this run is for ${short(main)}`,
  );
});

test("nothing is said where the checkout is the tip", async () => {
  const { repository, main } = made();
  expect(await detailsOf(repository, { head: main, tip: main, ref: "refs/heads/topic/x" })).toBe("");
});

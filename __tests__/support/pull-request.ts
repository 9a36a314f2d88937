import type { Files, TestRepository } from "./git.ts";
import type { Step } from "./runner.ts";

/** A proposed change as GitHub checks it out: a temporary merge, whose first parent is the base. */
export interface PullRequest {
  base: string;
  /** The proposed branch's tip. */
  head: string;
  /** What is checked out. */
  merge: string;
  /** The step of its run: of the same repository, unless `payload` says otherwise. */
  step: Partial<Step> & { event: string };
  /** The step of a run for somebody else's repository; `null`: it has been deleted since. */
  fork(repository: { id: number } | null): Partial<Step> & { event: string };
  /** The step of a run that Dependabot opened. */
  dependabot: Partial<Step> & { event: string };
  /** The step of another event with the same payload. */
  as(event: string, payload?: object): Partial<Step> & { event: string };
}

const own = { id: 4711 };

/** Commits a change on a branch of its own, while the branch `into` goes on, and checks out the merge of the two. */
export function propose(repository: TestRepository, change: Files, number = 7, into = "main"): PullRequest {
  repository.git("checkout", "--quiet", "--detach", into);
  const head = repository.commit(change);
  repository.git("checkout", "--quiet", "--detach", into);
  const base = repository.commit({ [`notes/${number}.txt`]: "the base went on\n" }); // and is of no image
  repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", head);
  const merge = repository.head();
  const payload = (repo: { id: number } | null, login: string) => ({
    action: "synchronize",
    number,
    repository: { ...own, default_branch: "main" },
    sender: { login },
    pull_request: { number, user: { login }, head: { sha: head, ref: "change", repo }, base: { ref: into, sha: base } },
  });
  const env = { GITHUB_SHA: merge, GITHUB_REF: `refs/pull/${number}/merge` };
  const step = (event: string, of: object): Partial<Step> & { event: string } => ({ event, payload: of, env });
  return {
    base,
    head,
    merge,
    step: step("pull_request", payload(own, "octo")),
    fork: (of) => step("pull_request", payload(of, "stranger")),
    dependabot: step("pull_request", payload(own, "dependabot[bot]")),
    as: (event, more = {}) => step(event, { ...payload(own, "octo"), ...more }),
  };
}

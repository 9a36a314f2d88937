import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { ProposalResult } from "../../../ports/pin-targets.ts";
import { answered, isLost, mayPass } from "../explain.ts";
import { type Access, explainAccess, objectId, shapeOf } from "./access.ts";
import type { Again } from "./branch.ts";
import { readMarker } from "./marker.ts";

const schema = v.object({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  node_id: v.string(),
  html_url: v.string(),
  state: v.picklist(["open", "closed"]),
  title: v.string(),
  body: v.nullish(v.string(), ""),
  merged_at: v.nullish(v.string()),
  auto_merge: v.nullish(v.object({ enabled_by: v.nullish(v.object({ type: v.nullish(v.string()) })) })),
  head: v.object({ ref: v.string(), sha: objectId, repo: v.nullish(v.object({ full_name: v.string() })) }),
  base: v.object({ ref: v.string(), repo: v.object({ full_name: v.string() }) }),
});

export type PullRequest = v.InferOutput<typeof schema>;

/** How results name a pull request. */
export function named(pull: PullRequest | undefined): Pick<ProposalResult, "number" | "url"> {
  return pull ? { number: pull.number, url: pull.html_url } : {};
}

/**
 * The pull requests of a branch of this repository, newest first: at most 100.
 * @param owner as GitHub spells it now: under a former name, GitHub finds nothing
 * @throws Failure `github-…`
 */
export async function listPullRequests(access: Access, owner: string, branch: string): Promise<PullRequest[]> {
  const what = `the pull requests of ${access.repository}`;
  const wanted = { owner: access.owner, repo: access.repo, head: `${owner}:${branch}`, state: "all", per_page: 100 } as const;
  const { data } = await access.client.rest.pulls.list(wanted).catch((error: unknown) => {
    throw explainAccess(access, error, what, "pull-requests: read");
  });
  return shapeOf(v.array(schema), data, what)
    .filter(({ head, base }) => head.ref === branch && head.repo?.full_name === base.repo.full_name)
    .sort((a, b) => b.number - a.number);
}

/**
 * The pull request in which a person declined exactly this. One that was merged since ends that: the
 * files have changed.
 */
export function declinedIn(pulls: readonly PullRequest[], fingerprint: string): PullRequest | undefined {
  const merged = pulls.findIndex(({ merged_at }) => merged_at != null);
  const since = merged < 0 ? pulls : pulls.slice(0, merged);
  return since.find(({ state, body }) => {
    const marker = readMarker(body);
    return state === "closed" && marker?.withdrawn === false && marker.fingerprint === fingerprint;
  });
}

/** The texts of a pull request. */
export interface Texts {
  title: string;
  body: string;
  /** The branch that it changes. */
  base: string;
}

/**
 * Opens one, once: GitHub's answer may be lost after it opened it.
 * @param place the repository's page, and the branch
 * @throws Failure `github-…`
 */
export async function openPullRequest(
  access: Access,
  place: { page: string; branch: string },
  { title, body, base }: Texts,
): Promise<PullRequest | (Again & { lost: boolean })> {
  const { client, owner, repo, repository } = access;
  const what = `a new pull request in ${repository}`;
  try {
    const { data } = await client.rest.pulls.create({
      owner,
      repo,
      head: place.branch,
      base,
      title,
      body,
      request: { retries: 0 },
    });
    return shapeOf(schema, data, what);
  } catch (error) {
    const explained = explainAccess(access, error, what, "pull-requests: write");
    if (isLost(error)) return { again: explained, lost: true };
    if (answered(error, 422) && /already exists/i.test(error.message)) return { again: explained, lost: false };
    if (answered(error, 422) && /"field":"base"/.test(error.message)) {
      const message = `The branch ${base} of ${repository} is gone: somebody removed it during this run. Correct \`branch\` in the entry.`;
      throw failure("github-not-found", message);
    }
    if (!answered(error, 403) || mayPass(error)) throw explained;
    // The branch is there, so a person can do the rest.
    const range = `${encodeURIComponent(base).replaceAll("%2F", "/")}...${place.branch}`;
    const link = `${place.page}/compare/${range}?expand=1`;
    throw failure("github-denied", `${explained.message} Until then, a person can open it: ${link}`);
  }
}

/** @throws Failure `github-…` */
export async function changePullRequest(
  access: Access,
  number: number,
  fields: Partial<Texts> & { state?: "closed" },
): Promise<PullRequest> {
  const { client, owner, repo, repository } = access;
  const what = `pull request #${number} of ${repository}`;
  const { data } = await client.rest.pulls.update({ owner, repo, pull_number: number, ...fields }).catch((error: unknown) => {
    throw explainAccess(access, error, what, "pull-requests: write");
  });
  return shapeOf(schema, data, what);
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problem.ts";
import { answered, explain, isLost } from "./explain.ts";
import { explainGraphql } from "./graphql.ts";

/** Where a comment is, and how it is told from others. */
interface CommentLocation {
  owner: string;
  repo: string;
  number: number;
  marker: string;
  /** What has the number; a pull request by default. */
  on?: "pull request" | "issue" | undefined;
}

/** How GraphQL calls either, and what commenting on it takes. Each is asked for by its own field: a token may be allowed one alone. */
const kinds = {
  "pull request": { field: "pullRequest", permission: "pull-requests: write" },
  issue: { field: "issue", permission: "issues: write" },
} as const;

/** Pages of 100 comments that are looked through. */
const maxPages = 20;

/** Attempts at making a comment of which no answer came. */
const attempts = 3;

/** GraphQL alone says which comments are the token's own, whether it is a person's, an app's or the workflow's. */
const queryOf = (field: string) => `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    commented: ${field}(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const pageSchema = v.object({
  repository: v.object({
    commented: v.object({
      comments: v.object({
        nodes: v.array(v.object({ databaseId: v.number(), body: v.string(), viewerDidAuthor: v.boolean() })),
        pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullish(v.string()) }),
      }),
    }),
  }),
});

interface Comment {
  databaseId: number;
  body: string;
}

/**
 * Keeps one comment on a pull request or an issue, as `Forge.comment` says. A comment that may have been made without an answer is looked for
 * before it is asked for again: of two, one would never be changed any more.
 * @param second milliseconds that stand for one second of waiting between attempts
 * @throws Failure `github-…`; `github-denied` names the permission
 */
export async function keepComment(
  client: Octokit,
  location: CommentLocation,
  text: (existing: string | undefined) => string | undefined,
  second = 1000,
): Promise<void> {
  const { owner, repo, number, on = "pull request" } = location;
  const { permission } = kinds[on];
  const what = `the comment on ${on} #${number} of ${owner}/${repo}`;
  for (let attempt = 1; ; attempt++) {
    const existing = await findOwn(client, location, what);
    const body = text(existing?.body);
    if (body === undefined || body === existing?.body) return;
    if (existing) {
      const updating = client.rest.issues.updateComment({ owner, repo, comment_id: existing.databaseId, body });
      const gone = await updating.then(
        () => false,
        (error: unknown) => {
          if (answered(error, 404)) return true; // removed since we looked
          throw explain(error, what, permission);
        },
      );
      if (!gone) return;
    }
    try {
      await client.rest.issues.createComment({ owner, repo, issue_number: number, body, request: { retries: 0 } });
      return;
    } catch (error) {
      if (!isLost(error) || attempt === attempts) throw explain(error, what, permission);
    }
    await sleep(second * attempt ** 2);
  }
}

async function findOwn(client: Octokit, location: CommentLocation, what: string): Promise<Comment | undefined> {
  const { owner, repo, number, marker, on = "pull request" } = location;
  const { field, permission } = kinds[on];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer: unknown = await client.graphql(queryOf(field), { owner, repo, number, after }).catch((error: unknown) => {
      throw explainGraphql(error, what, permission);
    });
    const { success, output } = v.safeParse(pageSchema, answer);
    if (!success) throw failure("github-failed", `GitHub's answer for ${what} is not as its API describes it. Run again.`);
    const { nodes, pageInfo } = output.repository.commented.comments;
    const own = nodes.find(({ body, viewerDidAuthor }) => viewerDidAuthor && body.startsWith(marker));
    if (own) return own;
    if (!pageInfo.hasNextPage || !pageInfo.endCursor) return undefined;
    after = pageInfo.endCursor;
  }
  return undefined;
}

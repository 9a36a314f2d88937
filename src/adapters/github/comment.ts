import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/problem.ts";
import { explain, isRequestError } from "./explain.ts";

/** Where a comment is, and how it is told from others. */
interface Place {
  owner: string;
  repo: string;
  number: number;
  marker: string;
}

/** Pages of 100 comments that are looked through. */
const mostPages = 20;

/** GraphQL alone says which comments are the token's own, whether it is a person's, an app's or the workflow's. */
const query = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const pageSchema = v.object({
  repository: v.object({
    pullRequest: v.object({
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
 * Keeps one comment on a pull request, as `Forge.comment` says.
 * @throws Failure `github-…`; `github-denied` names the permission
 */
export async function keepComment(
  client: Octokit,
  place: Place,
  text: (existing: string | undefined) => string | undefined,
): Promise<void> {
  const { owner, repo, number } = place;
  const what = `the comment on pull request #${number} of ${owner}/${repo}`;
  const asked = <T>(request: Promise<T>): Promise<T> =>
    request.catch((error: unknown) => {
      throw explain(error, what, "pull-requests: write");
    });
  const existing = await findOwn(client, place, what);
  const body = text(existing?.body);
  if (body === undefined || body === existing?.body) return;
  if (existing) {
    const updating = client.rest.issues.updateComment({ owner, repo, comment_id: existing.databaseId, body });
    const gone = await updating.then(
      () => false,
      (error: unknown) => {
        if (isRequestError(error) && error.status === 404) return true; // removed since we looked
        throw explain(error, what, "pull-requests: write");
      },
    );
    if (!gone) return;
  }
  await asked(client.rest.issues.createComment({ owner, repo, issue_number: number, body }));
}

async function findOwn(client: Octokit, { owner, repo, number, marker }: Place, what: string): Promise<Comment | undefined> {
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer: unknown = await client.graphql(query, { owner, repo, number, after }).catch((error: unknown) => {
      throw explainGraphql(error, what);
    });
    const { success, output } = v.safeParse(pageSchema, answer);
    if (!success) throw failure("github-failed", `GitHub's answer for ${what} is not as its API describes it. Run again.`);
    const { nodes, pageInfo } = output.repository.pullRequest.comments;
    const own = nodes.find(({ body, viewerDidAuthor }) => viewerDidAuthor && body.startsWith(marker));
    if (own) return own;
    if (!pageInfo.hasNextPage || !pageInfo.endCursor) return undefined;
    after = pageInfo.endCursor;
  }
  return undefined;
}

/** GraphQL tells of what it refuses in an answer with the status 200. */
function explainGraphql(error: unknown, what: string): Error {
  const errors =
    error instanceof Error && "errors" in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : undefined;
  if (error instanceof Error && /rate limit/i.test(error.message) && !isRequestError(error)) return limitReached(what);
  if (!errors) return explain(error, what, "pull-requests: write");
  const [first] = errors.map((entry) =>
    v.parse(v.object({ type: v.optional(v.string(), ""), message: v.optional(v.string(), "") }), entry),
  );
  const { type = "", message = "" } = first ?? {};
  if (type === "FORBIDDEN" || /not accessible/i.test(message)) {
    return failure(
      "github-denied",
      `GitHub refused ${what}: the token lacks \`pull-requests: write\`. Add it to the job's \`permissions\`.`,
    );
  }
  if (type === "NOT_FOUND")
    return failure("github-not-found", `GitHub does not know ${what}. See that the token may see the repository.`);
  if (type === "RATE_LIMITED") return limitReached(what);
  return failure("github-failed", `GitHub refused ${what}: ${message.slice(0, 300)}`);
}

function limitReached(what: string): Error {
  return failure(
    "github-rate-limit",
    `GitHub's limit of requests is used up, so that ${what} could not be asked for. Run again later.`,
  );
}

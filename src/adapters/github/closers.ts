import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { answered } from "./explain.ts";
import { explainGraphql } from "./graphql.ts";
import type { Issue, IssuesOf } from "./issue.ts";

/** REST says who closed an issue; only GraphQL says what closed it. */
const queryOf = (numbers: readonly number[]) => `query ($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
    ${numbers.map((number) => `i${number}: issue(number: ${number}) { ...closing }`).join("\n    ")}
  }
}
fragment closing on Issue {
  timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) {
    nodes { ... on ClosedEvent { closer { __typename ... on Commit { url } ... on PullRequest { url } } } }
  }
}`;

const closer = v.nullish(v.object({ __typename: v.string(), url: v.optional(v.string()) }));
const closing = v.object({ timelineItems: v.object({ nodes: v.array(v.nullish(v.object({ closer }))) }) });
const answerSchema = v.object({ repository: v.record(v.string(), v.nullish(closing)) });
type Answer = v.InferOutput<typeof answerSchema>;

/**
 * Days after a closing in which Tagstream asks for the cause: by then every scheduled run has
 * reported it.
 */
const maxDays = 30;

/** Whether an issue was closed recently enough to ignore a closing keyword. */
export function isClosedLately({ closed_at }: Issue): boolean {
  return closed_at != null && Date.now() - Date.parse(closed_at) < maxDays * 86_400_000;
}

/**
 * Finds which commit or pull request closed issues by a keyword (`Fixes #12`), by number, as its
 * address. Leaves out open issues, and those that a person closed. Asks once per closing, a hundred
 * at a time.
 * @throws Failure `github-…`
 */
export function createClosers(
  client: Octokit,
  { owner, repo }: IssuesOf,
): (issues: readonly Issue[]) => Promise<Map<number, string>> {
  const known = new Map<string, string | undefined>();
  const what = `the closing events of holds in ${owner}/${repo}`;

  const ask = async (numbers: readonly number[]): Promise<Answer> => {
    const answer: unknown = await client.graphql(queryOf(numbers), { owner, repo }).catch((error: unknown) => {
      if (isUnsupported(error)) return { repository: Object.fromEntries(numbers.map((number) => [`i${number}`, null])) };
      return withHidden(error) ?? Promise.reject(explainGraphql(error, what, "issues: read"));
    });
    const { success, output } = v.safeParse(answerSchema, answer);
    if (!success || numbers.some((number) => !(`i${number}` in output.repository)))
      throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
    return output;
  };

  return async (issues) => {
    const lately = issues.filter((issue) => issue.state === "closed" && isClosedLately(issue));
    const unknown = lately.filter((issue) => !known.has(keyOf(issue)));
    for (let at = 0; at < unknown.length; at += maxAtOnce) {
      const asked = unknown.slice(at, at + maxAtOnce);
      const { repository } = await ask(asked.map(({ number }) => number));
      for (const issue of asked) {
        const found = repository[`i${issue.number}`]?.timelineItems.nodes[0]?.closer;
        const isChange = found?.__typename === "PullRequest" || found?.__typename === "Commit";
        known.set(keyOf(issue), isChange ? (found.url ?? hidden) : undefined);
      }
    }
    return new Map(
      lately.flatMap((issue) => {
        const by = known.get(keyOf(issue));
        return by === undefined ? [] : [[issue.number, by] as const];
      }),
    );
  };
}

function keyOf({ number, closed_at }: Issue): string {
  return `${number} ${closed_at}`;
}

/** Closings per request. */
const maxAtOnce = 100;

const hidden = "a commit or a pull request that the token cannot see";

const errorSchema = v.object({
  data: v.nullish(v.unknown()),
  errors: v.array(
    v.object({ type: v.nullish(v.string()), message: v.optional(v.string(), ""), path: v.optional(v.array(v.unknown()), []) }),
  ),
});

/**
 * The answer with closers that the token may not see (of another repository, say) filled in;
 * undefined for other errors.
 */
function withHidden(error: unknown): Answer | undefined {
  const { success, output } = v.safeParse(errorSchema, error);
  const partial = v.safeParse(answerSchema, success ? output.data : undefined);
  if (!success || !partial.success) return undefined;
  if (!output.errors.every(({ type, path }) => type === "FORBIDDEN" && path.includes("closer"))) return undefined;
  const unseen = { timelineItems: { nodes: [{ closer: { __typename: "PullRequest" } }] } };
  const added = output.errors.map(({ path }) => [String(path[1]), unseen] as const);
  return { repository: { ...partial.output.repository, ...Object.fromEntries(added) } };
}

/**
 * A server that does not know this query cannot say: its closed issues count as closed. A fault of
 * the server is different.
 */
function isUnsupported(error: unknown): boolean {
  const { success, output } = v.safeParse(errorSchema, error);
  const [first] = success ? output.errors : [];
  return (
    answered(error, 404) ||
    (first !== undefined && !first.type && !/rate limit|went wrong|timeout|timed out/i.test(first.message))
  );
}

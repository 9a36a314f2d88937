import * as v from "valibot";
import { failure } from "../../core/lib/problems/problem.ts";
import { explain, isRequestError, limitReached } from "./explain.ts";

/** GraphQL reports a refusal in an answer with the status 200. */
export function explainGraphql(error: unknown, what: string, permission: string): Error {
  const errors =
    error instanceof Error && "errors" in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : undefined;
  if (error instanceof Error && /rate limit/i.test(error.message) && !isRequestError(error))
    return limitReached(what, headersOf(error));
  if (!errors) return explain(error, what, permission);
  const first = v.safeParse(v.object({ type: v.nullish(v.string(), ""), message: v.nullish(v.string(), "") }), errors[0]);
  const { type, message } = first.success ? first.output : { type: "", message: "an unnamed error" };
  if (type === "FORBIDDEN" || /not accessible/i.test(message)) {
    return failure(
      "github-denied",
      `GitHub refused ${what}: the token lacks \`${permission}\`. Add it to the job's \`permissions\`.`,
    );
  }
  if (type === "NOT_FOUND")
    return failure("github-not-found", `GitHub cannot find ${what}. Check that the token can see the repository.`);
  if (type === "RATE_LIMITED") return limitReached(what, headersOf(error));
  return failure("github-failed", `GitHub refused ${what}: ${message.slice(0, 300)}`);
}

/** The headers of a GraphQL answer, from Octokit's error. */
function headersOf(error: unknown): Record<string, string> {
  const result = v.safeParse(v.object({ headers: v.record(v.string(), v.string()) }), error);
  return result.success ? result.output.headers : {};
}

import * as v from "valibot";
import type { BranchRules, RequiredCheck } from "../../core/doctor/branch-rules.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { type ClientOptions, createGitHubClient, type GitHubClient } from "./client.ts";
import { answered, explain } from "./explain.ts";

const ruleSchema = v.object({
  type: v.string(),
  parameters: v.optional(
    v.object({
      required_status_checks: v.optional(v.array(v.object({ context: v.string(), integration_id: v.nullish(v.number()) })), []),
    }),
  ),
});
const branchSchema = v.object({
  protection: v.optional(
    v.object({
      required_status_checks: v.optional(
        v.object({
          enforcement_level: v.optional(v.string()),
          contexts: v.optional(v.array(v.string()), []),
          checks: v.optional(v.array(v.object({ context: v.string(), app_id: v.nullish(v.number()) })), []),
        }),
      ),
    }),
  ),
});

/** Most rules of one page. */
const perPage = 100;

/**
 * What GitHub requires before a merge to a branch: by rule sets, and by classic protection.
 * @param repository `owner/name`
 * @throws Failure `github-…`
 */
export async function readBranchRules(
  { repository, ...options }: Omit<ClientOptions, "id"> & { repository: string },
  branch: string,
): Promise<BranchRules> {
  const [owner = "", repo = ""] = repository.split("/");
  const client = await createGitHubClient({ id: repository, ...options });
  const where = { owner, repo, branch };
  const [rules, classic] = await Promise.all([rulesOf(client, where), classicChecks(client, where)]);
  const required = rules.flatMap(({ type, parameters }) =>
    type === "required_status_checks" ? (parameters?.required_status_checks ?? []) : [],
  );
  const checks = [...required.map(({ context, integration_id }) => checkOf(context, integration_id)), ...classic];
  return {
    required: [...new Map(checks.map((check) => [check.context, check])).values()],
    hasMergeQueue: rules.some(({ type }) => type === "merge_queue"),
  };
}

type Where = Readonly<Record<"owner" | "repo" | "branch", string>>;

async function rulesOf(client: GitHubClient, where: Where): Promise<v.InferOutput<typeof ruleSchema>[]> {
  const what = `the rules of ${where.branch}`;
  const found: v.InferOutput<typeof ruleSchema>[] = [];
  for (let page = 1; page <= 10; page++) {
    const { data } = await client.rest.repos.getBranchRules({ ...where, per_page: perPage, page }).catch((error: unknown) => {
      throw explain(error, what, "contents: read"); // `permissions` has no metadata: every token reads it
    });
    const rules = checked(v.array(ruleSchema), data, what);
    found.push(...rules);
    if (rules.length < perPage) break;
  }
  return found;
}

/** The branch itself says it to all who may read it. A branch that does not exist has no protection. */
async function classicChecks(client: GitHubClient, where: Where): Promise<RequiredCheck[]> {
  const what = `the protection of ${where.branch}`;
  let data: unknown;
  try {
    ({ data } = await client.rest.repos.getBranch({ ...where }));
  } catch (error) {
    if (answered(error, 404)) return [];
    throw explain(error, what, "contents: read");
  }
  const { protection } = checked(branchSchema, data, what);
  const { enforcement_level: level, contexts = [], checks = [] } = protection?.required_status_checks ?? {};
  if (level === "off") return [];
  const byName = new Map(checks.map(({ context, app_id }) => [context, app_id]));
  return [...new Set([...contexts, ...byName.keys()])].map((context) => checkOf(context, byName.get(context)));
}

function checkOf(context: string, app: number | null | undefined): RequiredCheck {
  return { context, ...(app === null || app === undefined || app < 0 ? {} : { app }) };
}

function checked<Schema extends v.GenericSchema>(schema: Schema, data: unknown, what: string): v.InferOutput<Schema> {
  const { success, output } = v.safeParse(schema, data);
  if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
  return output;
}

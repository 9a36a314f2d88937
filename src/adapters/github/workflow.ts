import type { Octokit } from "@octokit/rest";
import * as v from "valibot";
import { type RebuildWorkflow, type ScheduledRun, type WorkflowFile, workflowStates } from "../../core/freshness/workflow.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { answered, explain } from "./explain.ts";

const workflowSchema = v.object({
  state: v.picklist(workflowStates),
  updated_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  html_url: v.optional(v.string(), ""),
});
const runsSchema = v.object({
  workflow_runs: v.array(
    v.object({
      created_at: v.pipe(v.string(), v.isoTimestamp()),
      html_url: v.string(),
      conclusion: v.nullish(v.string()),
    }),
  ),
});

/**
 * A workflow's state and its last scheduled runs, as `Forge` says: three requests, one if it is not
 * active.
 * @param own the repository of the forge, `owner/name`
 * @throws Failure `github-…`; `github-denied` names `actions: read`
 */
export async function readWorkflow(client: Octokit, own: string, where: WorkflowFile, branch?: string): Promise<RebuildWorkflow> {
  const { file, repository = own } = where;
  const [owner = "", repo = ""] = repository.split("/");
  const what = `the workflow ${file} of ${repository}`;
  const denied = (error: unknown): never => {
    throw explain(error, what, "actions: read");
  };
  let data: unknown;
  try {
    ({ data } = await client.rest.actions.getWorkflow({ owner, repo, workflow_id: file }));
  } catch (error) {
    if (!answered(error, 404)) return denied(error);
    await client.rest.repos.get({ owner, repo }).catch(denied); // GitHub hides a repository that the token cannot see
    return { ...where, state: "missing" };
  }
  const workflow = checked(workflowSchema, data, what);
  const page = pageOf(workflow.html_url, repository, file);
  const found = { ...where, state: workflow.state, ...(page === undefined ? {} : { page }) };
  if (workflow.state !== "active") return { ...found, ...(workflow.updated_at ? { changed: workflow.updated_at } : {}) };
  const newest = async (status: { status?: "success" }): Promise<ScheduledRun | undefined> => {
    const wanted = {
      owner,
      repo,
      workflow_id: file,
      event: "schedule",
      per_page: 1,
      ...(branch === undefined ? {} : { branch }),
      ...status,
    };
    const { data: runs } = await client.rest.actions.listWorkflowRuns(wanted).catch(denied);
    const [run] = checked(runsSchema, runs, `the runs of ${what}`).workflow_runs;
    return run && { at: run.created_at, page: run.html_url, ...(run.conclusion ? { conclusion: run.conclusion } : {}) };
  };
  const [last, lastPassed] = [await newest({}), await newest({ status: "success" })];
  return { ...found, ...(last ? { last } : {}), ...(lastPassed ? { lastPassed } : {}) };
}

function checked<Schema extends v.GenericSchema>(schema: Schema, data: unknown, what: string): v.InferOutput<Schema> {
  const { success, output } = v.safeParse(schema, data);
  if (!success) throw failure("github-failed", `GitHub gave an unexpected answer for ${what}. Run again.`);
  return output;
}

/** The page with the button: the API links to the file instead. */
function pageOf(fileUrl: string, repository: string, file: string): string | undefined {
  return URL.canParse(fileUrl) ? `${new URL(fileUrl).origin}/${repository}/actions/workflows/${file}` : undefined;
}

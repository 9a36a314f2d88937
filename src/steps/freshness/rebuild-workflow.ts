import type { RebuildWorkflow, WorkflowFile } from "../../core/freshness/workflow.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Session } from "../../ports/session.ts";
import { inTree } from "../plan/checkout/work-tree.ts";

const usualFile = "rebuild.yml";

/**
 * The workflow that rebuilds: the one that the user names, the one that a schedule started to build,
 * or `rebuild.yml` of the checkout. Otherwise the one that builds now; undefined if none does.
 * @param builds whether this run builds
 */
export function rebuildWorkflowOf(session: Session, builds: boolean): WorkflowFile | undefined {
  const { event, workflow, ports } = session;
  if (workflow) return workflow;
  const own = builds && event.workflow !== undefined ? { file: event.workflow } : undefined;
  if (own && event.name === "schedule") return own;
  const usual = inTree(ports.repository, `.github/workflows/${usualFile}`);
  return ports.files.kindOf(usual) === "file" ? { file: usualFile } : own;
}

/** What GitHub says of that workflow, or why it says nothing. */
export async function readRebuildWorkflow(
  file: WorkflowFile | undefined,
  branch: string,
  forge: Pick<Forge, "workflow"> | undefined,
): Promise<RebuildWorkflow | string> {
  if (!forge) return "Tagstream has no GitHub token";
  if (!file) return "name the workflow that rebuilds in the input workflow";
  try {
    return await forge.workflow(file, file.repository === undefined ? branch : undefined);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.message;
  }
}

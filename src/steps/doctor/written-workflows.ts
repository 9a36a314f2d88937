import type { Answer } from "../../core/doctor/answer.ts";
import type { WrittenWorkflow } from "../../core/doctor/facts.ts";
import { type EventFacts, pageOf } from "../../core/events/facts.ts";
import { checkWorkflow, isOurs } from "../../core/workflow/check-workflow.ts";
import { readSettings } from "../../core/workflow/read-settings.ts";
import type { Ports } from "../../ports/index.ts";
import { compareWritten } from "../init/compare-written.ts";
import { known } from "./asked.ts";
import { workflowTexts } from "./workflows.ts";

/** The workflows that `init` wrote and that do something else than it would write now. */
export function findChangedWorkflows(
  config: string,
  defaultBranch: string,
  event: EventFacts,
  { repository: tree, files }: Pick<Ports, "repository" | "files">,
): Promise<Answer<WrittenWorkflow[]>> {
  return known(async () => {
    const page = pageOf(event);
    const isDefaultBranchGuessed = event.isDefaultBranchGuessed === true;
    const checkout = { tree, repository: event.repository, ...(page ? { page } : {}), defaultBranch, isDefaultBranchGuessed };
    const own = (await workflowTexts(tree, files)).filter(({ text }) => isOurs(text));
    const compared = await Promise.all(
      own.map((workflow) => compareWritten(workflow, config, checkout, files, { readSettings, checkWorkflow })),
    );
    return compared.flatMap((one) =>
      one.is === "different" ? [{ file: one.file, ...(one.why === undefined ? {} : { why: one.why }) }] : [],
    );
  });
}

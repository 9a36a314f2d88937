import { readExisting } from "../../core/existing/read-existing.ts";
import { compareReferences } from "../../core/propose/compare-references.ts";
import { newReferences } from "../../core/propose/new-references.ts";
import { proposeConfiguration } from "../../core/propose/propose-configuration.ts";
import { readProposal } from "../../core/propose/read-proposal.ts";
import { checkWorkflow, isOurs } from "../../core/workflow/check-workflow.ts";
import { initialSettings } from "../../core/workflow/initial-settings.ts";
import { readSettings } from "../../core/workflow/read-settings.ts";
import { writeWorkflow } from "../../core/workflow/write-workflow.ts";

/** What decides in `init`: pure functions of `core`. */
export const initParts = {
  readExisting,
  proposeConfiguration,
  readProposal,
  compareReferences,
  newReferences,
  initialSettings,
  readSettings,
  writeWorkflow,
  checkWorkflow,
  isOurs,
};

/** Tests of the steps around them plant their own. */
export type InitParts = typeof initParts;

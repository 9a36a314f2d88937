import type { InitPlan } from "../../core/init/init-plan.ts";
import { occasionWords } from "../../core/init/reference-rows.ts";

/**
 * What `init` found and proposes, for machines: JSON with a line end.
 * @param written whether the files were written
 */
export function initJson(plan: InitPlan, written: boolean): string {
  const {
    repository,
    defaultBranch,
    found,
    workflows,
    references,
    added,
    listed,
    notUnderstood,
    notes,
    configuration,
    files,
    next,
  } = plan;
  const result = {
    repository,
    defaultBranch,
    found,
    workflows,
    references: references.map(({ occasions, ...reference }) => ({ ...reference, occasions: occasions.map(occasionWords) })),
    added,
    registries: listed,
    notUnderstood,
    notes,
    configuration,
    files,
    next,
    written,
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

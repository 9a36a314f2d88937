import type { ExistingSetup } from "../existing/model.ts";
import { unusualLogins } from "./login-forms.ts";
import type { WorkflowConfiguration } from "./needs.ts";
import { cronOf, keptCron } from "./schedule.ts";
import type { WorkflowLogin, WorkflowSettings } from "./settings.ts";

/** What a first workflow has, where the repository says nothing else. */
export const usualRunner = "ubuntu-24.04";
export const usualName = "images";

/** The facts that a first workflow's settings follow from. */
export interface FirstWorkflow {
  /** `octo-org/tagstream@v1`. */
  uses: string;
  /** `octo-org/app`: decides on the minute of the schedule. */
  repository: string;
  defaultBranch: string;
  /** Absent: `images`. */
  name?: string;
  /** Path of the configuration, if it is not the usual one. */
  config?: string;
  /** What the workflows of today publish, if any. */
  setup?: ExistingSetup;
}

/** The settings of a first workflow: its logins, schedule and runner are those of today's workflows. */
export function initialSettings(first: FirstWorkflow, { freshness }: Pick<WorkflowConfiguration, "freshness">): WorkflowSettings {
  const { uses, repository, defaultBranch, name = usualName, config, setup } = first;
  const [cron] = setup?.crons ?? [];
  return {
    uses,
    actions: {},
    name,
    defaultBranch,
    cron: cron === undefined ? cronOf(repository, freshness?.every !== undefined) : keptCron(cron, repository),
    runner: setup?.runners.default ?? usualRunner,
    runners: {},
    timeouts: {},
    logins: unusualLogins(firstOfEach(setup?.logins ?? [])),
    ...(config === undefined ? {} : { config }),
  };
}

/** One login for each registry: the first one, which is as good as any. */
function firstOfEach(logins: readonly WorkflowLogin[]): WorkflowLogin[] {
  const known = new Map<string, WorkflowLogin>();
  for (const { registry, username, password } of logins) {
    if (!known.has(registry)) known.set(registry, { registry, username, password });
  }
  return [...known.values()];
}

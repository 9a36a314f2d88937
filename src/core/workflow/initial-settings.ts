import type { ExistingSetup } from "../existing/model.ts";
import { normalHost } from "../registries/host.ts";
import { unusualLogins } from "./login-forms.ts";
import type { WorkflowConfiguration } from "./needs.ts";
import { cronOf, keptCron } from "./schedule.ts";
import type { RunnerLabels, WorkflowLogin, WorkflowSettings } from "./settings.ts";

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
  const logins = firstOfEach((setup?.logins ?? []).filter(isPortable));
  return {
    uses,
    actions: {},
    name,
    defaultBranch,
    cron: cron === undefined ? cronOf(repository, freshness?.every !== undefined) : keptCron(cron, repository),
    runner: runnerOf(setup),
    runners: {},
    timeouts: {},
    logins: unusualLogins(logins),
    ...(logins.length === 0 ? {} : { pulls: logins.map(({ registry }) => registry) }),
    ...(config === undefined ? {} : { config }),
  };
}

function runnerOf(setup: ExistingSetup | undefined): RunnerLabels {
  const runner = setup?.runners.default;
  return runner === undefined || [runner].flat().some((label) => label.includes("${{")) ? usualRunner : runner;
}

/**
 * Whether a login works in another workflow. It may use secrets, variables and what GitHub knows: no
 * matrix and no step of today's. A password that stands in a file is written nowhere else.
 */
function isPortable({ username, password }: WorkflowLogin): boolean {
  const names = [...username.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, name = ""]) => name);
  return (
    names.every((name) => /^(?:secrets|vars|github)\.[\w.-]+$/.test(name)) &&
    /^\$\{\{\s*(?:secrets\.[\w-]+|github\.token)\s*\}\}$/.test(password)
  );
}

/** One login for each registry: the first one, which is as good as any. */
function firstOfEach(logins: readonly WorkflowLogin[]): WorkflowLogin[] {
  const known = new Map<string, WorkflowLogin>();
  for (const { registry: written, username, password } of logins) {
    const registry = normalHost(written.replace(/^https?:\/\//, "").replace(/\/.*$/, ""));
    if (!known.has(registry)) known.set(registry, { registry, username, password });
  }
  return [...known.values()];
}

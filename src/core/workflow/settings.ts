/** A login step, with texts for a workflow: `${{ secrets.HUB_TOKEN }}`. */
export interface WorkflowLogin {
  registry: string;
  username: string;
  password: string;
}

/** `runs-on`: a label, or labels that the runner must all have. */
export type RunnerLabels = string | readonly string[];

/**
 * What a written workflow has besides the configuration, and what people may change in it. Everything
 * else follows from the configuration. `readSettings` finds these in a workflow, so that a check does
 * not ask for a person's choices to be undone.
 */
export interface WorkflowSettings {
  /** The action: `octo-org/tagstream@v1`, or a commit with its comment, `octo-org/tagstream@4be1… # v1.2.3`. */
  uses: string;
  /** References of other actions that differ from ours, by action, with their comments: Dependabot moves them. */
  actions: Readonly<Record<string, string>>;
  /** The workflow's `name`. */
  name: string;
  defaultBranch: string;
  cron: string;
  /** `runs-on` of jobs whose runner the configuration does not name. */
  runner: RunnerLabels;
  /** `runs-on` of jobs where a person chose another one, by job. */
  runners: Readonly<Record<string, RunnerLabels>>;
  /** Minutes of jobs where a person chose others than ours, by job. */
  timeouts: Readonly<Record<string, number>>;
  /** Logins whose texts differ from the registry's usual form. */
  logins: readonly WorkflowLogin[];
  /**
   * Registries that builds log in to, also without a publication there: base images may need it. Those that the
   * configuration publishes to need not be in it.
   */
  pulls?: readonly string[];
  /** Path of the configuration, if it is not the usual one. */
  config?: string;
  /** Present if the schedule really removes what `retention` no longer keeps: its runs are dry runs otherwise. */
  prunes?: true;
}

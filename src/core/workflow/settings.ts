/** A login step, with texts for a workflow: `${{ secrets.HUB_TOKEN }}`. */
export interface WorkflowLogin {
  registry: string;
  username: string;
  password: string;
}

/**
 * What a written workflow has besides the configuration, and what people may change in it. Everything
 * else follows from the configuration. `readSettings` finds these in a workflow, so that a check does
 * not ask for a person's choices to be undone.
 */
export interface WorkflowSettings {
  /** The action: `octo-org/tagstream@v1`, or a commit, with its comment. */
  uses: string;
  /** References of other actions that differ from ours, by action: Dependabot moves them. */
  actions: Readonly<Record<string, string>>;
  /** The workflow's `name`. */
  name: string;
  defaultBranch: string;
  /** Branches and git tags that the configuration's streams do not name. */
  cron: string;
  /** `runs-on` of jobs whose runner the configuration does not name. */
  runner: string | readonly string[];
  logins: readonly WorkflowLogin[];
  /** Path of the configuration, if it is not the usual one. */
  config?: string;
  /** Minutes. */
  timeout: number;
}

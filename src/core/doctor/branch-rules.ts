/** A check that a branch requires before a merge. */
export interface RequiredCheck {
  context: string;
  /** The id of the GitHub App that must report it; absent: any may. */
  app?: number;
}

/** What GitHub requires of merges to a branch. */
export interface BranchRules {
  required: readonly RequiredCheck[];
  hasMergeQueue: boolean;
}

/** The id of the app that reports the jobs of GitHub Actions. */
export const actionsApp = 15_368;

/** Permissions of a job's token, as in a workflow. Only GitHub's own registry needs `packages`. */
export interface Permissions {
  contents: "read" | "write";
  packages?: "read" | "write";
  "pull-requests"?: "read" | "write";
  issues?: "read" | "write";
  actions?: "read";
}

/** All that a job's token can have here, in the order in which workflows name them. */
export const rights = [
  "contents",
  "packages",
  "pull-requests",
  "issues",
  "actions",
] as const satisfies readonly (keyof Permissions)[];

/**
 * What each command needs. The table of commands has them from here, because the core writes workflows
 * and may not import that table.
 */
export const permissions = {
  run: { contents: "read", packages: "write", "pull-requests": "write", issues: "read" },
  plan: { contents: "read", packages: "read", issues: "read" },
  build: { contents: "read", packages: "write" },
  publish: { contents: "read", packages: "write", "pull-requests": "write", issues: "read" },
  rollback: { contents: "read", packages: "write", issues: "write" },
  hold: { contents: "read", packages: "read", issues: "write" },
  resume: { contents: "read", packages: "write", issues: "write" },
  advance: { contents: "read", packages: "write", issues: "write" },
  verify: { contents: "read", packages: "read", issues: "write" },
  yank: { contents: "read", packages: "read", issues: "write" },
  history: { contents: "read", packages: "read", issues: "read" },
  status: { contents: "read", packages: "read", issues: "read", actions: "read" },
  pin: { contents: "write", packages: "read", "pull-requests": "write", issues: "read" },
  changes: { contents: "read", packages: "read" },
  check: { contents: "read", packages: "read", issues: "write", actions: "read" },
  prune: { contents: "read", packages: "write", issues: "read", "pull-requests": "read" },
  doctor: { contents: "read", packages: "write", issues: "read", actions: "read" },
  init: { contents: "read" },
  completion: { contents: "read" },
} satisfies Record<string, Permissions>;

import type { Permissions } from "../permissions/permissions.ts";
import { needsPackages } from "./audience.ts";
import { permissionsOf } from "./job.ts";
import { packagesReason } from "./pull-logins.ts";
import type { Writing } from "./step.ts";

/**
 * The rights of a job that publishes. `issues: write` is more than its command must have: with it, a
 * hold says what its stream would show, and the issue about freshness is kept.
 * @param builds whether the job also pulls base images
 */
export function publicationRights(command: Permissions, writing: Writing, builds = false): string[] {
  const { needs } = writing;
  const packages = needsPackages("publications", needs) ? { packages: "write tags" } : {};
  const issues = needs.keepsFresh
    ? "read holds, and say in them what waits; keep the issue about images that are not fresh"
    : "read holds, and say in them what waits";
  const more: Permissions = { contents: "read", issues: "write", ...(needs.keepsFresh ? { actions: "read" } : {}) };
  return permissionsOf([command, more], {
    contents: "check out, and fetch the commits of streams",
    ...(builds ? packagesReason("publications", writing, "write tags") : packages),
    ...(needs.proposals ? { "pull-requests": "update the comment on the merged pull request" } : {}),
    issues,
    actions: "say why images are not fresh: the runs of this workflow",
  });
}

import type { Permissions } from "../permissions/permissions.ts";
import { type Audience, needsPackages } from "./audience.ts";
import type { Reasons } from "./job.ts";
import { isOfGitHub } from "./login-forms.ts";
import { loginSteps, type Writing } from "./step.ts";

/** The registries that builds log in to, and where nothing is published. */
function pulledFrom({ needs, settings }: Writing): readonly string[] {
  return (settings.pulls ?? []).filter((registry) => !needs.published.includes(registry));
}

/** Logins of a job that looks base images up or builds. Without them, private bases and their limits stop it. */
export function pullLogins(audience: Audience, writing: Writing): string[] {
  return loginSteps(pulledFrom(writing), audience, ["Nothing is published there: base images may need it."], writing);
}

/** What a command needs in a job that builds: to pull bases from GitHub's registry, it only reads there. */
export function forBuilds(command: Permissions, audience: Audience, { needs }: Writing): Permissions {
  return needsPackages(audience, needs) || command.packages === undefined ? command : { ...command, packages: "read" };
}

/** What a job that builds has the right `packages` for. */
export function packagesReason(audience: Audience, writing: Writing, reason: string): Reasons {
  if (needsPackages(audience, writing.needs)) return { packages: reason };
  return pulledFrom(writing).some(isOfGitHub) ? { packages: "pull base images" } : {};
}

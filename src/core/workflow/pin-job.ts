import { permissions } from "../permissions/permissions.ts";
import { needsPackages } from "./audience.ts";
import { job, permissionsOf } from "./job.ts";
import { changingCommands } from "./manual-commands.ts";
import { pinTokens } from "./manual-jobs.ts";
import { checkout, logins, tagstreamStep, type Writing } from "./step.ts";
import { expression } from "./yaml-text.ts";

/** The job that makes files of deployments name what streams show. */
export function pinJob(writing: Writing): string[] {
  const { needs } = writing;
  const followed = ["publish", ...(changingCommands(needs).length > 0 ? ["change"] : [])];
  const isHere = needs.pins.some(({ token }) => token === undefined);
  const lines = job(
    {
      name: "pin",
      comment: [
        "Pins what streams show now in the files that images are deployed from, by a pull request. GitHub must let",
        "workflows open pull requests: Settings → Actions → General → Workflow permissions.",
      ],
      needs: followed,
      condition: `!cancelled() && (${followed.map((name) => `needs.${name}.outputs.changed == 'true'`).join(" || ")})`,
      permissions: permissionsOf([isHere ? permissions.pin : { ...permissions.pin, contents: "read" }], {
        contents: isHere ? "read the files; make the branch of the pull request" : "check out",
        ...(needsPackages("publications", needs) ? { packages: "read what streams show" } : {}),
        ...(isHere ? { "pull-requests": "open, update and close it" } : {}),
        issues: "say why: holds have the reasons of rollbacks",
      }),
      steps: [
        ...checkout([["ref", expression("github.event.repository.default_branch")]], [], writing),
        ...logins("publications", writing),
        ...tagstreamStep({ inputs: [["command", "pin"]], env: pinTokens(writing) }, writing),
      ],
    },
    writing,
  );
  const at = lines.findIndex((line) => line.trim() === "steps:");
  return lines.toSpliced(at, 0, ...group);
}

const group = [
  "  # One at a time: each run makes the pull request anew.",
  "  concurrency:",
  "    group: tagstream-pin",
  "    queue: max",
  "    cancel-in-progress: false",
];

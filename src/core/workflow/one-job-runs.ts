import { permissions } from "../permissions/permissions.ts";
import { isForProposals, isPublication } from "./audience.ts";
import { job, permissionsOf } from "./job.ts";
import { publicationRights } from "./publication-rights.ts";
import { forBuilds, packagesReason, pullLogins } from "./pull-logins.ts";
import { builder, buildSecrets, checkout, logins, notifyToken, tagstreamStep, type Writing } from "./step.ts";
import { expression } from "./yaml-text.ts";

const twoCommits = ["Two commits: Tagstream compares a change with the commit before it."];

/** The jobs of a workflow in which one job builds all images: one for proposed changes, one for what publishes. */
export function oneJobRuns(writing: Writing): Map<string, string[]> {
  const jobs = new Map<string, string[]>();
  if (writing.needs.proposals) jobs.set("candidate", candidate(writing));
  return jobs.set("publish", publish(writing));
}

function candidate(writing: Writing): string[] {
  return job(
    {
      name: "candidate",
      comment: [
        "Builds and tests what a pull request changes, and gives it tags to pull, `rc.….pr-N`. The merge publishes",
        "these images, byte for byte. Images of forks and Dependabot never leave the runner.",
      ],
      condition: isForProposals,
      permissions: permissionsOf([forBuilds(permissions.run, "proposals", writing)], {
        contents: "check out",
        ...packagesReason("proposals", writing, "push candidates; a proposed change moves no stream"),
        "pull-requests": "see whether it is still open, and comment",
        issues: "read holds, for the comment",
      }),
      steps: [
        ...checkout([["fetch-depth", "2"]], twoCommits, writing),
        ...builder(writing),
        ...logins("proposals", writing),
        ...pullLogins("proposals", writing),
        ...tagstreamStep({ env: buildSecrets("proposals", writing) }, writing),
      ],
    },
    writing,
  );
}

function publish(writing: Writing): string[] {
  const { needs } = writing;
  return job(
    {
      name: "publish",
      comment: [
        `Publishes what passed its tests${needs.proposals ? ": of a merge, the candidate that the pull request tested" : ""}.`,
      ],
      condition: isPublication(needs),
      ...(needs.pins.length > 0 ? { outputs: ["changed"] } : {}),
      permissions: publicationRights(forBuilds(permissions.run, "publications", writing), writing, true),
      publishes: true,
      steps: [
        ...checkout([["fetch-depth", "2"]], twoCommits, writing),
        ...builder(writing),
        ...logins("publications", writing),
        ...pullLogins("publications", writing),
        ...tagstreamStep(
          {
            ...(needs.pins.length > 0 ? { id: "publish" } : {}),
            inputs: [
              ["only", expression("inputs.only")],
              ["dry-run", expression("inputs.dry-run || false")],
            ],
            env: [...buildSecrets("publications", writing), ...notifyToken(writing)],
          },
          writing,
        ),
      ],
    },
    writing,
  );
}

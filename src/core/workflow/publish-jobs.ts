import { permissions } from "../permissions/permissions.ts";
import { type Audience, needsPackages, onlyFor } from "./audience.ts";
import { artifacts, publishInputs } from "./build-jobs.ts";
import { job, permissionsOf } from "./job.ts";
import { publicationRights } from "./publication-rights.ts";
import { checkout, logins, notifyToken, tagstreamStep, type Writing } from "./step.ts";
import { expression } from "./yaml-text.ts";

/** The jobs that a publication waits for. */
interface After {
  plan: string;
  builds: readonly string[];
}

/** The job that gives the images of a proposed change their tags. */
export function tagCandidatesJob({ plan, builds }: After, before: Audience, writing: Writing): string[] {
  return job(
    {
      name: "candidate",
      comment: [
        "Gives the images that a pull request changes tags to pull, `rc.….pr-N`, also if others failed. The merge",
        "publishes these images, byte for byte. Images of forks and Dependabot never leave the runner.",
      ],
      needs: [plan, ...builds],
      condition: `!cancelled() && needs.${plan}.result == 'success'${onlyFor("proposals", before)}`,
      permissions: permissionsOf([{ ...permissions.publish }], {
        contents: "check out",
        ...(needsPackages("proposals", writing.needs)
          ? { packages: "write candidate tags; a proposed change moves no stream" }
          : {}),
        "pull-requests": "see whether it is still open, and comment",
      }),
      steps: [
        ...checkout([["ref", expression(`needs.${plan}.outputs.revision`)]], [], writing),
        ...logins("proposals", writing),
        ...artifacts(writing),
        ...tagstreamStep({ inputs: publishInputs }, writing),
      ],
    },
    writing,
  );
}

/** The job that writes the tags of streams and versions. */
export function publishJob({ plan, builds }: After, before: Audience, writing: Writing): string[] {
  const { pins } = writing.needs;
  return job(
    {
      name: "publish",
      comment: ["Publishes the images that passed, also if others failed, and completes what an earlier run left."],
      needs: [plan, ...builds],
      condition: `!cancelled() && needs.${plan}.result == 'success' && needs.${plan}.outputs.revision != '' && !inputs.dry-run${onlyFor("publications", before)}`,
      ...(pins.length > 0 ? { outputs: ["changed"] } : {}),
      permissions: publicationRights(permissions.publish, writing),
      publishes: true,
      steps: [
        ...checkout([["ref", expression(`needs.${plan}.outputs.revision`)]], [], writing),
        ...logins("publications", writing),
        ...artifacts(writing),
        ...tagstreamStep(
          { ...(pins.length > 0 ? { id: "publish" } : {}), inputs: publishInputs, env: notifyToken(writing) },
          writing,
        ),
      ],
    },
    writing,
  );
}

/** The job that removes the tags of a closed pull request. */
export function retireJob(writing: Writing): string[] {
  return job(
    {
      name: "retire",
      comment: ["Removes the tags of a closed pull request, and no others."],
      condition: "github.event.action == 'closed'",
      permissions: permissionsOf([permissions.run], {
        contents: "check out",
        ...(needsPackages("proposals", writing.needs) ? { packages: "remove tags" } : {}),
      }),
      steps: [
        ...checkout(
          [["fetch-depth", "2"]],
          ["Two commits: the images as the pull request left them, and as they were before it."],
          writing,
        ),
        ...logins("proposals", writing),
        ...tagstreamStep({}, writing),
      ],
    },
    writing,
  );
}

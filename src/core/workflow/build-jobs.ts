import { permissions } from "../permissions/permissions.ts";
import { matrixNames } from "../plan/jobs/matrix-names.ts";
import { type Audience, startsFor } from "./audience.ts";
import { job, permissionsOf } from "./job.ts";
import { forBuilds, packagesReason, pullLogins } from "./pull-logins.ts";
import { actionStep, builder, buildSecrets, checkout, logins, tagstreamStep, type Writing } from "./step.ts";
import { expression } from "./yaml-text.ts";

const planFile = `${expression("runner.temp")}/plan.json`;
const records = `${expression("runner.temp")}/records`;

/** The job that decides what to do. */
export function planJob(name: string, audience: Audience, writing: Writing): string[] {
  const { needs } = writing;
  return job(
    {
      name,
      comment: planComment(audience),
      condition: startsFor(audience, needs),
      outputs: [...matrixNames.slice(0, needs.levels ?? 1), "revision"],
      step: "plan",
      permissions: permissionsOf([forBuilds(permissions.plan, audience, writing)], {
        contents: "check out, and find branches, git tags and their commits",
        ...packagesReason(audience, writing, "read published images and candidates"),
        issues: "read holds",
      }),
      steps: [
        ...checkout([["fetch-depth", "2"]], ["Two commits: Tagstream compares a change with the commit before it."], writing),
        ...logins(audience, writing),
        ...pullLogins(audience, writing),
        ...tagstreamStep(
          {
            id: "plan",
            inputs: [["command", "plan"], ["plan", planFile], ...formInputs(audience)],
          },
          writing,
        ),
        ...actionStep(
          "actions/upload-artifact",
          {
            comment: ["A run that leaves all work to a newer one makes no plan."],
            condition: "steps.plan.outputs.plan != ''",
            inputs: [
              ["name", "plan"],
              ["path", planFile],
              ["if-no-files-found", "error"],
              ["overwrite", "true"],
            ],
          },
          writing,
        ),
      ],
    },
    writing,
  );
}

function planComment(audience: Audience): string[] {
  if (audience === "proposals")
    return ["The same for proposed changes: these jobs log in where candidates go, and cannot move a stream."];
  return ["Decides what to do with each image. Only `publish` writes the tags of streams."];
}

function formInputs(audience: Audience): [string, string][] {
  if (audience === "proposals") return [];
  return [
    ["only", expression("inputs.only")],
    ["dry-run", expression("inputs.dry-run || false")],
  ];
}

/** A build job and its place among the others. */
interface BuildPlace {
  name: string;
  plan: string;
  /** The build jobs of the levels before. */
  before: readonly string[];
  /** The one whose steps all have. */
  first: string;
}

/** A job that builds and tests one entry of the plan's matrix for its level. */
export function buildJob(place: BuildPlace, audience: Audience, writing: Writing): string[] {
  const { name, plan, before, first } = place;
  const output = `needs.${plan}.outputs.${matrixNames[before.length]}`;
  const isFirst = before.length === 0;
  const dry = audience === "proposals" ? "" : " && !inputs.dry-run";
  const works = `contains(${output}, '"job"')${dry}`;
  return job(
    {
      name,
      comment: [
        isFirst ? firstComment : "The same for images whose bases the job before built. Images whose own bases passed go on.",
      ],
      needs: [plan, ...before],
      condition: isFirst ? works : `!cancelled() && needs.${plan}.result == 'success' && ${works}`,
      planned: true,
      permissions: permissionsOf([forBuilds(permissions.build, audience, writing)], {
        contents: "check out, and fetch the commits of streams",
        ...packagesReason(audience, writing, "push builds by digest, under no tag"),
      }),
      matrix: output,
      ...((writing.needs.levels ?? 1) > 1 ? { anchor: first } : {}),
      steps: isFirst ? buildSteps(plan, audience, writing) : `*${first}`,
    },
    writing,
  );
}

const firstComment = "One job for each entry of the plan: none, if every image is promoted or stays.";

function buildSteps(plan: string, audience: Audience, writing: Writing): string[] {
  return [
    ...checkout(
      [["ref", expression(`needs.${plan}.outputs.revision`)]],
      ["The planned commit, whatever was pushed since. The images' tests must find no credentials there."],
      writing,
    ),
    ...builder(writing, {
      emulation: "!endsWith(matrix.job, runner.arch == 'ARM64' && '--linux-arm64' || '--linux-amd64')",
    }),
    ...logins(audience, writing),
    ...pullLogins(audience, writing),
    ...artifacts(writing, ["Outside the checkout, so that no build receives it."]),
    ...tagstreamStep(
      {
        inputs: [
          ["command", "build"],
          ["plan", planFile],
          ["job", expression("matrix.job")],
          ["records", records],
        ],
        env: buildSecrets(audience, writing),
      },
      writing,
    ),
    ...actionStep(
      "actions/upload-artifact",
      {
        comment: ["Also after a failed build: its record says which images passed."],
        condition: "always()",
        inputs: [
          ["name", `record-${expression("matrix.job")}`],
          ["path", `${records}/record-${expression(`matrix.job`)}.json`],
          ["if-no-files-found", "ignore"],
          ["overwrite", "true"],
        ],
      },
      writing,
    ),
  ];
}

/** The plan, and the records of the build jobs so far. */
export function artifacts(writing: Writing, comment: readonly string[] = []): string[] {
  return [
    ...actionStep(
      "actions/download-artifact",
      {
        comment,
        inputs: [
          ["name", "plan"],
          ["path", expression("runner.temp")],
        ],
      },
      writing,
    ),
    ...actionStep(
      "actions/download-artifact",
      {
        comment: ["The records of the build jobs before: which images passed, and their digests."],
        inputs: [
          ["pattern", "record-*"],
          ["path", records],
          ["merge-multiple", "true"],
        ],
      },
      writing,
    ),
  ];
}

/** The inputs of a command that reads the plan and all records. */
export const publishInputs: readonly (readonly [string, string])[] = [
  ["command", "publish"],
  ["plan", planFile],
  ["records", records],
];

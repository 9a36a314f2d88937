import { matrixOutputs } from "../../src/ports/outputs.ts";
import { isOurs } from "./trust-policy.ts";
import { needsOf, type Step, type Workflow, type WorkflowJob } from "./workflow.ts";

/**
 * Where a workflow of several jobs breaks the order of levels: each matrix of the plan has one job that builds it, after those of the matrices
 * before; a build job receives the records of these, and hands on its own alone; a publication waits for all. Following units have no base:
 * their jobs are all of the first level, and receive no records.
 */
export function ofLevels({ jobs }: Workflow): string[] {
  const building = jobsWith("build", jobs);
  if (building.length === 0) return [];
  const isOfFollowers = jobsWith("plan", jobs).every(([, { steps }]) => steps.some(plansFollowers));
  const matrices = isOfFollowers ? matrixOutputs.slice(0, 1) : matrixOutputs;
  const levels = matrices.map((_, level) => building.flatMap(([name, job]) => (levelOf(job) === level ? name : [])));
  return [
    ...matrices.flatMap((matrix, level) => (levels[level]?.length === 1 ? [] : [`not one job builds \`${matrix}\` of the plan`])),
    ...building.flatMap(([name, job]) => [
      ...unawaited(levels.slice(0, levelOf(job)), name, job),
      ...ofBuild(job, isOfFollowers).map((violation) => `job ${name}: ${violation}`),
    ]),
    ...jobsWith("publish", jobs).flatMap(([name, job]) => unawaited(levels, name, job)),
  ];
}

function jobsWith(command: string, jobs: Workflow["jobs"]): [name: string, job: WorkflowJob][] {
  return Object.entries(jobs).filter(([, { steps }]) => steps.some((step) => runs(command, step)));
}

function runs(command: string, step: Step): boolean {
  return isOurs(step) && step.with?.["command"] === command;
}

/** Whether a step plans the units that the workflow names as followers, or some of them. */
function plansFollowers(step: Step): boolean {
  return runs("plan", step) && step.with?.["only"] === `\${{ inputs.only || env.FOLLOWERS }}`;
}

/** The place of a build job's matrix among those of the plan; -1 if it is none of them. */
function levelOf({ strategy }: WorkflowJob): number {
  const [, output = ""] = /needs\.plan\.outputs\.(matrix[\w-]*)/.exec(String(strategy?.matrix)) ?? [];
  const matrices: readonly string[] = matrixOutputs;
  return matrices.indexOf(output);
}

function unawaited(levels: readonly string[][], name: string, job: WorkflowJob): string[] {
  const others = levels.flat().filter((other) => !needsOf(job).includes(other));
  return others.map((other) => `job ${name}: does not wait for job ${other}`);
}

function ofBuild(job: WorkflowJob, isOfFollowers: boolean): string[] {
  const violations: string[] = [];
  if (!/matrix\.runner\b/.test(JSON.stringify(job["runs-on"]))) violations.push("runs on another runner than the plan says");
  const at = job.steps.findIndex((step) => runs("build", step));
  const folder = String(job.steps[at]?.with?.["records"]);
  const received = job.steps
    .slice(0, at)
    .some(
      ({ with: inputs }) => inputs?.["pattern"] === "record-*" && inputs["path"] === folder && inputs["merge-multiple"] === true,
    );
  if (!received && !isOfFollowers) violations.push("does not receive the records of the jobs before");
  const uploads = job.steps.filter(({ uses = "" }) => uses.startsWith("actions/upload-artifact@"));
  if (uploads.length !== 1 || uploads[0]?.with?.["path"] !== `${folder}/record-\${{ matrix.job }}.json`)
    violations.push("does not hand on its own record alone");
  return violations;
}

import type { data } from "@actions/expressions";
import { clean } from "../../lib/text/clean.ts";
import { stepScope } from "../actions/step.ts";
import { Entries, type Plain, textOfPlain, toData } from "../expressions/data.ts";
import { decide, interpolate, type Scope } from "../expressions/evaluate.ts";
import { isUnknown } from "../expressions/unknowns.ts";
import { at, entriesOf, itemsOf, type Located, textAt, textsOf } from "../yaml/located.ts";
import { combinationContexts, jobContexts } from "./job-contexts.ts";
import { type Combination, matrixOf, resolved } from "./matrix.ts";
import { type Frame, ifBuilding, type Job, type JobResult, type Workflow } from "./run.ts";
import { handlesImages, runSteps } from "./run-steps.ts";
import { jobKey, noteUnreadPublication } from "./unread-publication.ts";

/** Evaluates a job that calls another workflow; gives the outputs of that one. */
export type CallWorkflow = (workflow: Workflow, call: JobCall) => JobResult;

/** A job that calls a workflow, with one combination of its matrix. */
export interface JobCall {
  id: string;
  node: Located;
  combination: Combination;
  scope: Scope;
}

/** Evaluates a job with all combinations of its matrix. */
export function runJob(workflow: Workflow, id: string, node: Located, callWorkflow: CallWorkflow): JobResult {
  const { run, file } = workflow;
  const needs = textsOf(at(node, "needs")).map((name) => [name, workflow.jobs.get(name)] as const);
  const contexts = jobContexts(workflow, needs);
  const succeeds = needs.every(([, result]) => result?.isSkipped === false);
  const scope: Scope = { unknowns: run.findings.unknowns, contexts, succeeds };
  const { holds, assumed } = decide(textAt(node, "if"), scope);
  if (!holds) {
    noteOtherRepository(workflow, node);
    return { isSkipped: true, outputs: new Entries([]), digests: [], handlesImages: true };
  }
  const matrix = matrixOf(at(node, "strategy", "matrix"), scope);
  const combined = { id, node, needs: needs.flatMap(([, need]) => need ?? []) };
  const pending = run.pending.length;
  const results = matrix.combinations.map((combination, index) => {
    const place = { index, total: matrix.combinations.length, isOpen: matrix.isOpen };
    const own = combinationContexts(contexts, combination, place, scope.unknowns);
    if (textAt(node, "uses") !== undefined)
      return callWorkflow(workflow, { id, node, combination, scope: { ...scope, contexts: own } });
    return runCombination(workflow, { ...combined, combination, contexts: own });
  });
  const matters = run.pending.length > pending || handlesImages(itemsOf(at(node, "steps")));
  const faults = [...matrix.faults];
  if (assumed !== undefined)
    faults.push({ line: at(node, "if")?.line ?? node.line, why: `${assumed}: the condition is taken as true` });
  if (matters) for (const { line, why } of faults) ifBuilding(run, () => run.findings.addFault({ file, line }, why));
  return {
    isSkipped: false,
    outputs: unitedOutputs(results),
    digests: [...new Set(results.flatMap(({ digests }) => digests))],
    handlesImages: matters || textAt(node, "uses") !== undefined,
  };
}

/** A clone of a fork: its jobs may publish only in the repository that it comes from. */
function noteOtherRepository({ run, file }: Workflow, node: Located): void {
  const { repository } = run.source.sample;
  const wanted = /\bgithub\.repository\s*==\s*'([^']+)'/.exec(textAt(node, "if") ?? "")?.[1];
  if (wanted === undefined || wanted.toLowerCase() === repository.toLowerCase()) return;
  if (textAt(node, "uses") === undefined && !handlesImages(itemsOf(at(node, "steps")))) return;
  const why = `the job runs in ${wanted} alone, and git's remote \`origin\` is ${repository}`;
  run.findings.addFault({ file, line: at(node, "if")?.line ?? node.line }, why);
}

/** Of several combinations, the last one that gives an output a text gives it. */
function unitedOutputs(results: readonly JobResult[]): Entries {
  const [only] = results;
  if (only !== undefined && results.length === 1) return only.outputs;
  const united = new Entries([]);
  for (const { outputs } of results)
    for (const { key, value } of outputs.pairs())
      if (value.coerceString() !== "" || united.get(key) === undefined) united.add(key, value);
  return united;
}

interface CombinedJob {
  id: string;
  node: Located;
  combination: Combination;
  contexts: ReadonlyMap<string, data.Dictionary>;
  needs: readonly JobResult[];
}

function runCombination(workflow: Workflow, { id, node, combination, contexts, needs }: CombinedJob): JobResult {
  const scope: Scope = { unknowns: workflow.run.findings.unknowns, contexts, succeeds: true };
  const own = entriesOf(at(node, "env")).map(([key, value]) => [key, interpolate(textAt(value) ?? "", scope)] as const);
  const job: Job = {
    workflow,
    id,
    node,
    matrix: combination,
    contexts,
    runsOn: runnerLabels(at(node, "runs-on"), scope),
    needs,
    digests: [],
    images: new Map(),
    metadataTags: [],
    scripts: [],
    prepared: [],
    logins: [],
    isExplained: false,
    folder:
      textAt(node, "defaults", "run", "working-directory") ??
      textAt(workflow.root, "defaults", "run", "working-directory") ??
      ".",
  };
  const frame: Frame = {
    job,
    file: workflow.file,
    inputs: workflow.inputs,
    env: new Map([...workflow.env, ...own]),
    steps: new Map(),
    depth: 0,
  };
  runOwnSteps(frame, itemsOf(at(node, "steps")));
  const after = stepScope(frame, frame.env);
  const outputs = entriesOf(at(node, "outputs")).map(
    ([name, value]) => [name, toData(interpolate(textAt(value) ?? "", after))] as const,
  );
  return { isSkipped: false, outputs: new Entries(outputs), digests: job.digests, handlesImages: true };
}

/** Whether the run publishes is, meanwhile, whether this job does. */
function runOwnSteps(frame: Frame, steps: readonly Located[]): void {
  const { run } = frame.job.workflow;
  const before = run.publishes;
  run.publishes = false;
  runSteps(frame, steps);
  if (run.publishes) run.findings.addPublishingJob(jobKey(frame));
  else noteUnreadPublication(frame, steps);
  run.publishes ||= before;
}

/** The labels of `runs-on`; undefined if they are not known. */
function runnerLabels(node: Located | undefined, scope: Scope): string | string[] | undefined {
  if (node === undefined) return undefined;
  const value = resolved(node.kind === "mapping" ? (at(node, "labels") ?? node) : node, scope);
  const labels = listed(value);
  if (labels.length === 0 || labels.some((label) => isUnknown(label) || label !== clean(label))) return undefined;
  const [only] = labels;
  return labels.length === 1 ? only : labels;
}

function listed(value: Plain): string[] {
  if (Array.isArray(value)) return value.map((item: Plain) => textOfPlain(item));
  return value === null || value instanceof Map ? [] : [textOfPlain(value)];
}

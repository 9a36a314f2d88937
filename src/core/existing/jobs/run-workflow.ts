import { repositoryPath } from "../actions/paths.ts";
import { Entries, textEntries, toData } from "../expressions/data.ts";
import { evaluateText, interpolate, type Scope } from "../expressions/evaluate.ts";
import { unknownData } from "../expressions/open-mapping.ts";
import { at, entriesOf, type Located, textAt, textsOf } from "../yaml/located.ts";
import { inputsOf } from "./inputs.ts";
import { type Combination, resolved } from "./matrix.ts";
import type { JobResult, Run, Workflow } from "./run.ts";
import { type JobCall, runJob } from "./run-job.ts";

/** GitHub lets workflows call each other so deep. */
const maxDepth = 10;

/** What a workflow is called with. */
export interface WorkflowCall {
  file: string;
  root: Located;
  callers: readonly string[];
  matrix: Combination;
  inputs: Entries;
  secrets: Entries;
}

/** The secrets of the repository: the names of all, the values of none. */
export function allSecrets({ findings: { unknowns } }: Run): Entries {
  return new Entries([], (key) =>
    unknownData(unknowns, `secrets.${key}`, `\`secrets.${key}\` is a secret, which only GitHub knows`),
  );
}

/** Evaluates all jobs of a workflow, each after those that it needs. */
export function runWorkflow(run: Run, call: WorkflowCall): Workflow {
  const scope: Scope = {
    unknowns: run.findings.unknowns,
    contexts: new Map([
      ["github", run.github],
      ["inputs", call.inputs],
      ["secrets", call.secrets],
      ["vars", variables(run)],
    ]),
    succeeds: true,
  };
  const env = entriesOf(at(call.root, "env")).map(([key, value]) => [key, interpolate(textAt(value) ?? "", scope)] as const);
  const workflow: Workflow = { run, ...call, env: new Map(env), jobs: new Map() };
  const open = new Map(entriesOf(at(call.root, "jobs")));
  const isReady = (node: Located): boolean =>
    textsOf(at(node, "needs")).every((name) => workflow.jobs.has(name) || !open.has(name));
  for (let ready = firstReady(open, isReady); ready !== undefined; ready = firstReady(open, isReady)) {
    const [id, node] = ready;
    // A job takes as long as some ten steps.
    if (!run.mayContinue(10)) break;
    workflow.jobs.set(id, runJob(workflow, id, node, callWorkflow));
    open.delete(id);
  }
  return workflow;
}

function firstReady(open: ReadonlyMap<string, Located>, isReady: (node: Located) => boolean): [string, Located] | undefined {
  for (const [id, node] of open) if (isReady(node)) return [id, node];
  return undefined;
}

function variables({ findings: { unknowns } }: Run): Entries {
  return new Entries([], (key) => unknownData(unknowns, `vars.${key}`, `only GitHub knows the variable \`vars.${key}\``));
}

/** A job that is a whole workflow: evaluated as if its jobs were here. */
function callWorkflow(workflow: Workflow, { id, node, combination, scope }: JobCall): JobResult {
  const { run, file, callers } = workflow;
  const { findings } = run;
  const place = { file, line: at(node, "uses")?.line ?? node.line };
  const uses = interpolate(textAt(node, "uses") ?? "", scope).trim();
  const unread = (why: string | undefined): JobResult => {
    if (why !== undefined) findings.addFault(place, why);
    const missing = (key: string) => unknownData(findings.unknowns, `needs.${id}.outputs.${key}`);
    return { isSkipped: false, outputs: new Entries([], missing), digests: [], handlesImages: true };
  };
  if (!uses.startsWith("./")) return unread(`the workflow ${uses} is in another repository`);
  const path = repositoryPath(uses.replace(/@.*$/, ""));
  const called = run.readFile(path);
  if (called === undefined) return unread(`there is no file ${path}`);
  if ("fault" in called) return unread(called.fault);
  if (callers.length >= maxDepth) return unread(`workflows call each other more than ${maxDepth} times`);
  const given = entriesOf(at(node, "with")).map(([key, value]) => [key, toData(resolved(value, scope))] as const);
  const inner = runWorkflow(run, {
    file: path,
    root: called.root,
    callers: [...callers, id],
    matrix: new Map([...workflow.matrix, ...combination]),
    inputs: new Entries([
      ...inputsOf(at(called.root, "on", "workflow_call", "inputs"), "workflow_call", findings.unknowns),
      ...given,
    ]),
    secrets: handedSecrets(workflow, at(node, "secrets"), scope),
  });
  return {
    isSkipped: false,
    outputs: calledOutputs(inner, called.root, scope),
    digests: [...inner.jobs.values()].flatMap(({ digests }) => digests),
    handlesImages: true,
  };
}

/** The secrets that a job hands to a workflow: all with `inherit`. GitHub's own token is always there. */
function handedSecrets({ secrets }: Workflow, node: Located | undefined, scope: Scope): Entries {
  if (node?.kind === "scalar" && node.text === "inherit") return secrets;
  const handed = textEntries(entriesOf(node).map(([key, value]) => [key, interpolate(textAt(value) ?? "", scope)] as const));
  const token = secrets.get("GITHUB_TOKEN");
  if (token !== undefined) handed.add("GITHUB_TOKEN", token);
  return handed;
}

function calledOutputs(workflow: Workflow, root: Located, scope: Scope): Entries {
  const jobs = [...workflow.jobs].map(([id, { outputs }]) => [id, new Entries([["outputs", outputs]])] as const);
  const contexts = new Map([...scope.contexts, ["jobs", new Entries(jobs)], ["inputs", workflow.inputs]] as const);
  const outputs = entriesOf(at(root, "on", "workflow_call", "outputs"));
  return new Entries(
    outputs.map(([name, output]) => [name, evaluateText(textAt(output, "value") ?? "", { ...scope, contexts })] as const),
  );
}

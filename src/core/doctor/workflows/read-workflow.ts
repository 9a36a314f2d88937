import { at, entriesOf, itemsOf, type Located, lineOfKey, textAt, textsOf } from "../../existing/yaml/located.ts";
import { readYaml } from "../../existing/yaml/read-yaml.ts";
import { rights } from "../../permissions/permissions.ts";
import type { DoctorConcurrency, DoctorJob, DoctorStep, DoctorTrigger, DoctorWorkflow } from "./workflow.ts";

/**
 * Reads a workflow's text. Undefined for a text that is no workflow: GitHub itself reports it.
 * @param isOwn whether `./` is Tagstream
 */
export function readWorkflow(file: string, text: string, isOwn = false): DoctorWorkflow | undefined {
  const yaml = readYaml(text);
  if ("fault" in yaml) return undefined;
  const { root } = yaml;
  const [on, jobs] = [at(root, "on"), at(root, "jobs")];
  if (jobs === undefined) return undefined;
  return {
    file,
    ...named(root),
    on: triggersOf(on),
    crons: itemsOf(at(on, "schedule")).flatMap((entry) => {
      const cron = textAt(entry, "cron");
      return cron === undefined ? [] : [{ cron, line: entry.line }];
    }),
    jobs: entriesOf(jobs).map(([id, job]) => jobOf(id, job, { root, line: lineOfKey(jobs, id) })),
    ...offeredBy(at(on, "workflow_dispatch")),
    isOwn,
  };
}

/** The choices of a form's input `command`. */
function offeredBy(form: Located | undefined): { offered?: readonly string[] } {
  const options = at(form, "inputs", "command", "options");
  return options?.kind === "list" ? { offered: textsOf(options) } : {};
}

function jobOf(id: string, job: Located, { root, line }: { root: Located; line: number }): DoctorJob {
  const condition = textAt(job, "if");
  const calls = textAt(job, "uses");
  const permissions = permissionsOf(at(job, "permissions") ?? at(root, "permissions"));
  const runner = at(job, "runs-on");
  return {
    id,
    line,
    ...named(job),
    ...(condition === undefined ? {} : { condition }),
    hasMatrix: at(job, "strategy", "matrix") !== undefined,
    ...(calls === undefined ? {} : { calls }),
    ...(permissions === undefined ? {} : { permissions }),
    concurrency: [at(job, "concurrency"), at(root, "concurrency")].flatMap(concurrencyOf),
    runsOn: textsOf(at(runner, "labels") ?? runner),
    steps: itemsOf(at(job, "steps")).map(stepOf),
  };
}

function stepOf(step: Located): DoctorStep {
  const [uses, run] = [textAt(step, "uses"), textAt(step, "run")];
  return {
    line: step.line,
    ...(uses === undefined ? {} : { uses }),
    ...(run === undefined ? {} : { run }),
    with: textsByKey(at(step, "with")),
  };
}

function named(node: Located): { name?: string } {
  const name = textAt(node, "name");
  return name === undefined ? {} : { name };
}

function triggersOf(on: Located | undefined): DoctorTrigger[] {
  if (on?.kind !== "mapping") return textsOf(on).map((name) => ({ name, hasPaths: false }));
  return entriesOf(on).map(([name, filter]) => {
    return { name, hasPaths: ["paths", "paths-ignore"].some((key) => at(filter, key) !== undefined) };
  });
}

function permissionsOf(node: Located | undefined): DoctorJob["permissions"] | undefined {
  if (node === undefined) return undefined;
  const all = textAt(node);
  if (all === "write-all") return all;
  return all === "read-all" ? Object.fromEntries(rights.map((right) => [right, "read"])) : textsByKey(node);
}

function concurrencyOf(node: Located | undefined): DoctorConcurrency[] {
  const group = textAt(node) ?? textAt(node, "group");
  if (group === undefined) return [];
  const [queue, cancelInProgress] = [textAt(node, "queue"), textAt(node, "cancel-in-progress")];
  return [{ group, ...(queue === undefined ? {} : { queue }), ...(cancelInProgress === undefined ? {} : { cancelInProgress }) }];
}

function textsByKey(node: Located | undefined): Record<string, string> {
  return Object.fromEntries(entriesOf(node).map(([key, value]) => [key, textAt(value) ?? ""]));
}

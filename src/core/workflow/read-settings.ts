import * as v from "valibot";
import { parse } from "yaml";
import { groupBy } from "../lib/group-by.ts";
import { actions, isKnownAction } from "./actions.ts";
import { usualName, usualRunner } from "./initial-settings.ts";
import { unusualLogins } from "./login-forms.ts";
import type { RunnerLabels, WorkflowLogin, WorkflowSettings } from "./settings.ts";
import { usualMinutes } from "./usual-minutes.ts";

const labelsSchema = v.union([v.string(), v.array(v.string())]);
const stepSchema = v.object({ uses: v.optional(v.string(), ""), with: v.optional(v.record(v.string(), v.unknown()), {}) });
const jobSchema = v.object({
  "runs-on": v.optional(labelsSchema),
  "timeout-minutes": v.optional(v.number()),
  steps: v.optional(v.array(stepSchema), []),
});
const workflowSchema = v.object({
  name: v.optional(v.string()),
  on: v.object({
    schedule: v.optional(v.array(v.object({ cron: v.string() })), []),
    push: v.optional(v.object({ branches: v.optional(v.array(v.string()), []) }), {}),
  }),
  jobs: v.record(v.string(), jobSchema),
});

type Job = v.InferOutput<typeof jobSchema>;

/** Why a text has no settings, as a clause. */
export interface Unreadable {
  fault: string;
}

/** The settings of a workflow that we wrote, also if people or Dependabot changed them since. */
export function readSettings(text: string): WorkflowSettings | Unreadable {
  const value = parsed(text);
  if ("fault" in value) return value;
  const { output, success } = v.safeParse(workflowSchema, value.yaml);
  if (!success) return { fault: "it is no workflow with `on` and `jobs`" };
  const references = usesOf(text);
  const uses = usesIn(text);
  if (uses === undefined) return { fault: "no step of it uses Tagstream" };
  const { name, on, jobs } = output;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const own = uses.replace(/@.*/, "");
  const config = steps.find((step) => step.uses.startsWith(`${own}@`) && typeof step.with["config"] === "string")?.with["config"];
  const logins = loginsOf(jobs);
  return {
    uses,
    actions: movedActions(references),
    name: name ?? usualName,
    defaultBranch: on.push.branches[0]?.replace(/\\(?=[+!])/g, "") ?? "main",
    cron: on.schedule[0]?.cron ?? "17 6 * * 1",
    ...runnersOf(jobs),
    timeouts: timeoutsOf(jobs),
    logins: unusualLogins(logins),
    ...(logins.length === 0 ? {} : { pulls: logins.map(({ registry }) => registry) }),
    ...(typeof config === "string" ? { config } : {}),
    ...(isPruning(jobs) ? { prunes: true } : {}),
  };
}

function parsed(text: string): { yaml: unknown } | Unreadable {
  try {
    return { yaml: parse(text) };
  } catch (error) {
    return { fault: `it is no YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "").replace(/:$/, "") : ""}` };
  }
}

/** How a text names our action, also one that is no YAML. */
export function usesIn(text: string): string | undefined {
  return ownAction(usesOf(text));
}

/** Every `uses`, with its comment, which no parser keeps. */
function usesOf(text: string): { name: string; reference: string }[] {
  return [...text.matchAll(/^\s*(?:- )?uses:[ \t]+["']?([\w./-]+)@([^\s"'#]+)["']?([ \t]+#[^\n\r]*)?/gm)].map(
    ([, name = "", reference = "", comment = ""]) => ({
      name,
      reference: `${reference}${comment.trimEnd().replace(/^\s+/, " ")}`,
    }),
  );
}

/** Our action: the one that is not of our table. Where a person added steps of others, the one named so. */
function ownAction(references: readonly { name: string; reference: string }[]): string | undefined {
  const others = references.filter(({ name }) => !isKnownAction(name));
  const found = others.find(({ name }) => /\/tagstream$/i.test(name)) ?? others[0];
  return found && `${found.name}@${found.reference}`;
}

/** The first reference of each action that is not ours. Others of the same action are drift. */
function movedActions(references: readonly { name: string; reference: string }[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, reference } of references) if (isKnownAction(name)) found[name] ??= reference;
  return Object.fromEntries(
    Object.entries(found).filter(([name, reference]) => isKnownAction(name) && actions[name] !== reference),
  );
}

/** The runner of most jobs is that of all, and jobs with another one have their own. */
function runnersOf(jobs: Record<string, Job>): Pick<WorkflowSettings, "runner" | "runners"> {
  const labels = Object.entries(jobs).flatMap(([name, job]) => {
    const runner = labelsOf(job);
    return runner === undefined ? [] : [{ name, runner, key: JSON.stringify(runner) }];
  });
  const groups = [...groupBy(labels, ({ key }) => key).values()];
  const [usual] = groups.toSorted((one, other) => other.length - one.length);
  const [most] = usual ?? [];
  const own = labels.filter(({ key }) => key !== most?.key).map(({ name, runner }) => [name, runner] as const);
  return { runner: most?.runner ?? usualRunner, runners: Object.fromEntries(own) };
}

/** The labels of a job; of one whose runner the plan names, those that it has otherwise. */
function labelsOf(job: Job | undefined): RunnerLabels | undefined {
  const runner = job?.["runs-on"];
  if (typeof runner !== "string") return runner;
  const [, label, json] = /^\$\{\{ matrix\.runner \|\| (?:'(.*)'|fromJSON\('(.*)'\)) \}\}$/.exec(runner) ?? [];
  if (json !== undefined) return listOf(json.replaceAll("''", "'"));
  return label?.replaceAll("''", "'") ?? runner;
}

function listOf(json: string): RunnerLabels | undefined {
  const value = parsed(json);
  const { output, success } = v.safeParse(v.array(v.string()), "yaml" in value ? value.yaml : undefined);
  return success ? output : undefined;
}

function timeoutsOf(jobs: Record<string, Job>): Record<string, number> {
  const own = Object.entries(jobs).flatMap(([name, { "timeout-minutes": minutes }]) =>
    minutes === undefined || minutes === usualMinutes[name] ? [] : [[name, minutes] as const],
  );
  return Object.fromEntries(own);
}

/** The first login of each registry. */
function loginsOf(jobs: Record<string, Job>): WorkflowLogin[] {
  const logins = new Map<string, WorkflowLogin>();
  for (const { uses, with: inputs } of Object.values(jobs).flatMap(({ steps }) => steps)) {
    if (!uses.startsWith("docker/login-action@")) continue;
    const { registry, username, password } = inputs;
    if (typeof registry !== "string" || typeof username !== "string" || typeof password !== "string") continue;
    if (!logins.has(registry)) logins.set(registry, { registry, username, password });
  }
  return [...logins.values()];
}

function isPruning({ prune }: Record<string, Job>): boolean {
  return prune?.steps.some((step) => /'schedule' && 'false'/.test(String(step.with["dry-run"]))) === true;
}

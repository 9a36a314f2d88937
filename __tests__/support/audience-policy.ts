import { events } from "../../src/core/events/index.ts";
import { matrixOutputs } from "../../src/ports/outputs.ts";
import { isOurs } from "./trust-policy.ts";
import type { Workflow } from "./workflow.ts";
import { type Scenario, simulate } from "./workflow-conditions.ts";

/** The changes that a job runs for: those that are only proposed, those that are not, or both. */
export type Audience = "proposals" | "publications" | "all";

const proposing = events.filter(({ may }) => may?.includes("candidates")).map(({ name }): string => name);

/**
 * Whom a job works for. In a workflow for one kind of events all jobs work for these. One file for all events separates them by
 * conditions, so its jobs are asked by GitHub's own evaluator, for each event, command and end of a pull request. Only of our action it matters.
 */
export function audienceOf(job: string, workflow: Workflow): Audience {
  const names = Object.keys(workflow.on);
  if (names.every((name) => proposing.includes(name))) return "proposals";
  const isOther = !Object.values(workflow.jobs).some(({ steps }) => steps.some(isOurs));
  if (isOther || !names.some((name) => proposing.includes(name))) return "publications";
  const runs = (scenarios: readonly Scenario[]): boolean =>
    scenarios.some((scenario) => simulate(workflow, { ...scenario, outputs: outputsOf(workflow) })[job] !== "skipped");
  const proposes = runs(names.filter((name) => proposing.includes(name)).flatMap(proposalsOf));
  const publishes = runs(names.filter((name) => !proposing.includes(name)).flatMap((name) => publicationsOf(name, workflow)));
  return proposes && publishes ? "all" : proposes ? "proposals" : "publications";
}

function proposalsOf(eventName: string): Scenario[] {
  const actions = eventName === "pull_request" ? ["synchronize", "closed"] : ["checks_requested"];
  return actions.map((action) => ({ eventName, event: { action } }));
}

function publicationsOf(eventName: string, { on }: Workflow): Scenario[] {
  const form = on["workflow_dispatch"] as { inputs?: { command?: { options?: string[] } } } | null | undefined;
  if (eventName !== "workflow_dispatch") return [{ eventName }];
  return (form?.inputs?.command?.options ?? [""]).flatMap((command) =>
    [true, false].map((dryRun) => ({ eventName, inputs: { command, "dry-run": dryRun } })),
  );
}

/** Outputs after which every later job has something to do. */
function outputsOf({ jobs }: Workflow): Record<string, Record<string, string>> {
  const outputs = { revision: "0".repeat(40), "to-publish": "a", changed: "true" };
  const matrices = Object.fromEntries(matrixOutputs.map((name) => [name, '{"include":[{"job":"a"}]}']));
  return Object.fromEntries(Object.keys(jobs).map((name) => [name, { ...outputs, ...matrices }]));
}

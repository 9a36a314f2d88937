import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import type { Session } from "../../../src/ports/session.ts";
import { publish } from "../../../src/steps/publish/publish.ts";
import { reportResults } from "../../../src/steps/report/report.ts";
import { type OrderJob, runOrder } from "./order.ts";
import { makePorts } from "./ports.ts";

/** A publication alone: what a `publish` job is given. */
export interface PublishJob {
  plan: Plan;
  records: [string, UnitRecord][];
}

export type Job = PublishJob | OrderJob;

export interface PublishOutcome {
  status: number;
  /** By unit: why it is not published; empty for those that are. */
  problems: Record<string, string>;
  warnings: string[];
  /** Everything that a person or a machine is shown: log, annotations, summary, outputs. */
  captured: string;
}

export function runJob(job: Job, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
  return "plan" in job ? publishJob(job, environment) : runOrder(job, environment);
}

/** Publishes as the command does. */
async function publishJob({ plan, records }: PublishJob, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
  const { ports, captured, take } = makePorts(environment, "2026-11-25T00:00:00Z");
  const published = await publish(plan, new Map(records), ports);
  const status = await reportResults(plan, published, { ports, event: {} } as unknown as Session);
  take(JSON.stringify(published));
  return {
    status,
    problems: Object.fromEntries(
      published.flatMap(({ unit, converged }) => (converged?.problem === undefined ? [] : [[unit.name, converged.problem]])),
    ),
    warnings: published.flatMap(({ converged }) => converged?.warnings ?? []),
    captured: captured.join("\n"),
  };
}

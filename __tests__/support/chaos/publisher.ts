import { sha256 } from "../../../src/adapters/git/hasher.ts";
import type { Session } from "../../../src/ports/session.ts";
import { publish } from "../../../src/steps/publish/publish.ts";
import { uniteJobs } from "../../../src/steps/publish/unite.ts";
import { reportResults } from "../../../src/steps/report/report.ts";
import type { Job, PublishJob, PublishOutcome } from "./job.ts";
import { runOrder } from "./order.ts";
import { makePorts } from "./ports.ts";

export function runJob(job: Job, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
  return "plan" in job ? publishJob(job, environment) : runOrder(job, environment);
}

/** Publishes as the command does. */
async function publishJob({ plan, records, legs }: PublishJob, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
  const { ports, captured, take } = makePorts(environment, "2026-11-25T00:00:00Z");
  const united = legs ? await uniteJobs(plan, legs, sha256, ports) : new Map(records);
  const published = await publish(plan, united, ports);
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

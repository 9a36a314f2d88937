import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { publish } from "../../../src/commands/publish.ts";
import { report } from "../../../src/commands/report.ts";
import type { Session } from "../../../src/commands/session.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { UnitRecord } from "../../../src/core/record.ts";
import { plainStyle } from "../../../src/core/render/style.ts";
import type { Reporter } from "../../../src/ports.ts";

/** A publication alone: what a `publish` job is given. */
export interface PublishJob {
  plan: Plan;
  records: [string, UnitRecord][];
}

export interface PublishOutcome {
  status: number;
  /** By unit: why it is not published; empty for those that are. */
  problems: Record<string, string>;
  warnings: string[];
  /** Everything that a person or a machine is shown: log, annotations, summary, outputs. */
  captured: string;
}

/** Publishes as the command does, with waits and time limits scaled down for the tests. */
export async function publishJob({ plan, records }: PublishJob, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
  const captured: string[] = [];
  const take = (text: string): void => {
    captured.push(text);
  };
  const reporter: Reporter = {
    style: plainStyle,
    line: take,
    group: (title) => ({ line: (text) => take(`${title}: ${text}`), end: () => {} }),
    problem: (problem) => take(JSON.stringify(problem)),
    summary: async (markdown) => take(markdown),
    output: (name, value) => take(`${name}=${value}`),
  };
  const registry = createRegistry({ environment, retry: { scale: 0.002 }, idleTimeout: 400, connectTimeout: 2000 });
  const clock = { now: () => new Date("2026-11-25T00:00:00Z") };
  const published = await publish(plan, new Map(records), { registry, reporter, clock });
  const status = await report(plan, published, { ports: { registry, reporter, clock }, event: {} } as unknown as Session);
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

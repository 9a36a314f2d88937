import type { Plan } from "../core/plan.ts";
import { Failure } from "../core/problem.ts";
import type { UnitRecord } from "../core/record.ts";
import { readRecord } from "../core/record-document.ts";
import type { Request } from "../inputs.ts";
import type { Ports } from "../ports.ts";
import { readPlanFor } from "./build-job.ts";
import { publish } from "./publish.ts";
import { report } from "./report.ts";
import type { Session } from "./session.ts";

/** The command `publish`: gives what the build jobs tested its tags, and reports the whole run. */
export async function publishPlan(request: Request, session: Session): Promise<number> {
  const plan = await readPlanFor(request, session);
  if (request.dryRun) return 0;
  const records = await readRecords(plan, request.records ?? "", session.ports);
  return report(plan, await publish(plan, records, session.ports), session);
}

/**
 * The records of this plan's jobs. A record of another plan, as a re-run finds it beside its own, is passed over, and said.
 * @throws Failure for records that are damaged: nothing is published on their word
 */
async function readRecords(plan: Plan, folder: string, { files, reporter }: Ports): Promise<Map<string, UnitRecord>> {
  const records = new Map<string, UnitRecord>();
  if (files.kindOf(folder) === undefined) return records; // nothing was built, or no job got as far as a record
  for (const file of await files.find(folder, /^record-.*\.json$/)) {
    const text = await files.read(file);
    try {
      for (const record of readRecord(text, plan).units) records.set(record.unit, record);
    } catch (error) {
      const foreign = error instanceof Failure && error.problems.every(({ code }) => code === "record-foreign");
      if (!foreign) throw error;
      reporter.line(`passed over ${file}: ${error.message}`);
    }
  }
  return records;
}

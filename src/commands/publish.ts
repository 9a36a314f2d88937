import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { readRecords } from "../steps/build/read-records.ts";
import { readPlanFor } from "../steps/plan/read-plan.ts";
import { publish } from "../steps/publish/publish.ts";
import { uniteJobs } from "../steps/publish/unite.ts";
import { reportResults } from "../steps/report/report.ts";

/** The command `publish`: tags the images that the build jobs tested, and reports the whole run. */
export async function publishPlan(request: Request, session: Session): Promise<number> {
  const { plan } = await readPlanFor(request, session);
  if (request.dryRun) {
    session.ports.reporter.line("Dry run: nothing was published.");
    return 0;
  }
  const { repository, hasherOf } = session.ports;
  const jobs = await readRecords(plan, request.records ?? "", session.ports);
  const records = await uniteJobs(plan, jobs, hasherOf(repository).sha256, session.ports);
  return reportResults(plan, await publish(plan, records, session.ports), session);
}

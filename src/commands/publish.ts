import type { UnitRecord } from "../core/build/record.ts";
import { readRecord } from "../core/build/record-document.ts";
import { Failure } from "../core/lib/problems/problem.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Ports } from "../ports/index.ts";
import { resultOutputs } from "../ports/outputs.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { readPlanFor } from "../steps/plan/read-plan.ts";
import { publish } from "../steps/publish/publish.ts";
import { reportResults } from "../steps/report/report.ts";
import type { Command } from "./command.ts";

export const publishCommand: Command = {
  name: "publish",
  summary: "tag the tested images of a plan",
  details: "It reads the records of all build jobs, and reports the whole run.",
  needs: ["plan", "records"],
  outputs: resultOutputs,
  permissions: { contents: "read", packages: "write", "pull-requests": "write", issues: "read" },
  permissionsFor: "write tags; read holds; on a pull request, check that it is open, and comment",
  engine: false,
  writes: "tags",
  run: publishPlan,
};

/** The command `publish`: tags the images that the build jobs tested, and reports the whole run. */
export async function publishPlan(request: Request, session: Session): Promise<number> {
  const { plan } = await readPlanFor(request, session);
  if (request.dryRun) {
    session.ports.reporter.line("Dry run: nothing was published.");
    return 0;
  }
  const records = await readRecords(plan, request.records ?? "", session.ports);
  return reportResults(plan, await publish(plan, records, session.ports), session);
}

/**
 * The records of this plan's jobs. Reports and ignores a record that is damaged, unreadable, or of
 * another plan, as a re-run may find it. Its units then fail for lack of evidence.
 */
async function readRecords(plan: Plan, folder: string, { files, reporter }: Ports): Promise<Map<string, UnitRecord>> {
  const records = new Map<string, UnitRecord>();
  const unreadable = (path: string, error: unknown): void => {
    if (!(error instanceof Failure)) throw error;
    for (const problem of error.problems) {
      const severity = problem.code === "record-foreign" ? "warning" : "error";
      reporter.problem({ ...problem, severity, message: `Ignoring ${path}. ${problem.message}` });
    }
  };
  if (folder === "") return records;
  // No folder: nothing was built, or no job wrote a record.
  for (const file of await files.find(folder, /^record-.*\.json$/, unreadable)) {
    try {
      for (const record of readRecord(await files.read(file), plan).units) records.set(record.unit, record);
    } catch (error) {
      unreadable(file, error);
    }
  }
  return records;
}

import path from "node:path";
import type { JobRecord, UnitRecord } from "../core/build/record.ts";
import { printRecord } from "../core/build/record-document.ts";
import { hashUnits } from "../core/inputs/unit-hashes.ts";
import type { Job } from "../core/plan/jobs/job.ts";
import { findJob, levelOf } from "../core/plan/jobs/jobs.ts";
import { inputsToBuildOn, type Plan, type PlannedUnit } from "../core/plan/plan.ts";
import { withBases } from "../core/unit/selector.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { type BuildOptions, build } from "../steps/build/build.ts";
import { inputsIn } from "../steps/build/inputs-watch.ts";
import { openSources } from "../steps/build/open-sources.ts";
import { earlierRecords, readRecords } from "../steps/build/read-records.ts";
import { workTreesOf } from "../steps/build/work-trees.ts";
import { checkoutOf } from "../steps/plan/checkout/checkout.ts";
import type { SourceTrees } from "../steps/plan/checkout/source-trees.ts";
import { readPlanFor } from "../steps/plan/read-plan.ts";
import { sourceHasher } from "../steps/plan/sources/source-hasher.ts";

/** Why a matrix entry may be empty, for a workflow that has the plan. */
export const emptyMatrix = [
  "It is empty if the plan has nothing to build, or if this job does not get the plan job's output `matrix`.",
  `Give the build job \`if: \${{ needs.plan.outputs.matrix != '{"include":[]}' }}\`,`,
  `and the plan's job \`outputs: { matrix: \${{ steps.plan.outputs.matrix }} }\``,
].join(" ");

/** The command `build`: builds and tests one job of a plan, and writes its record for `publish`. */
export async function buildJob(request: Request, session: Session): Promise<number> {
  const { ports, temporary } = session;
  const { plan, secrets } = await readPlanFor(request, session);
  const job = findJob(plan, request.job ?? "");
  if (request.dryRun) {
    ports.reporter.line("Dry run: nothing was built.");
    return 0;
  }
  const folder = request.records ?? path.join(temporary, "records");
  const earlier = levelOf(job) === 1 ? new Map() : earlierRecords(plan, job, await readRecords(plan, folder, ports));
  const units = await buildUnits(plan, job, { earlier, secrets }, session);
  const { repository, commit, timestamp, run } = plan;
  const record: JobRecord = { version: 1, plan: { repository, commit, timestamp, run: run.id }, job: job.id, units };
  ports.reporter.output("record", await ports.files.write(path.join(folder, `record-${job.id}.json`), printRecord(record)));
  const required = new Set(plan.units.filter((unit) => unit.required).map(({ name }) => name));
  const failed = units.some(({ unit, outcome }) => required.has(unit) && outcome !== "passed" && outcome !== "unchecked");
  return failed ? 1 : 0;
}

async function buildUnits(
  plan: Plan,
  job: Job,
  options: Pick<BuildOptions, "earlier" | "secrets">,
  session: Session,
): Promise<UnitRecord[]> {
  const { ports } = session;
  const { trees, dispose } = checkoutOf({ tree: ports.repository, commit: plan.commit });
  try {
    const units = unitsRead(plan, job);
    const stopped = await openSources(units, trees, ports.reporter);
    const places = workTreesOf({ tree: ports.repository, trees }, ports);
    const here = await withInputsAsTheyAre(plan, units, trees, session);
    return await build(here, { ...places, ...options, inputsNow: inputsIn(trees, ports), job, stopped }, ports);
  } finally {
    await dispose();
  }
}

/**
 * Recomputes inputs hashes. A step between checkout and build may have made files that the build
 * receives and the plan does not know: the image must not carry the plan's hash then.
 */
async function withInputsAsTheyAre(
  plan: Plan,
  here: readonly PlannedUnit[],
  trees: SourceTrees,
  { ports }: Session,
): Promise<Plan> {
  const held = plan.units.flatMap((unit) => {
    const inputs = inputsToBuildOn(unit, plan.intent);
    return inputs ? [[unit.name, inputs] as const] : [];
  });
  const hasher = sourceHasher(trees, ports.hasherOf);
  const hashes = hashUnits(here, await hasher.filesOf(here), hasher.sha256, { held: new Map(held) });
  const units = plan.units.map((unit) => {
    const inputs = "none" in unit.inputs ? unit.inputs : (hashes.get(unit.name)?.inputs ?? unit.inputs);
    if ("none" in inputs && "hash" in unit.inputs) ports.reporter.line(`${unit.name} has no inputs hash here: ${inputs.none}`);
    return { ...unit, inputs };
  });
  return { ...plan, units };
}

/** The units whose files a job reads: its own and, for their inputs hashes, all their bases. */
function unitsRead({ units }: Plan, job: Job): PlannedUnit[] {
  return withBases(
    units,
    units.filter(({ name }) => job.units.includes(name)),
  );
}

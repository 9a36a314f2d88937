import path from "node:path";
import { printRecord } from "../core/build/record-document.ts";
import { hashUnits } from "../core/inputs/unit-hashes.ts";
import { inputsToBuildOn, type Plan } from "../core/plan/plan.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { build } from "../steps/build/build.ts";
import { inputsIn } from "../steps/build/inputs-watch.ts";
import { readPlanFor } from "../steps/plan/read-plan.ts";
import { buildLocal } from "./build-local.ts";
import type { Command } from "./command.ts";

export const buildCommand: Command = {
  name: "build",
  summary: "build and test one job of a plan",
  details: "It pushes what it builds by digest, under no tag, and writes a record for `publish`.",
  needs: ["plan", "job"],
  takes: ["records"],
  explainMissing: (name, { plan }) => (name === "job" && plan !== undefined ? emptyMatrix : undefined),
  outputs: ["record"],
  permissions: { contents: "read", packages: "write" },
  permissionsFor: "push by digest",
  engine: true,
  writes: "digests",
  run: buildJob,
  local: { summary: "build and test the checkout for this machine; push nothing", run: buildLocal },
};

/** Why a matrix entry may be empty, for a workflow that has the plan. */
const emptyMatrix = [
  "It is empty if the plan has nothing to build, or if this job does not get the plan job's output `matrix`.",
  `Give the build job \`if: \${{ needs.plan.outputs.matrix != '{"include":[]}' }}\`,`,
  `and the plan's job \`outputs: { matrix: \${{ steps.plan.outputs.matrix }} }\``,
].join(" ");

/** The command `build`: builds and tests one job of a plan, and writes its record for `publish`. */
export async function buildJob(request: Request, session: Session): Promise<number> {
  const { ports, temporary } = session;
  const { plan, secrets } = await readPlanFor(request, session);
  if (request.dryRun) {
    ports.reporter.line("Dry run: nothing was built.");
    return 0;
  }
  const job = request.job ?? "";
  const inputsNow = inputsIn(ports.repository, plan.commit, ports);
  const options = { workTree: ports.repository.root, inputsNow, secrets, job };
  const records = await build(await withInputsAsTheyAre(plan, session), options, ports);
  const folder = request.records ?? path.join(temporary, "records");
  let failed = false;
  for (const record of records) {
    ports.reporter.output("record", await ports.files.write(path.join(folder, `record-${record.job}.json`), printRecord(record)));
    for (const unit of record.units) {
      const required = plan.units.some(({ name, required }) => name === unit.unit && required);
      failed ||= required && unit.outcome !== "passed" && unit.outcome !== "unchecked";
    }
  }
  return failed ? 1 : 0;
}

/**
 * Recomputes inputs hashes. A step between checkout and build may have made files that the build
 * receives and the plan does not know: the image must not carry the plan's hash then.
 */
async function withInputsAsTheyAre(plan: Plan, { ports }: Session): Promise<Plan> {
  const held = plan.units.flatMap((unit) => {
    const inputs = inputsToBuildOn(unit, plan.intent);
    return inputs ? [[unit.name, inputs] as const] : [];
  });
  const hasher = ports.hasherOf(ports.repository);
  const files = await hasher.filesOf(plan.commit, plan.units);
  const hashes = hashUnits(plan.units, files, hasher.sha256, { held: new Map(held) });
  const units = plan.units.map((unit) => {
    const inputs = "none" in unit.inputs ? unit.inputs : (hashes.get(unit.name)?.inputs ?? unit.inputs);
    if ("none" in inputs && "hash" in unit.inputs) ports.reporter.line(`${unit.name} has no inputs hash here: ${inputs.none}`);
    return { ...unit, inputs };
  });
  return { ...plan, units };
}

import path from "node:path";
import { readEvent } from "../core/event.ts";
import { inputsToBuildOn, type Plan } from "../core/plan.ts";
import { readPlan } from "../core/plan-document.ts";
import { printRecord } from "../core/record-document.ts";
import type { Request } from "../inputs.ts";
import { inputsIn } from "./build/inputs.ts";
import { build } from "./build.ts";
import type { Session } from "./session.ts";

/** The command `build`: builds and tests one job of a plan, and leaves a record of it for `publish`. */
export async function buildJob(request: Request, session: Session): Promise<number> {
  const { ports, temporary } = session;
  const plan = await readPlanFor(request, session);
  if (request.dryRun) {
    ports.reporter.line("Nothing is built: dry-run.");
    return 0;
  }
  const job = request.job ?? "";
  const inputsNow = inputsIn(ports.repository, plan.commit, ports);
  const options = { workTree: ports.repository.root, inputsNow, job };
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
 * A step between checkout and build may have made files that the build receives, and the plan knows nothing of: then the hash that the
 * plan gives a unit is not what it is made of, and its image must not say so.
 */
async function withInputsAsTheyAre(plan: Plan, { ports }: Session): Promise<Plan> {
  const held = plan.units.flatMap((unit) => {
    const inputs = inputsToBuildOn(unit, plan.intent);
    return inputs ? [[unit.name, inputs] as const] : [];
  });
  const hashes = await ports.hasherOf(ports.repository).hashes(plan.commit, plan.units, new Map(held));
  const units = plan.units.map((unit) => {
    const inputs = "none" in unit.inputs ? unit.inputs : (hashes.get(unit.name)?.inputs ?? unit.inputs);
    if ("none" in inputs && "hash" in unit.inputs) ports.reporter.line(`${unit.name} has no inputs hash here: ${inputs.none}`);
    return { ...unit, inputs };
  });
  return { ...plan, units };
}

/**
 * The plan that a later job was given: of this repository, this run, and the commit that is checked out.
 * @throws Failure `event-refused` too: what `plan` refuses, no later job may let in with a plan that another run left
 */
export async function readPlanFor(request: Request, { ports, event, terminal }: Session): Promise<Plan> {
  const asked = terminal ? undefined : readEvent(event);
  const gitTag = asked && "gitTag" in asked ? { gitTag: asked.gitTag } : {};
  const trigger = asked ? { run: event.runId, intent: asked.intent, ...gitTag } : {};
  const text = await ports.files.read(request.plan ?? "");
  return readPlan(text, { repository: event.repository, commit: await ports.repository.head(), ...trigger });
}

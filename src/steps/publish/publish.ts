import { keptReason } from "../../core/build/kept.ts";
import type { UnitRecord } from "../../core/build/record.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { type Plan, type PlannedUnit, usesCandidate } from "../../core/plan/plan.ts";
import { proofOf } from "../../core/publish/evidence.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import { recheckClosedPullRequest } from "../cleanup/recheck-closed-pull-request.ts";
import { inGroup } from "../report/in-group.ts";
import { showProgress } from "../report/work-progress.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { Published, TagWriter } from "./published.ts";
import { SetGate, type SetMember } from "./set-gate.ts";
import { timedWriter } from "./timed-writer.ts";
import { createCandidateWriter } from "./write-candidate.ts";
import { createReleaseWriter } from "./write-release.ts";
import { createStreamWriter } from "./write-stream.ts";
import { createVersionWriter } from "./write-version.ts";

/** Units to publish at the same time: enough to hide latency, polite to a registry. */
const parallelUnits = 8;

/**
 * Tags what passed its tests, and enforces the one rule for every unit with work to do. A unit
 * without evidence gets no new tag. Units neither wait for nor fail one another.
 */
export async function publish(plan: Plan, records: ReadonlyMap<string, UnitRecord>, ports: PublishPorts): Promise<Published[]> {
  const digestOf = (unit: PlannedUnit): Digest | undefined =>
    proofOf(unit, plan, records).passed ? newDigest(unit, records.get(unit.name)) : undefined;
  const progress = showProgress(plan.units.filter(isToPublish).length, ports);
  const writerOf = timedWriter(writerFor(plan, digestOf, ports), progress, ports.clock);
  const members = membersOf(plan.units, digestOf);
  const publishOne = (unit: PlannedUnit) => publishUnit(unit, plan, records, writerOf, ports, members.get(unit.name));
  const published = await inTurn(plan.units, (unit) => members.has(unit.name), publishOne).finally(progress.end);
  return capabilities[plan.intent].candidates ? recheckClosedPullRequest(plan, published, ports) : published;
}

/** The places of the units that are published together with others. */
function membersOf(units: readonly PlannedUnit[], digestOf: (unit: PlannedUnit) => Digest | undefined): Map<string, SetMember> {
  const sets = groupBy(
    units.filter((unit) => unit.follow?.set !== undefined && digestOf(unit) !== undefined),
    ({ follow }) => follow?.set ?? "",
  );
  return new Map(
    [...sets.values()].flatMap((together) => {
      const names = together.map(({ name }) => name);
      const gate = new SetGate(names);
      return names.map((name) => [name, gate.member(name)] as const);
    }),
  );
}

/** Some units at a time; those that wait for one another all at once. */
async function inTurn<Result>(
  units: readonly PlannedUnit[],
  waits: (unit: PlannedUnit) => boolean,
  work: (unit: PlannedUnit) => Promise<Result>,
): Promise<Result[]> {
  const together = new Map(units.filter(waits).map((unit) => [unit, work(unit)]));
  return mapLimited(units, parallelUnits, (unit) => together.get(unit) ?? work(unit));
}

function isToPublish({ decision }: PlannedUnit): boolean {
  return decision !== "leave" && decision !== "blocked";
}

async function publishUnit(
  unit: PlannedUnit,
  plan: Plan,
  records: ReadonlyMap<string, UnitRecord>,
  writerOf: TagWriter,
  { registry, reporter }: PublishPorts,
  set: SetMember | undefined,
): Promise<Published> {
  if (!isToPublish(unit)) return { unit };
  const record = records.get(unit.name);
  const proof = proofOf(unit, plan, records);
  const kept = keptReason(plan.intent, unit, record);
  const digest = proof.passed && kept === undefined ? newDigest(unit, record) : undefined;
  const repository = buildRepository(unit, plan.intent);
  if (digest && repository !== undefined && unit.decision === "build") registry.pushed(repository, digest);
  const outcome = {
    unit,
    ...(record ? { record } : {}),
    ...(proof.passed ? {} : { missingEvidence: proof.missingEvidence }),
    ...(proof.passed && kept !== undefined ? { kept } : {}),
  };
  const write = writerOf(unit, { passed: proof.passed, ...(digest ? { digest } : {}), ...(set ? { set } : {}) });
  if (!write) return outcome;
  return { ...outcome, ...(await inGroup(reporter, unit.name, write)) };
}

/** The tags that the plan's intent may write. */
function writerFor(plan: Plan, digestOf: (unit: PlannedUnit) => Digest | undefined, ports: PublishPorts): TagWriter {
  const { publish: streams, candidates, versions } = capabilities[plan.intent];
  if (streams && versions)
    return createReleaseWriter(createStreamWriter(plan, digestOf, ports), createVersionWriter(plan, ports));
  if (versions) return createVersionWriter(plan, ports);
  if (streams) return createStreamWriter(plan, digestOf, ports);
  return candidates ? createCandidateWriter(plan, ports) : () => undefined;
}

/** The unit's new digest: its build, or its candidate. */
function newDigest(unit: PlannedUnit, record: UnitRecord | undefined): Digest | undefined {
  if (unit.decision === "build") return record?.digest;
  return usesCandidate(unit) ? unit.candidate?.digest : undefined;
}

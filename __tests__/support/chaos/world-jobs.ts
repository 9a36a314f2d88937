import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { type PublicationId, printPublicationId } from "../../../src/core/tags/timestamp.ts";
import { makePlan, makePlanned } from "../documents.ts";
import { timestamp } from "../units.ts";
import type { ExpectedUnit } from "./checker.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import type { PublishJob } from "./job.ts";

/** What a run does with every unit of a world. */
export interface Decision {
  decision: PlannedUnit["decision"];
  /** The timestamp of the plan. */
  at: string;
  sequence?: number;
  /** The commit, where it is not that of the sources. */
  revision?: string;
  /** Whether the second registry is. */
  optional?: boolean;
  /** By unit: what its job left, and the digest of its candidate. */
  record?: (name: string) => UnitRecord;
  candidate?: (name: string) => Digest;
  /** By unit: the newest publication that the plan knows. */
  current?: (name: string) => Digest;
  /** Whether its rebuild may be kept. */
  keep?: true;
}

/** The plan and the records that a `publish` job is given. */
export function publishJob(
  { units, proxies, commit }: { units: readonly ExpectedUnit[]; proxies: readonly FaultProxy[]; commit: string },
  wanted: Decision,
): PublishJob {
  const { decision, at, sequence = 0, revision, record } = wanted;
  const stamp = { timestamp: timestamp(at), sequence };
  const plan = makePlan(
    units.map((unit) => plannedUnit(unit, proxies, stamp, wanted)),
    {
      commit,
      timestamp: stamp.timestamp,
      intent: decision === "build" ? "rebuild" : "publish",
      ...(revision === undefined ? {} : { revision }),
    },
  );
  return { plan, records: record ? units.map(({ name }) => [name, record(name)]) : [] };
}

function plannedUnit(
  { name, path, stream, aliases }: ExpectedUnit,
  proxies: readonly FaultProxy[],
  stamp: PublicationId,
  { decision, optional = false, candidate, current, keep }: Decision,
): PlannedUnit {
  return makePlanned(name, {
    decision,
    tags: decision === "repair" ? [] : [`${stream}-${printPublicationId(stamp)}`],
    ...(candidate ? { candidate: { digest: candidate(name), conditions: [] } } : {}),
    ...(current ? { current: current(name) } : {}),
    ...(keep ? { keep } : {}),
    aliases: aliases.map((tag) => ({ tag, timestamps: false })),
    destinations: proxies.map(({ host }, index) => ({ repository: `${host}/${path}`, required: index === 0 || !optional })),
  });
}

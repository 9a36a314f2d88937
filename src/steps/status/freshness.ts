import { defaultConfiguration } from "../../core/config/scope-label.ts";
import { defaultBranchOf } from "../../core/events/facts.ts";
import { type Aged, agesOf, limitOf } from "../../core/freshness/age.ts";
import { type Cause, causesOf } from "../../core/freshness/causes.ts";
import type { FreshnessRow } from "../../core/freshness/freshness-data.ts";
import { nextRows } from "../../core/freshness/next-rows.ts";
import type { FreshnessPolicy } from "../../core/freshness/policy.ts";
import type { RebuildWorkflow } from "../../core/freshness/workflow.ts";
import type { Hold } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Session } from "../../ports/session.ts";
import { freshnessOf } from "../freshness/check.ts";
import { readRemembered } from "../freshness/read-tries.ts";
import { readRebuildWorkflow, rebuildWorkflowOf } from "../freshness/rebuild-workflow.ts";
import type { Observer } from "../observe/observe.ts";

/** Units to ask about at the same time. */
const parallelUnits = 8;

/** What ages come from. */
export interface FreshnessQuestion {
  /** The selected units. */
  units: readonly Unit[];
  policy: FreshnessPolicy | undefined;
  /** The configuration's path. */
  config: string;
  observer: Observer;
  /** Open ones. */
  holds: readonly Hold[];
  now: Date;
}

/** How fresh a unit is, and whether its rebuilds fail. */
export type FreshnessStatus = Pick<UnitStatus, "freshness" | "failing">;

/**
 * How fresh each unit is, by name, as `check` sees it; of stale ones the causes. Writes no issue.
 * Units with versions alone have no age, and no entry.
 */
export async function freshnessStatus(
  question: FreshnessQuestion,
  session: Session,
): Promise<{ of: ReadonlyMap<string, FreshnessStatus>; notes: string[] }> {
  const { units, policy, config, observer, holds, now } = question;
  const watched = units.filter((unit) => !hasVersionsAlone(unit));
  const found = await mapLimited(watched, parallelUnits, (unit) => freshnessOf(unit, observer, holds));
  const limit = limitOf(policy);
  const every = policy?.every === undefined ? {} : { every: policy.every };
  const own = config === defaultConfiguration ? {} : { config };
  const remembered = await readRemembered(session.ports.forge);
  const rows = nextRows(remembered.rows, { units: found, isWhole: false, now, limit, ...every, ...own }, (_, before) => before);
  const aged = agesOf(found, limit, now);
  const causes = await causesOfStale(aged, rows, { now, ...every }, session);
  const entries = aged.map((one) => [one.name, statusOf(one, rows.get(one.name), causes.get(one.name))] as const);
  return { of: new Map(entries), notes: remembered.notes };
}

/** Why each stale unit is not fresh. Asks GitHub of the workflow that rebuilds, if any unit is. */
async function causesOfStale(
  aged: readonly Aged[],
  rows: ReadonlyMap<string, FreshnessRow>,
  common: { now: Date; every?: number },
  session: Session,
): Promise<Map<string, Cause[]>> {
  const stale = aged.filter(({ state }) => state === "stale");
  if (stale.length === 0) return new Map();
  const file = rebuildWorkflowOf(session, false);
  const workflow = await workflowOf(file, session);
  return new Map(
    stale.map(({ name, published, follows }) => {
      const tries = rows.get(name)?.tries;
      const known = {
        ...(published === undefined ? {} : { published }),
        ...(follows === undefined ? {} : { follows }),
        ...(tries ? { tries } : {}),
        ...(file ? { file } : {}),
      };
      return [name, causesOf({ name, workflow, ...common, ...known })];
    }),
  );
}

async function workflowOf(file: ReturnType<typeof rebuildWorkflowOf>, session: Session): Promise<RebuildWorkflow | string> {
  try {
    return await readRebuildWorkflow(file, defaultBranchOf(session.event), session.ports.forge);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.message;
  }
}

function statusOf(
  { state, published, unknown }: Aged,
  row: FreshnessRow | undefined,
  causes: readonly Cause[] | undefined,
): FreshnessStatus {
  const tries = row?.tries;
  return {
    freshness: {
      state,
      ...(published === undefined ? {} : { published }),
      ...(unknown === undefined ? {} : { unknown }),
      ...(causes ? { causes: causes.map(({ name: _, ...cause }) => cause) } : {}),
    },
    ...(tries
      ? {
          failing: {
            since: tries.since,
            last: tries.last,
            count: tries.count,
            ...(tries.code === undefined ? {} : { code: tries.code }),
            ...(tries.problem === undefined ? {} : { problem: tries.problem }),
          },
        }
      : {}),
  };
}

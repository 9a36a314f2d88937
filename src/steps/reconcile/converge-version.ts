import type { Digest } from "../../core/lib/digest.ts";
import { describeEffect, type Effect } from "../../core/publish/effect.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { type Version, versionTag } from "../../core/versions/version.ts";
import { afterVersionEffect, type VersionObservation, versionStep } from "../../core/versions/version-step.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { createVersionObserver, type VersionObserver } from "../observe/observe-version.ts";
import { forgiven, type LeftOut, leaveOut } from "../publish/optional-registries.ts";
import { problemOf } from "../report/unit-problem.ts";
import { createApply } from "./apply-effect.ts";
import { isRace, maximumSteps, mostRaces, stuck } from "./races.ts";

/** How a version of a unit ended in its registries. */
export interface VersionConverged {
  effects: Effect[];
  /** What the version is; absent where it could not be made. */
  current?: { digest: Digest };
  /** Why its tags could not all be written. */
  problem?: string;
  /** What optional registries failed at: a re-run completes it. */
  warnings: string[];
}

/**
 * Gives a digest the tags of a version: observe → step → at most one effect, until there is nothing left to do. The last look is always a
 * fresh one, so that a newer version that another run has published in the meantime has its lines, even after our move.
 * Never throws: what was done is part of the answer.
 */
export async function convergeVersion(
  unit: Unit,
  version: Version,
  goal: Digest | undefined,
  registry: Registry,
  log: Log,
  first: VersionObserver = createVersionObserver(registry),
): Promise<VersionConverged> {
  const apply = createApply((tag) => tag === versionTag(unit, version.text), registry, log);
  const effects: Effect[] = [];
  const failures: LeftOut = new Map();
  const without = (seen: VersionObservation): VersionObservation => ({ destinations: leaveOut(failures, seen.destinations) });
  const look = async (observer: VersionObserver = createVersionObserver(registry)): Promise<VersionObservation> =>
    without(await observer(unit, version, goal));
  const end = (rest: Pick<VersionConverged, "current" | "problem">): VersionConverged => ({
    effects,
    ...rest,
    warnings: [...failures.values()],
  });
  try {
    let observed = await look(first);
    let fresh = true;
    let races = 0;
    for (let steps = 0; steps < maximumSteps; steps++) {
      const next = versionStep(unit, version, observed, goal);
      if (next.kind === "effect") {
        const applied = await apply(next.effect).catch((error: unknown) => {
          if (isRace(error) && races++ < mostRaces) return "raced" as const;
          failures.set(...forgiven(unit, next.effect, error));
          return undefined;
        });
        if (applied === "raced") {
          log.line("another run moved a tag at the same time: looking again, so that the newer version wins");
          observed = await look();
          fresh = true;
          continue;
        }
        if (applied === next.effect) {
          effects.push(applied);
          log.line(describeEffect(applied));
        }
        observed = applied ? afterVersionEffect(observed, applied) : without(observed);
        fresh = false;
      } else if (next.kind === "leave-out") {
        failures.set(next.repository, next.reason);
        observed = without(observed);
      } else if (!fresh) {
        observed = await look();
        fresh = true;
      } else {
        return end(next.kind === "blocked" ? { problem: next.reason } : { current: { digest: next.digest } });
      }
    }
    return end({ problem: stuck });
  } catch (error) {
    return end({ problem: problemOf(error, log) });
  }
}

import type { Digest } from "../../core/lib/digest.ts";
import type { Code } from "../../core/lib/problems/problem.ts";
import type { Effect } from "../../core/publish/effect.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Version } from "../../core/versions/version.ts";
import { type VersionObservation, versionStep } from "../../core/versions/version-step.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { createVersionObserver, type VersionObserver } from "../observe/observe-version.ts";
import { reconcile, type Target } from "./reconcile.ts";

/** How a unit's version ended in its registries. */
export interface VersionConverged {
  effects: readonly Effect[];
  /** The version's digest; absent if Tagstream could not publish it. */
  current?: { digest: Digest };
  /** Why Tagstream could not write all its tags. */
  problem?: string;
  /** The code of that error, if it has one. */
  code?: Code;
  /** Failures of optional registries: a re-run completes them. */
  warnings: string[];
}

/** Writes the tags of a version for a digest. Never throws: the result says what was done. */
export async function convergeVersion(
  unit: Unit,
  version: Version,
  goal: { digest: Digest; from?: string } | undefined,
  registry: Registry,
  log: Log,
  first: VersionObserver = createVersionObserver(registry),
): Promise<VersionConverged> {
  const target: Target<VersionObservation, Digest> = {
    unit,
    prepare: async () => {},
    look: (isFirst) => (isFirst ? first : createVersionObserver(registry))(unit, version, goal?.digest),
    next: async (observed) => {
      const next = versionStep(unit, version, observed, goal?.digest, goal?.from);
      return next.kind === "done" ? { kind: "done", done: next.digest } : next;
    },
    confirm: async () => "apply",
    tried: () => {},
  };
  const { effects, done, problem, code, warnings } = await reconcile(target, registry, log);
  return {
    effects,
    ...(done === undefined ? {} : { current: { digest: done } }),
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    warnings,
  };
}

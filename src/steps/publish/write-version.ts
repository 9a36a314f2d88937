import type { Plan } from "../../core/plan/plan.ts";
import { versionOf } from "../../core/versions/version.ts";
import { createVersionObserver } from "../observe/observe-version.ts";
import { convergeVersion } from "../reconcile/version.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { TagWriter } from "./published.ts";

/** Gives what was tested the tags of the version that was tagged. No stream moves, and no timestamp tag is written. */
export function createVersionWriter(plan: Plan, { registry }: Pick<PublishPorts, "registry">): TagWriter {
  const first = createVersionObserver(registry);
  return (unit, { passed, digest }) => {
    const version = versionOf(unit, plan.gitTag ?? "");
    if (!passed || !version) return undefined; // without a version it is a base, built for what is built on it
    // Without anything new, what is published gets the tags; of a version that is there already, what it shows.
    const goal = unit.decision === "repair" ? undefined : (digest ?? unit.current);
    return async (log) => ({ converged: await convergeVersion(unit, version, goal, registry, log, first) });
  };
}

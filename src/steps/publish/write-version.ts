import { type Plan, usesCandidate } from "../../core/plan/plan.ts";
import { versionOf } from "../../core/versions/version.ts";
import { createVersionObserver } from "../observe/observe-version.ts";
import { convergeVersion } from "../reconcile/version.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { TagWriter } from "./published.ts";

/** Writes the tags of a git tag's version. Moves no stream, and writes no timestamp tag. */
export function createVersionWriter(plan: Plan, { registry }: Pick<PublishPorts, "registry">): TagWriter {
  const first = createVersionObserver(registry);
  return (unit, { passed, digest }) => {
    const version = versionOf(unit, plan.gitTag ?? "");
    if (!passed || !version) return undefined; // a unit without a version is only a base
    // Without a new digest, the published one gets the tags; an existing version keeps its digest.
    const own = unit.decision === "repair" ? undefined : (digest ?? unit.current);
    const from = usesCandidate(unit) ? unit.candidate?.repository : undefined;
    const goal = own && { digest: own, ...(from === undefined ? {} : { from }) };
    return async (log) => ({ converged: await convergeVersion(unit, version, goal, registry, log, first) });
  };
}

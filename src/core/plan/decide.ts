import { capabilities } from "../events/capabilities.ts";
import { brokenRule } from "../publish/broken-rule.ts";
import { printPublicationId } from "../publish/observation.ts";
import type { Unit } from "../unit/unit.ts";
import { decideVersion, withTakenVersions } from "../versions/version-decide.ts";
import { blockedBy } from "./blocked.ts";
import type { Circumstances, DecidedAlone, UnitFacts, UnitToDecide, Verdict } from "./facts.ts";

/**
 * Decides on each unit alone. `settle` then judges its candidate, and takes into account what is built on what.
 * @param commit the commit that is planned for, to which the version of a git tag belongs
 */
export function decideEach(
  units: readonly UnitToDecide[],
  circumstances: Omit<Circumstances, "selected">,
  commit: string,
): DecidedAlone[] {
  return withTakenVersions(units, { commit, runId: circumstances.runId }).map((entry) => ({
    ...entry,
    verdict: decide(entry.unit, entry.facts, { ...circumstances, selected: entry.selected }),
  }));
}

/** A unit that is left alone needs no answer of a registry. */
function decide(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  const verdict = decideUnblocked(unit, facts, circumstances);
  const { blocked } = facts;
  const nothingToDo = verdict.decision === "leave" && blocked?.code === "plan-registry-unknown";
  return blocked === undefined || nothingToDo ? verdict : blockedBy(blocked);
}

function decideUnblocked(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  if (!circumstances.selected) return { decision: "leave", reason: "not selected" };
  switch (circumstances.intent) {
    case "rebuild":
      return decideRebuild(unit, facts, circumstances);
    case "publish":
      return decideRerun(unit, facts, circumstances) ?? decidePublish(unit, facts);
    case "version":
      return decideVersion(unit, facts);
    case "local":
      return { decision: "build", reason: "asked for" };
    case "candidate":
    case "check":
      return decideChange(facts);
  }
}

function decideRebuild(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  const built: Verdict = {
    decision: "build",
    reason: circumstances.event === "schedule" ? "scheduled rebuild" : "rebuild asked for",
  };
  return decideRerun(unit, facts, circumstances) ?? built;
}

/** What an earlier attempt of this run has published of the same is not built again. */
function decideRerun(
  unit: Unit,
  { inputs, observed, hold }: UnitFacts,
  { runId, revision, intent }: Circumstances,
): Verdict | undefined {
  const { annotations: made, rollback } = observed?.current ?? {};
  if (!observed || !made || runId === "local" || made.run !== runId || (rollback && capabilities[intent].comparesWithPublished))
    return undefined;
  const isSame = "hash" in inputs && made.inputs !== undefined ? made.inputs === inputs.hash : made.revision === revision;
  if (!isSame) return undefined;
  const fault = brokenRule(unit, observed, hold);
  return fault
    ? { decision: "repair", reason: `this run has published it already; ${fault}` }
    : { decision: "leave", reason: "this run has published it already" };
}

/** The two questions: are the commit's inputs published, and does the one rule hold? */
function decidePublish(unit: Unit, { inputs, observed, published, hold }: UnitFacts): Verdict {
  if (!observed) return { decision: "build", reason: "whether it is up to date could not be asked" };
  if (!published) return { decision: "build", reason: "not published yet" };
  if ("none" in inputs) return { decision: "build", reason: `cannot be compared: ${inputs.none}` };
  const since = printPublicationId(published.stamp);
  if (published.inputs === undefined) return { decision: "build", reason: `${since} does not say what it was made of` };
  if (published.inputs !== inputs.hash) return { decision: "build", reason: `changed since ${since}` };
  const fault = brokenRule(unit, observed, hold);
  return fault ? { decision: "repair", reason: fault } : { decision: "leave", reason: "up to date" };
}

function decideChange({ inputs, tests, before, observed }: UnitFacts): Verdict {
  if (!before) return { decision: "build", reason: "new" };
  if ("none" in inputs) return { decision: "build", reason: `cannot be compared: ${inputs.none}` };
  if ("none" in before.inputs || before.inputs.hash !== inputs.hash) return { decision: "build", reason: "changed" };
  if (before.tests !== tests) {
    if (!observed) return { decision: "build", reason: "its tests changed, and what is published could not be asked" };
    const current = observed.current;
    if (!current) return { decision: "build", reason: "its tests changed, and it is not published yet" };
    const stamp = printPublicationId(current.stamp);
    // What is newest may be of other inputs: put back by a rollback, or not published yet. The change's tests are of no use to it.
    if (current.annotations?.inputs !== inputs.hash)
      return { decision: "build", reason: `its tests changed, and ${stamp} is of other inputs` };
    return { decision: "test", reason: `its tests changed: ${stamp} is tested again` };
  }
  return { decision: "leave", reason: "nothing of its own changed" };
}

import { capabilities } from "../../events/capabilities.ts";
import { isFollower } from "../../follow/state.ts";
import { decideDue } from "../../freshness/due.ts";
import { givesReasons, takes } from "../../freshness/rebuild-policy.ts";
import { brokenRule } from "../../publish/broken-rule.ts";
import { lowerVersionBlocker, movedTagWords } from "../../publish/lower-version.ts";
import { printPublicationId } from "../../tags/timestamp.ts";
import type { Unit } from "../../unit/unit.ts";
import { hasVersionsAlone } from "../../unit/versions-alone.ts";
import { decideVersion, withTakenVersions } from "../../versions/version-decide.ts";
import { revisionOf } from "../revision.ts";
import { blockedBy } from "./blocked.ts";
import { decideFollower } from "./decide-follower.ts";
import { decideRelease, decideTaken } from "./decide-release.ts";
import type { Circumstances, DecidedAlone, UnitFacts, UnitToDecide, Verdict } from "./facts.ts";

/**
 * Decides each unit by itself. `settle` then judges its candidate and counts its base.
 * @param commit the planned commit, which the version of a git tag belongs to
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

/** A skipped unit needs no answer from a registry. */
function decide(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  const { selected, intent } = circumstances;
  const { publish, versions } = capabilities[intent];
  const isRelease = selected && publish && versions;
  const taken = isRelease ? decideTaken(unit, facts, () => decideStream(unit, facts, circumstances)) : undefined;
  if (taken) return withMovedTag(taken, unit, facts);
  const verdict = withMovedTag(decideUnblocked(unit, facts, circumstances), unit, facts);
  const lower = selected && publish && !versions ? lowerVersionBlocker(unit, facts.versionPublished) : undefined;
  const blocked = facts.blocked ?? lower;
  const nothingToDo = verdict.decision === "leave" && blocked?.code === "plan-registry-unknown";
  return blocked === undefined || nothingToDo ? verdict : blockedBy(blocked);
}

/** The reason says that a git tag was moved: it is the same version, of other sources. */
function withMovedTag(verdict: Verdict, unit: Unit, { versionPublished }: UnitFacts): Verdict {
  const moved = movedTagWords(unit, versionPublished);
  return moved === undefined ? verdict : { ...verdict, reason: `${verdict.reason}; ${moved}` };
}

function decideUnblocked(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  if (!circumstances.selected)
    return { decision: "leave", reason: facts.outside ? "a base; this run is not about its stream" : "not selected" };
  if (hasVersionsAlone(unit) && capabilities[circumstances.intent].publish)
    return { decision: "leave", reason: "it has version tags alone: only a git tag publishes it" };
  if (isFollower(unit)) return decideFollower(unit, facts);
  switch (circumstances.intent) {
    case "rebuild":
      return decideRebuild(unit, facts, circumstances);
    case "publish":
      return decideStream(unit, facts, circumstances);
    case "release":
      return decideRelease(unit, facts, () => decideStream(unit, facts, circumstances));
    case "version":
      return decideVersion(unit, facts);
    case "local":
      return { decision: "build", reason: "requested" };
    case "candidate":
    case "check":
      return decideChange(facts);
  }
}

function decideStream(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  return decideRerun(unit, facts, circumstances) ?? decidePublish(unit, facts);
}

function decideRebuild(unit: Unit, facts: UnitFacts, circumstances: Circumstances): Verdict {
  return (
    decideRerun(unit, facts, circumstances) ??
    (takes(circumstances) === "all" ? rebuilt(circumstances) : dueOrNot(facts, circumstances))
  );
}

/** A rebuild of everything that the run is about. */
function rebuilt(circumstances: Circumstances): Verdict {
  const isScheduled = circumstances.event === "schedule";
  return {
    decision: "build",
    reason: isScheduled ? "scheduled rebuild" : "rebuild requested",
    ...(givesReasons(circumstances) ? { why: isScheduled ? "due" : "asked" } : {}),
  };
}

function dueOrNot(facts: UnitFacts, circumstances: Circumstances): Verdict {
  const { now, freshness } = circumstances;
  if (!facts.observed) return { decision: "build", reason: "due: could not check when it was last built", why: "due" };
  const due = decideDue(facts, { now, every: freshness?.every, isHint: takes(circumstances) === "moved" });
  if ("rests" in due) return { decision: "leave", reason: due.rests, rests: true };
  return { decision: "build", ...due };
}

/** Does not rebuild what an earlier attempt of this run has published. */
function decideRerun(
  unit: Unit,
  { inputs, observed, hold }: UnitFacts,
  { runId, revision, intent }: Circumstances,
): Verdict | undefined {
  const { annotations: made, rollback } = observed?.current ?? {};
  if (!observed || !made || runId === "local" || made.run !== runId || (rollback && capabilities[intent].comparesWithPublished))
    return undefined;
  const isSame =
    "hash" in inputs && made.inputs !== undefined
      ? made.inputs === inputs.hash
      : made.revision === revisionOf({ intent, revision }, unit);
  if (!isSame) return undefined;
  const fault = brokenRule(unit, observed, hold);
  return fault
    ? { decision: "repair", reason: `this run already published it; ${fault}` }
    : { decision: "leave", reason: "this run already published it" };
}

/** Asks two questions: are the inputs of the commit published, and does the one rule hold? */
function decidePublish(unit: Unit, { inputs, observed, published, hold }: UnitFacts): Verdict {
  if (!observed) return { decision: "build", reason: "could not check whether it is up to date" };
  if (!published) return { decision: "build", reason: "not published yet" };
  if ("none" in inputs) return { decision: "build", reason: `cannot compare its inputs: ${inputs.none}` };
  const since = printPublicationId(published.stamp);
  if (published.inputs === undefined) return { decision: "build", reason: `${since} does not record its inputs` };
  if (published.inputs !== inputs.hash) return { decision: "build", reason: `changed since ${since}` };
  const fault = brokenRule(unit, observed, hold);
  return fault ? { decision: "repair", reason: fault } : { decision: "leave", reason: "up to date" };
}

function decideChange({ inputs, tests, before, observed }: UnitFacts): Verdict {
  if (!before) return { decision: "build", reason: "new" };
  if ("none" in inputs) return { decision: "build", reason: `cannot compare its inputs: ${inputs.none}` };
  if ("none" in before.inputs || before.inputs.hash !== inputs.hash) return { decision: "build", reason: "changed" };
  if (before.tests !== tests) {
    if (!observed) return { decision: "build", reason: "its tests changed; could not query the published image" };
    const current = observed.current;
    if (!current) return { decision: "build", reason: "its tests changed; it is not published yet" };
    const stamp = printPublicationId(current.stamp);
    // The newest image may have other inputs, for example after a rollback. The new tests do not
    // fit it.
    if (current.annotations?.inputs !== inputs.hash)
      return { decision: "build", reason: `its tests changed; ${stamp} has other inputs` };
    return { decision: "test", reason: `its tests changed; retesting ${stamp}` };
  }
  return { decision: "leave", reason: "its inputs and tests are unchanged" };
}

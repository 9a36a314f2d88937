import { withheldSecrets } from "../../core/build/withheld-secret.ts";
import type { Home } from "../../core/config/default-registry.ts";
import { defaultConfiguration, scopeLabel } from "../../core/config/scope-label.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import { someOf } from "../../core/lib/text/words.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { assemblePlan, type Gathered } from "../../core/plan/assemble.ts";
import { blockedProblems } from "../../core/plan/decide/blocked.ts";
import type { Blocker } from "../../core/plan/decide/blocker.ts";
import { decideEach } from "../../core/plan/decide/decide.ts";
import type { UnitFacts, UnitToDecide } from "../../core/plan/decide/facts.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { rolledBackInputs } from "../../core/rollback/rolled-back-inputs.ts";
import type { AbsentUnit } from "../../core/sources/absent.ts";
import { describeFrom, type From } from "../../core/sources/from.ts";
import { isStreamInScope, nothingInScope } from "../../core/sources/scope.ts";
import { allBasesOf } from "../../core/unit/bases.ts";
import { selectUnits, withBases } from "../../core/unit/selector.ts";
import type { SecretReference, Unit } from "../../core/unit/unit.ts";
import { type Version, versionsFor } from "../../core/versions/version.ts";
import { withVersion } from "../../core/versions/version-decide.ts";
import type { Ports } from "../../ports/index.ts";
import { type Asking, createAsking } from "../observe/asking.ts";
import { observeAll } from "../observe/observe-all.ts";
import { gatherVersions } from "../observe/observe-version.ts";
import type { Checkout } from "./checkout.ts";
import { homeOf } from "./configuration.ts";
import { findCandidates } from "./find-candidates.ts";
import { hashesBefore } from "./hashes-before.ts";
import { inputsOfHeldBases, type PlannedHolds, readPlannedHolds, withHold } from "./planned-holds.ts";
import type { Question } from "./question.ts";
import { sourceHasher } from "./source-hasher.ts";
import { readSourcedUnits, type SourcedUnits } from "./sourced-units.ts";
import { wholeContextNotes } from "./whole-context.ts";

/**
 * A plan, with the secrets of all images of its configuration, selected or not; or the reason for
 * none.
 */
export type Gathering = { plan: Plan; secrets: SecretReference[] } | { nothingToDo: string };

/**
 * Gathers configuration, hashes and registry state, reads the clock once, and lets the core decide.
 * Blocks and reports a unit without a needed answer; the others go on.
 * @throws Failure for a configuration, an `only` or registries that leave nothing to plan
 */
export async function gatherPlan(question: Question, checkout: Checkout, ports: Ports): Promise<Gathering> {
  const { trigger } = question;
  const home = homeOf(trigger);
  const configured = await readSourcedUnits(question, checkout, home, ports.files);
  for (const warning of configured.warnings) ports.reporter.problem(warning);
  const { units: all, promotion } = configured;
  const chosen = choose(configured, question);
  if ("nothingToDo" in chosen) return chosen;

  const asking = createAsking(question.offline, ports.reporter);
  const sources = { checkout, home, ports, asking, configured };
  const { units, notes } = await gatherFacts(chosen, question, sources);
  const heading = headingOf(question, checkout);
  const now = timestampOf(ports.clock.now());
  const circumstances = { ...heading, runId: heading.run.id, now, promotion };
  const decided = decideEach(units, circumstances, heading.commit);
  const gathered: Gathered = {
    ...heading,
    ...(chosen.absent.length === 0 ? {} : { absent: [...chosen.absent] }),
    now,
    promotion,
    units: await findCandidates(decided, configured, circumstances, ports.registry, asking),
    notes: [
      ...checkout.notes,
      ...configured.notes,
      ...notes,
      ...asking.notes,
      ...(await notesOnContexts(trigger.intent, chosen.asked, checkout, ports)),
    ],
  };
  const plan = assemblePlan(gathered);
  for (const problem of blockedProblems(plan.units)) ports.reporter.problem(problem);
  return { plan, secrets: all.flatMap(({ build }) => build.secrets) };
}

/** The part of a configuration that a plan is about. */
interface Chosen {
  /** The selection of `only`. */
  asked: readonly Unit[];
  /** The units to decide on, bases first. */
  units: readonly Unit[];
  /** Those of the selection that their source does not have. */
  absent: readonly AbsentUnit[];
  /** Those that are not only bases. */
  selected: ReadonlySet<string>;
  /** The version of each unit, from a git tag. */
  versions?: ReadonlyMap<string, Version>;
}

function choose({ units: all, absent, from, released }: SourcedUnits, question: Question): Chosen | { nothingToDo: string } {
  const wanted = new Set(
    selectUnits([...all, ...absent.map(({ unit }) => ({ name: unit }))], question.only).map(({ name }) => name),
  );
  const inScope = all.filter(({ stream }) => isStreamInScope(from.get(stream), question.trigger));
  const asked = inScope.filter(({ name }) => wanted.has(name));
  const leftOut = absent.filter(({ unit }) => wanted.has(unit));
  if (asked.length === 0) return { nothingToDo: whyNothing(leftOut, from, question.trigger) };
  const { gitTag } = question.trigger;
  const versions = gitTag === undefined ? undefined : versionsFor(asked, gitTag);
  const isReleased = ({ stream }: Unit): boolean => released?.has(stream) === true;
  if (versions && "none" in versions && !asked.some(isReleased)) {
    const streams = released ? `${noRelease(from, gitTag ?? "")}, and ` : "";
    return { nothingToDo: `${streams}${versions.none}${insteadOf(question)}` };
  }
  const known = versions && "none" in versions ? new Map<string, Version>() : versions;
  const chosen = asked.filter((unit) => isReleased(unit) || (known?.has(unit.name) ?? true));
  const selected = new Set(chosen.map(({ name }) => name));
  const units = withBases(
    all,
    all.filter(({ name }) => selected.has(name)),
  );
  return { asked, units, absent: leftOut, selected, ...(known ? { versions: known } : {}) };
}

/** Why a git tag publishes no stream. */
function noRelease(from: ReadonlyMap<string, From>, gitTag: string): string {
  const streams = [...from].flatMap(([stream, one]) => ("tag" in one ? [`${stream}: ${describeFrom(one)}`] : []));
  return `the git tag ${gitTag} is the newest release of no stream (${someOf(streams, 5)})`;
}

/** Why no unit is left: a sentence in lower case, without a full stop. */
function whyNothing(absent: readonly AbsentUnit[], from: ReadonlyMap<string, From>, trigger: Question["trigger"]): string {
  const reasons = new Set(absent.map(({ unit, reason }) => `${unit}: ${reason}`));
  return reasons.size === 0 ? nothingInScope(from, trigger) : someOf([...reasons], 5);
}

/** The notes on whole contexts, for each source whose commits matter. */
async function notesOnContexts(intent: Intent, asked: readonly Unit[], { trees }: Checkout, { files }: Ports): Promise<string[]> {
  const moving = asked.filter(({ source }) => !source?.ref.startsWith("refs/tags/"));
  const notes = await Promise.all([...trees.group(moving)].map(([at, units]) => wholeContextNotes(intent, units, at, files)));
  return [...new Set(notes.flat())];
}

/** The plan's facts before any request. */
function headingOf(
  { trigger, config, only }: Question,
  { commit }: Checkout,
): Omit<Gathered, "now" | "promotion" | "units" | "notes"> {
  const { intent, event, repository, source, branch, pullRequest, gitTag, run } = trigger;
  const part = scopeLabel(config, only);
  return {
    intent,
    event,
    repository,
    ...(source === undefined ? {} : { source }),
    commit,
    revision: trigger.commit === commit || capabilities[intent].comparesWithParent ? trigger.revision : commit,
    branch,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(gitTag === undefined ? {} : { gitTag }),
    ...(part === undefined ? {} : { part }),
    ...(config === defaultConfiguration ? {} : { config }),
    run,
  };
}

/** The sources of facts. */
interface Sources {
  configured: SourcedUnits;
  checkout: Checkout;
  home: Home;
  ports: Ports;
  asking: Asking;
}

/** All facts about the units except their candidates. */
async function gatherFacts(
  { units, selected, versions }: Chosen,
  question: Question,
  { configured, checkout, home, ports, asking }: Sources,
): Promise<{ units: UnitToDecide[]; notes: string[] }> {
  const { intent } = question.trigger;
  const hasher = sourceHasher(checkout.trees, ports.hasherOf);
  const { released } = configured;
  const isReleased = ({ stream }: Unit): boolean => released?.has(stream) ?? true;
  const holding = readPlannedHolds(intent, ports.forge).then(
    // A hold is on the stream: it says nothing about an image that only gets version tags.
    ({ holdOf, notes }): PlannedHolds => ({ holdOf: (unit) => (isReleased(unit) ? holdOf(unit) : undefined), notes }),
  );
  const seeing = holding.then(({ holdOf }) => observeAll(units, question, holdOf, ports, asking));
  const [files, before, held, seen, heldInputs] = await Promise.all([
    hasher.filesOf(units),
    hashesBefore(question, checkout, home, hasher, ports.files),
    holding,
    seeing,
    holding.then((read) => inputsOfHeldBases(units, read, seeing, intent, ports.registry, asking)),
  ]);
  const own = versions && (await gatherVersions(units, versions, ports.registry, asking));
  const observedOf = (unit: Unit) => ({
    ...seen.observations.get(unit.name),
    ...withHold(held.holdOf(unit), heldInputs.get(unit.name)),
  });
  const bases = allBasesOf(units);
  const rolledBack = (unit: Unit, hashes: Hashes): string | undefined =>
    bases.has(unit.name) ? rolledBackInputs({ ...hashes, ...observedOf(unit) }, intent) : undefined;
  const hashes = hashUnits(units, files, hasher.sha256, { held: heldInputs, rolledBack });
  const factsOf = (unit: Unit): UnitFacts => {
    const made = hashes.get(unit.name);
    if (!made) throw new TypeError(`${unit.name} was not hashed`);
    const earlier = before?.hashes.get(unit.name);
    const alone = { ...made, ...(earlier ? { before: earlier } : {}), ...observedOf(unit) };
    const isOfStream = released !== undefined && isReleased(unit);
    const version = own?.get(unit.name);
    return {
      ...(isOfStream ? { ...alone, isNewestRelease: true, ...(version ? { version } : {}) } : withVersion(alone, version)),
      ...asking.blockerOf(unit),
      ...blockedAt(configured.blockers.get(unit.name)),
      ...(!capabilities[intent].secrets ? { withheld: withheldSecrets(unit, before?.units ?? []) } : {}),
    };
  };
  return {
    units: units.map((unit) => ({ unit, selected: selected.has(unit.name), facts: factsOf(unit) })),
    notes: [...(before?.notes ?? []), ...held.notes, ...seen.notes],
  };
}

function blockedAt(blocked: Blocker | undefined): { blocked?: Blocker } {
  return blocked ? { blocked } : {};
}

/** Other intentions to suggest: other images or, for a workflow started on a git tag, a rebuild. */
function insteadOf({ only, trigger: { event, branch } }: Question): string {
  const others = only.length > 0 ? " (`only` leaves the other images out)" : "";
  return event === "workflow_dispatch" ? `${others}; to rebuild, start the workflow on ${branch}` : others;
}

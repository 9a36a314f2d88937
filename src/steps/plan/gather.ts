import { withheldSecrets } from "../../core/build/withheld-secret.ts";
import type { Home } from "../../core/config/default-registry.ts";
import { defaultConfiguration, scopeLabel } from "../../core/config/scope-label.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { withAliasChecks } from "../../core/plan/alias-clashes.ts";
import { assemblePlan, type Gathered } from "../../core/plan/assemble.ts";
import { blockedBy, blockedProblems } from "../../core/plan/decide/blocked.ts";
import { decideEach } from "../../core/plan/decide/decide.ts";
import type { Circumstances, DecidedAlone, UnitFacts, UnitToDecide } from "../../core/plan/decide/facts.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { rolledBackInputs } from "../../core/rollback/rolled-back-inputs.ts";
import { basesOf, selectUnits, withBases } from "../../core/unit/selector.ts";
import type { SecretReference, Unit } from "../../core/unit/unit.ts";
import { type Version, versionsFor } from "../../core/versions/version.ts";
import { withVersion } from "../../core/versions/version-decide.ts";
import type { Ports } from "../../ports/index.ts";
import { type Asking, createAsking } from "../observe/asking.ts";
import { observeAll, parallelUnits } from "../observe/observe-all.ts";
import { gatherVersions } from "../observe/observe-version.ts";
import { createCandidateFinder } from "./candidate-finder.ts";
import { homeOf, readConfiguration } from "./configuration.ts";
import { withDockerfiles } from "./dockerfiles.ts";
import { hashesBefore } from "./hashes-before.ts";
import { inputsOfHeldBases, readPlannedHolds, withHold } from "./planned-holds.ts";
import type { Question } from "./question.ts";
import { checkTargets } from "./targets.ts";
import { wholeContextNotes } from "./whole-context.ts";
import type { Checkout } from "./work-tree.ts";

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
  const { units: configured, warnings, promotion } = await readConfiguration(checkout.tree, question.config, home, ports.files);
  for (const warning of warnings) ports.reporter.problem(warning);
  const all = await withDockerfiles(configured, checkout.commit, checkout.tree, ports.files);
  await checkTargets(all, checkout.tree, ports.files);
  const chosen = choose(all, question);
  if ("nothingToDo" in chosen) return chosen;

  const asking = createAsking(question.offline, ports.reporter);
  const { units, notes } = await gatherFacts(chosen, question, { checkout, home, ports, asking });
  const heading = headingOf(question, checkout);
  const now = timestampOf(ports.clock.now());
  const circumstances = { ...heading, runId: heading.run.id, now, promotion };
  const decided = decideEach(units, circumstances, heading.commit);
  const gathered: Gathered = {
    ...heading,
    now,
    promotion,
    units: await findCandidates(decided, circumstances, ports, asking),
    notes: [
      ...checkout.notes,
      ...notes,
      ...asking.notes,
      ...(await wholeContextNotes(trigger.intent, chosen.asked, checkout, ports.files)),
    ],
  };
  const plan = withAliasChecks(assemblePlan(gathered), all);
  for (const problem of blockedProblems(plan.units)) ports.reporter.problem(problem);
  return { plan, secrets: all.flatMap(({ build }) => build.secrets) };
}

/** The part of a configuration that a plan is about. */
interface Chosen {
  /** The selection of `only`. */
  asked: readonly Unit[];
  /** The units to decide on, bases first. */
  units: readonly Unit[];
  /** Those that are not only bases. */
  selected: ReadonlySet<string>;
  /** The version of each unit, from a git tag. */
  versions?: ReadonlyMap<string, Version>;
}

function choose(all: readonly Unit[], question: Question): Chosen | { nothingToDo: string } {
  const asked = selectUnits(all, question.only);
  const { gitTag } = question.trigger;
  const versions = gitTag === undefined ? undefined : versionsFor(asked, gitTag);
  if (versions && "none" in versions) return { nothingToDo: `${versions.none}${insteadOf(question)}` };
  const selected = new Set(asked.map(({ name }) => name).filter((name) => versions?.has(name) ?? true));
  const units = withBases(
    all,
    all.filter(({ name }) => selected.has(name)),
  );
  return { asked, units, selected, ...(versions ? { versions } : {}) };
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
    revision: trigger.commit === commit ? trigger.revision : commit,
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
  checkout: Checkout;
  home: Home;
  ports: Ports;
  asking: Asking;
}

/** All facts about the units except their candidates. */
async function gatherFacts(
  { units, selected, versions }: Chosen,
  question: Question,
  { checkout, home, ports, asking }: Sources,
): Promise<{ units: UnitToDecide[]; notes: string[] }> {
  const { intent } = question.trigger;
  const hasher = ports.hasherOf(checkout.tree);
  const holding = readPlannedHolds(intent, ports.forge);
  const seeing = holding.then(({ holdOf }) => observeAll(units, question, holdOf, ports, asking));
  const [files, before, held, seen, heldInputs] = await Promise.all([
    hasher.filesOf(checkout.commit, units),
    hashesBefore(question, checkout, home, hasher),
    holding,
    seeing,
    holding.then((read) => inputsOfHeldBases(units, read, seeing, intent, ports.registry, asking)),
  ]);
  const own = versions && (await gatherVersions(units, versions, ports.registry, asking));
  const observedOf = (unit: Unit) => ({
    ...seen.observations.get(unit.name),
    ...withHold(held.holdOf(unit), heldInputs.get(unit.name)),
  });
  const bases = basesOf(units);
  const rolledBack = (unit: Unit, hashes: Hashes): string | undefined =>
    bases.has(unit.name) ? rolledBackInputs({ ...hashes, ...observedOf(unit) }, intent) : undefined;
  const hashes = hashUnits(units, files, hasher.sha256, { held: heldInputs, rolledBack });
  const factsOf = (unit: Unit): UnitFacts => {
    const made = hashes.get(unit.name);
    if (!made) throw new TypeError(`${unit.name} was not hashed`);
    const earlier = before?.hashes.get(unit.name);
    return {
      ...withVersion({ ...made, ...(earlier ? { before: earlier } : {}), ...observedOf(unit) }, own?.get(unit.name)),
      ...asking.blockerOf(unit),
      ...(!capabilities[intent].secrets ? { withheld: withheldSecrets(unit, before?.units ?? []) } : {}),
    };
  };
  return {
    units: units.map((unit) => ({ unit, selected: selected.has(unit.name), facts: factsOf(unit) })),
    notes: [...(before?.notes ?? []), ...held.notes, ...seen.notes],
  };
}

/** Other intentions to suggest: other images or, for a workflow started on a git tag, a rebuild. */
function insteadOf({ only, trigger: { event, branch } }: Question): string {
  const others = only.length > 0 ? " (`only` leaves the other images out)" : "";
  return event === "workflow_dispatch" ? `${others}; to rebuild, start the workflow on ${branch}` : others;
}

/** Finds candidates for the units that would be built; no other unit needs one. */
async function findCandidates(
  units: readonly DecidedAlone[],
  circumstances: Omit<Circumstances, "selected">,
  { registry }: Ports,
  asking: Asking,
): Promise<DecidedAlone[]> {
  const { intent, promotion } = circumstances;
  if (!capabilities[intent].looksForCandidates || promotion === "never") return [...units];
  const find = createCandidateFinder(registry);
  return mapLimited(units, parallelUnits, async (entry) => {
    const { unit, facts, verdict } = entry;
    const { inputs, observed } = facts;
    if (observed === undefined || verdict.decision !== "build") return entry;
    const found = await asking.about([unit], async () => {
      const earlier = capabilities[intent].republishes ? await find.published(unit, inputs, observed, circumstances) : undefined;
      return { candidate: await find.byInputs(unit, inputs), ...(earlier ? { earlier } : {}) };
    });
    if (found) return { ...entry, facts: { ...facts, ...found } };
    const { blocked } = asking.blockerOf(unit);
    return blocked ? { ...entry, facts: { ...facts, blocked }, verdict: blockedBy(blocked) } : entry;
  });
}

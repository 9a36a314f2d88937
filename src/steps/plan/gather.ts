import { withheldSecrets } from "../../core/build/withheld-secret.ts";
import type { Home } from "../../core/config/default-registry.ts";
import { defaultConfiguration, partOf } from "../../core/config/scope-label.ts";
import type { Trigger } from "../../core/events/event.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { timestampOf } from "../../core/lib/timestamp.ts";
import { assemblePlan, type Gathered } from "../../core/plan/assemble.ts";
import { blockedProblems } from "../../core/plan/blocked.ts";
import { looksForCandidates, looksForEarlier } from "../../core/plan/candidate-verdict.ts";
import { type Circumstances, decide, type Hashes, type UnitFacts } from "../../core/plan/decide.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { basesPutBack } from "../../core/rollback/rolled-back-inputs.ts";
import { selectUnits, withBases } from "../../core/unit/selector.ts";
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
import { checkTargets } from "./targets.ts";
import { wholeContextNotes } from "./whole-context.ts";
import type { Standing } from "./work-tree.ts";

/** What a plan is asked for. */
export interface Question {
  trigger: Trigger;
  /** Path of the configuration, relative to the repository's root. */
  config: string;
  only: readonly string[];
  /** Whether a plan is of use without what the registries hold: on a laptop, offline, it is. */
  offline: boolean;
}

/** A plan, with the secrets of all images of its configuration, selected or not; or why the configuration gives none. */
export type Gathering = { plan: Plan; secrets: SecretReference[] } | { idle: string };

/**
 * Gathers configuration, hashes and what the registries hold, reads the clock once, and lets the core decide. A unit of which a registry
 * does not tell what the decision needs is blocked, and reported; the others go on.
 * @throws Failure for a configuration, an `only` or registries that leave nothing to plan with
 */
export async function gatherPlan(question: Question, standing: Standing, ports: Ports): Promise<Gathering> {
  const { trigger } = question;
  const home = homeOf(trigger);
  const { units: configured, warnings, promotion } = await readConfiguration(standing.tree, question.config, home, ports.files);
  for (const warning of warnings) ports.reporter.problem(warning);
  const all = await withDockerfiles(configured, standing.commit, standing.tree, ports.files);
  await checkTargets(all, standing.tree, ports.files);
  const chosen = choose(all, question);
  if ("idle" in chosen) return chosen;

  const asking = createAsking(question.offline, ports.reporter);
  const { units, notes } = await gatherFacts(chosen, question, { standing, home, ports, asking });
  const heading = headingOf(question, standing);
  const circumstances = { ...heading, runId: heading.run.id, now: timestampOf(ports.clock.now()), promotion };
  const gathered: Gathered = {
    ...heading,
    now: circumstances.now,
    promotion,
    units: await findCandidates(units, circumstances, ports, asking),
    notes: [
      ...standing.notes,
      ...notes,
      ...asking.notes,
      ...(await wholeContextNotes(trigger.intent, chosen.asked, standing, ports.files)),
    ],
  };
  const plan = assemblePlan(gathered);
  for (const problem of blockedProblems(plan.units)) ports.reporter.problem(problem);
  return { plan, secrets: all.flatMap(({ build }) => build.secrets) };
}

/** What of a configuration a plan is about. */
interface Chosen {
  /** What `only` selects. */
  asked: readonly Unit[];
  /** What is decided on: bases before what is built on them. */
  units: readonly Unit[];
  /** Those of them that are no mere bases. */
  selected: ReadonlySet<string>;
  /** By unit name, the version that a git tag gives it. */
  versions?: ReadonlyMap<string, Version>;
}

function choose(all: readonly Unit[], question: Question): Chosen | { idle: string } {
  const asked = selectUnits(all, question.only);
  const { gitTag } = question.trigger;
  const versions = gitTag === undefined ? undefined : versionsFor(asked, gitTag);
  if (versions && "none" in versions) return { idle: `${versions.none}${insteadOf(question)}` };
  const selected = new Set(asked.map(({ name }) => name).filter((name) => versions?.has(name) ?? true));
  const units = withBases(
    all,
    all.filter(({ name }) => selected.has(name)),
  );
  return { asked, units, selected, ...(versions ? { versions } : {}) };
}

/** What of a plan is known before anybody is asked. */
function headingOf(
  { trigger, config, only }: Question,
  { commit }: Standing,
): Omit<Gathered, "now" | "promotion" | "units" | "notes"> {
  const { intent, event, repository, source, branch, pullRequest, gitTag, run } = trigger;
  const part = partOf(config, only);
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

/** Where facts come from. */
interface Sources {
  standing: Standing;
  home: Home;
  ports: Ports;
  asking: Asking;
}

/** Everything about the units but their candidates. */
async function gatherFacts(
  { units, selected, versions }: Chosen,
  question: Question,
  { standing, home, ports, asking }: Sources,
): Promise<Pick<Gathered, "units" | "notes">> {
  const { intent } = question.trigger;
  const hasher = ports.hasherOf(standing.tree);
  const holding = readPlannedHolds(intent, ports.forge);
  const seeing = holding.then(({ holdOf }) => observeAll(units, question, holdOf, ports, asking));
  const heldBases = holding.then((read) => inputsOfHeldBases(units, read, seeing, intent, ports.registry, asking));
  const [hashes, before, held, seen, bases] = await Promise.all([
    heldBases.then((made) => hasher.hashes(standing.commit, units, made)),
    hashesBefore(question, standing, home, hasher),
    holding,
    seeing,
    heldBases,
  ]);
  const own = versions && (await gatherVersions(units, versions, ports.registry, asking));
  const factsBy = (made: ReadonlyMap<string, Hashes>, unit: Unit): UnitFacts => ({
    ...withVersion(factsOf(unit, made, before?.hashes, seen.observations), own?.get(unit.name)),
    ...withHold(held.holdOf(unit), bases.get(unit.name)),
    ...asking.blockerOf(unit),
  });
  const back = basesPutBack(
    units.map((unit) => ({ unit, facts: factsBy(hashes, unit) })),
    intent,
  );
  const made = back.size === 0 ? hashes : await hasher.hashes(standing.commit, units, new Map([...bases, ...back]));
  const facts = units.map((unit) => {
    const from = back.get(unit.name);
    const putBack = from ? { putBack: from.hash } : {};
    const withheld = intent === "check" ? { withheld: withheldSecrets(unit, before?.units ?? []) } : {};
    return { unit, selected: selected.has(unit.name), facts: { ...factsBy(made, unit), ...putBack, ...withheld } };
  });
  return { units: facts, notes: [...(before?.notes ?? []), ...held.notes, ...seen.notes] };
}

/** What else may have been meant: other images, or, by whoever starts a workflow on a git tag, a rebuild. */
function insteadOf({ only, trigger: { event, branch } }: Question): string {
  const others = only.length > 0 ? " (`only` leaves the other images out)" : "";
  return event === "workflow_dispatch" ? `${others}; to rebuild, start the workflow on ${branch}` : others;
}

/** Looks for the candidates of what would be built: nobody else needs one. */
async function findCandidates(
  units: Gathered["units"],
  circumstances: Omit<Circumstances, "selected">,
  { registry }: Ports,
  asking: Asking,
): Promise<Gathered["units"]> {
  const { intent, promotion } = circumstances;
  if (!looksForCandidates(intent) || promotion === "never") return units;
  const find = createCandidateFinder(registry);
  return mapLimited(units, parallelUnits, async (entry) => {
    const { unit, facts, selected } = entry;
    const { inputs, observed } = facts;
    if (observed === undefined || decide(unit, facts, { ...circumstances, selected }).decision !== "build") return entry;
    const found = await asking.about([unit], async () => {
      const earlier = looksForEarlier(intent) ? await find.published(unit, inputs, observed, circumstances) : undefined;
      return { candidate: await find.byInputs(unit, inputs), ...(earlier ? { earlier } : {}) };
    });
    return { ...entry, facts: { ...facts, ...(found ?? asking.blockerOf(unit)) } };
  });
}

function factsOf(
  unit: Unit,
  hashes: ReadonlyMap<string, Hashes>,
  before: ReadonlyMap<string, Hashes> | undefined,
  observations: ReadonlyMap<string, Pick<UnitFacts, "observed" | "published">>,
): UnitFacts {
  const now = hashes.get(unit.name);
  if (!now) throw new TypeError(`${unit.name} was not hashed`);
  const earlier = before?.get(unit.name);
  return { ...now, ...(earlier ? { before: earlier } : {}), ...observations.get(unit.name) };
}

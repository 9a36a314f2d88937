import { assemblePlan, type Gathered } from "../core/assemble.ts";
import { blockedProblems } from "../core/blocked.ts";
import { looksForCandidates, looksForEarlier } from "../core/candidate-verdict.ts";
import type { Home } from "../core/config/default-registry.ts";
import { type Circumstances, decide, type Hashes, type UnitFacts } from "../core/decide.ts";
import type { Trigger } from "../core/event.ts";
import { type Observation, wantedBy } from "../core/observation.ts";
import { selectUnits, withBases } from "../core/only.ts";
import { defaultConfiguration, partOf } from "../core/part.ts";
import type { Plan } from "../core/plan.ts";
import { Failure } from "../core/problem.ts";
import { basesPutBack } from "../core/put-back.ts";
import { timestampOf } from "../core/timestamp.ts";
import { unaskedByHost } from "../core/unasked.ts";
import type { SecretReference, Unit } from "../core/unit.ts";
import { versionsFor } from "../core/version.ts";
import { withVersion } from "../core/version-decide.ts";
import { withheldSecrets } from "../core/withheld-secret.ts";
import type { Hasher, Ports } from "../ports.ts";
import { type Asking, createAsking } from "./asking.ts";
import { createCandidateFinder } from "./candidate.ts";
import { configurationAt, homeOf, readConfiguration } from "./configuration.ts";
import { withDockerfiles } from "./dockerfiles.ts";
import { createObserver } from "./observe.ts";
import { gatherVersions } from "./observe-version.ts";
import { mapLimited } from "./parallel.ts";
import { inputsOfHeldBases, type PlannedHolds, readPlannedHolds, withHold } from "./planned-holds.ts";
import { newestPublication } from "./published.ts";
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

/** Units whose registries are asked at the same time. */
const parallelUnits = 16;

/** A plan, with the secrets of all images of its configuration, selected or not; or why the configuration gives none. */
export type Gathering = { plan: Plan; secrets: SecretReference[] } | { idle: string };

/**
 * Gathers configuration, hashes and what the registries hold, reads the clock once, and lets the core decide. A unit of which a registry
 * does not tell what the decision needs is blocked, and reported; the others go on.
 * @throws Failure for a configuration, an `only` or registries that leave nothing to plan with
 */
export async function gatherPlan(question: Question, standing: Standing, ports: Ports): Promise<Gathering> {
  const { trigger } = question;
  const part = partOf(question.config, question.only);
  const home = homeOf(trigger);
  const { units: configured, warnings, promotion } = await readConfiguration(standing.tree, question.config, home, ports.files);
  for (const warning of warnings) ports.reporter.problem(warning);
  const all = await withDockerfiles(configured, standing.commit, standing.tree, ports.files);
  await checkTargets(all, standing.tree, ports.files);
  const asked = selectUnits(all, question.only);
  const hasher = ports.hasherOf(standing.tree);
  const { gitTag } = trigger;
  const versions = gitTag === undefined ? undefined : versionsFor(asked, gitTag);
  if (versions && "none" in versions) return { idle: `${versions.none}${insteadOf(question)}` };
  const selected = new Set(asked.map(({ name }) => name).filter((name) => versions?.has(name) ?? true));
  const units = withBases(
    all,
    all.filter(({ name }) => selected.has(name)),
  );

  const asking = createAsking(question.offline, ports.reporter);
  const holding = readPlannedHolds(trigger.intent, ports.forge);
  const seeing = holding.then(({ holdOf }) => observeAll(units, question, holdOf, ports, asking));
  const heldBases = holding.then((read) => inputsOfHeldBases(units, read, seeing, trigger.intent, ports.registry, asking));
  const [hashes, before, held, seen, bases] = await Promise.all([
    heldBases.then((made) => hasher.hashes(standing.commit, units, made)),
    hashesBefore(question, standing, home, hasher),
    holding,
    seeing,
    heldBases,
  ]);
  const own = versions && (await gatherVersions(units, versions, ports.registry, asking));
  const now = timestampOf(ports.clock.now());
  const factsBy = (made: ReadonlyMap<string, Hashes>, unit: Unit): UnitFacts => ({
    ...withVersion(factsOf(unit, made, before?.hashes, seen.observations), own?.get(unit.name)),
    ...withHold(held.holdOf(unit), bases.get(unit.name)),
    ...asking.blockerOf(unit),
  });
  const back = basesPutBack(
    units.map((unit) => ({ unit, facts: factsBy(hashes, unit) })),
    trigger.intent,
  );
  const made = back.size === 0 ? hashes : await hasher.hashes(standing.commit, units, new Map([...bases, ...back]));
  const facts = units.map((unit) => {
    const from = back.get(unit.name);
    return {
      unit,
      selected: selected.has(unit.name),
      facts: {
        ...factsBy(made, unit),
        ...(from ? { putBack: from.hash } : {}),
        ...(trigger.intent === "check" ? { withheld: withheldSecrets(unit, before?.units ?? []) } : {}),
      },
    };
  });
  const gathered: Gathered = {
    intent: trigger.intent,
    event: trigger.event,
    repository: trigger.repository,
    ...(trigger.source === undefined ? {} : { source: trigger.source }),
    commit: standing.commit,
    revision: trigger.commit === standing.commit ? trigger.revision : standing.commit,
    branch: trigger.branch,
    ...(trigger.pullRequest === undefined ? {} : { pullRequest: trigger.pullRequest }),
    ...(gitTag === undefined ? {} : { gitTag }),
    ...(part === undefined ? {} : { part }),
    ...(question.config === defaultConfiguration ? {} : { config: question.config }),
    now,
    promotion,
    run: trigger.run,
    units: await findCandidates(
      facts,
      {
        intent: trigger.intent,
        event: trigger.event,
        runId: trigger.run.id,
        revision: trigger.commit === standing.commit ? trigger.revision : standing.commit,
        now,
        promotion,
      },
      ports,
      asking,
    ),
    notes: [
      ...standing.notes,
      ...(before?.notes ?? []),
      ...held.notes,
      ...seen.notes,
      ...asking.notes,
      ...(await wholeContextNotes(trigger.intent, asked, standing, ports.files)),
    ],
  };
  const plan = assemblePlan(gathered);
  for (const problem of blockedProblems(plan.units)) ports.reporter.problem(problem);
  return { plan, secrets: all.flatMap(({ build }) => build.secrets) };
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

/** For a proposed change: the units and their hashes at the commit that it is compared with. */
async function hashesBefore(
  { trigger, config }: Question,
  { tree, commit }: Standing,
  home: Home,
  hasher: Hasher,
): Promise<{ units: readonly Unit[]; hashes: ReadonlyMap<string, Hashes>; notes: string[] } | undefined> {
  if (trigger.intent !== "candidate" && trigger.intent !== "check") return undefined;
  const parent = trigger.parent ?? (await tree.parent(commit, 1));
  if (trigger.parent !== undefined) await tree.obtain(trigger.parent);
  const configuration = parent && (await configurationAt(parent, tree, config, home));
  if (!parent || !configuration) {
    const lack = parent ? `${parent.slice(0, 7)} has no valid ${config}` : "the commit has no parent";
    return { units: [], hashes: new Map(), notes: [`${lack} to compare with: Tagstream treats every image as new`] };
  }
  const units = await withDockerfiles(configuration.units, parent, tree).catch((error: unknown) => {
    if (error instanceof Failure) return configuration.units; // what this change may mend
    throw error;
  });
  return { units, hashes: await hasher.hashes(parent, units), notes: [] };
}

interface Seen {
  observations: Map<string, Pick<UnitFacts, "observed" | "published">>;
  notes: string[];
}

/** What the registries hold of every unit. Those that cannot be asked are noted where the plan can do without, else they block the unit. */
async function observeAll(
  units: readonly Unit[],
  { trigger, offline }: Question,
  holdOf: PlannedHolds["holdOf"],
  { registry }: Ports,
  asking: Asking,
): Promise<Seen> {
  const observer = createObserver(registry, { annotations: true });
  const observations: Seen["observations"] = new Map();
  const failures = new Map<string, string>();
  const see = async (unit: Unit): Promise<void> => {
    const hold = holdOf(unit);
    const observed = await observer(unit, wantedBy(undefined, typeof hold === "object" ? hold : undefined));
    const missing = failuresOf(observed);
    for (const { repository, needed, failure } of missing) {
      if (offline || !needed) failures.set(repository, failure);
      else asking.block([unit], failure);
    }
    if (missing.some(({ needed }) => needed)) return;
    const published = looksForCandidates(trigger.intent) ? await newestPublication(unit, observed, registry) : undefined;
    observations.set(unit.name, { observed, ...(published ? { published } : {}) });
  };
  await mapLimited(units, parallelUnits, (unit) => asking.about([unit], () => see(unit)));
  const unasked = unaskedByHost([...failures].map(([repository, failure]) => ({ repository, failure })));
  return {
    observations,
    notes: unasked.map(({ where, failure }) => `not known, what ${where} holds: ${failure}`),
  };
}

function failuresOf({ destinations }: Observation): { repository: string; needed: boolean; failure: string }[] {
  return destinations.flatMap(({ repository, required, failure }, index) =>
    failure === undefined ? [] : [{ repository, needed: required || index === 0, failure }],
  );
}

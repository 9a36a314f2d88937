import { assemblePlan, type Gathered } from "../core/assemble.ts";
import { looksForCandidates } from "../core/candidate-verdict.ts";
import { type Circumstances, decide, type Hashes, type UnitFacts } from "../core/decide.ts";
import type { Trigger } from "../core/event.ts";
import { type Observation, wantedBy } from "../core/observation.ts";
import { selectUnits, withBases } from "../core/only.ts";
import { partOf } from "../core/part.ts";
import type { Plan } from "../core/plan.ts";
import { Failure } from "../core/problem.ts";
import { basesPutBack } from "../core/put-back.ts";
import { timestampOf } from "../core/timestamp.ts";
import { unaskedByHost } from "../core/unasked.ts";
import type { Unit } from "../core/unit.ts";
import { versionsFor } from "../core/version.ts";
import { withVersion } from "../core/version-decide.ts";
import type { Ports } from "../ports.ts";
import { createCandidateFinder } from "./candidate.ts";
import { configurationAt, ownerOf, readConfiguration } from "./configuration.ts";
import { createObserver } from "./observe.ts";
import { gatherVersions } from "./observe-version.ts";
import { mapLimited } from "./parallel.ts";
import { inputsOfHeldBases, type PlannedHolds, readPlannedHolds, withHold } from "./planned-holds.ts";
import { newestPublication } from "./published.ts";
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

/** A plan, or why the configuration gives none. */
export type Gathering = { plan: Plan } | { idle: string };

/**
 * Gathers configuration, hashes and what the registries hold, reads the clock once, and lets the core decide.
 * @throws Failure for a configuration, an `only` or a registry that leaves nothing to plan with
 */
export async function gatherPlan(question: Question, standing: Standing, ports: Ports): Promise<Gathering> {
  const { trigger } = question;
  const part = partOf(question.config, question.only);
  const owner = ownerOf(trigger.repository);
  const { units: all, warnings, promotion } = await readConfiguration(standing.tree, question.config, owner, ports.files);
  for (const warning of warnings) ports.reporter.problem(warning);
  const asked = selectUnits(all, question.only);
  const { gitTag } = trigger;
  const versions = gitTag === undefined ? undefined : versionsFor(asked, gitTag);
  if (versions && "none" in versions) return { idle: versions.none };
  const selected = new Set(asked.map(({ name }) => name).filter((name) => versions?.has(name) ?? true));
  const units = withBases(
    all,
    all.filter(({ name }) => selected.has(name)),
  );

  const holding = readPlannedHolds(trigger.intent, ports.forge);
  const seeing = holding.then(({ holdOf }) => observeAll(units, question, holdOf, ports));
  const heldBases = holding.then((read) => inputsOfHeldBases(units, read, seeing, trigger.intent, ports.registry));
  const [hashes, before, held, seen, bases] = await Promise.all([
    heldBases.then((made) => ports.hasherOf(standing.tree).hashes(standing.commit, units, made)),
    hashesBefore(question, standing, owner, ports),
    holding,
    seeing,
    heldBases,
  ]);
  const own = versions && (await gatherVersions(units, versions, ports.registry));
  const now = timestampOf(ports.clock.now());
  const factsBy = (made: ReadonlyMap<string, Hashes>, unit: Unit): UnitFacts => ({
    ...withVersion(factsOf(unit, made, before?.hashes, seen.observations), own?.get(unit.name)),
    ...withHold(held.holdOf(unit), bases.get(unit.name)),
  });
  const back = basesPutBack(
    units.map((unit) => ({ unit, facts: factsBy(hashes, unit) })),
    trigger.intent,
  );
  const made =
    back.size === 0 ? hashes : await ports.hasherOf(standing.tree).hashes(standing.commit, units, new Map([...bases, ...back]));
  const facts = units.map((unit) => {
    const from = back.get(unit.name);
    return {
      unit,
      selected: selected.has(unit.name),
      facts: { ...factsBy(made, unit), ...(from ? { putBack: from.hash } : {}) },
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
    now,
    promotion,
    run: trigger.run,
    units: await findCandidates(
      facts,
      { intent: trigger.intent, event: trigger.event, runId: trigger.run.id, now, promotion },
      ports,
    ),
    notes: [...standing.notes, ...(before?.notes ?? []), ...held.notes, ...seen.notes],
  };
  return { plan: assemblePlan(gathered) };
}

/** Looks for the candidates of what would be built: nobody else needs one. */
async function findCandidates(
  units: Gathered["units"],
  circumstances: Omit<Circumstances, "selected">,
  { registry }: Ports,
): Promise<Gathered["units"]> {
  const { intent, promotion } = circumstances;
  if (!looksForCandidates(intent) || promotion === "never") return units;
  const find = createCandidateFinder(registry);
  return mapLimited(units, parallelUnits, async (entry) => {
    const { unit, facts, selected } = entry;
    if (facts.observed === undefined || decide(unit, facts, { ...circumstances, selected }).decision !== "build") return entry;
    return { ...entry, facts: { ...facts, candidate: await find(unit, facts.inputs) } };
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

/** For a proposed change: the hashes at the commit that it is compared with. */
async function hashesBefore(
  { trigger, config }: Question,
  { tree, commit }: Standing,
  owner: string | undefined,
  ports: Ports,
): Promise<{ hashes: ReadonlyMap<string, Hashes>; notes: string[] } | undefined> {
  if (trigger.intent !== "candidate" && trigger.intent !== "check") return undefined;
  const parent = trigger.parent ?? (await tree.parent(commit, 1));
  if (trigger.parent !== undefined) await tree.obtain(trigger.parent);
  const configuration = parent && (await configurationAt(parent, tree, config, owner));
  if (!parent || !configuration) {
    const lack = parent ? `${parent.slice(0, 7)} has no valid ${config}` : "the commit has no parent";
    return { hashes: new Map(), notes: [`${lack} to compare with: every image counts as new`] };
  }
  return { hashes: await ports.hasherOf(tree).hashes(parent, configuration.units), notes: [] };
}

interface Seen {
  observations: Map<string, Pick<UnitFacts, "observed" | "published">>;
  notes: string[];
}

/** What the registries hold of every unit. Those that cannot be asked are noted where the plan can do without, else an error. */
async function observeAll(
  units: readonly Unit[],
  { trigger, offline }: Question,
  holdOf: PlannedHolds["holdOf"],
  { registry }: Ports,
): Promise<Seen> {
  const observer = createObserver(registry, { annotations: true });
  const observations: Seen["observations"] = new Map();
  const failures = new Map<string, { needed: boolean; failure: string }>();
  await mapLimited(units, parallelUnits, async (unit) => {
    const hold = holdOf(unit);
    const observed = await observer(unit, wantedBy(undefined, typeof hold === "object" ? hold : undefined));
    const missing = failuresOf(observed);
    for (const { repository, ...failure } of missing) failures.set(repository, failure);
    if (missing.some(({ needed }) => needed)) return;
    const published = looksForCandidates(trigger.intent) ? await newestPublication(unit, observed, registry) : undefined;
    observations.set(unit.name, { observed, ...(published ? { published } : {}) });
  });
  const unasked = [...failures].map(([repository, failure]) => ({ repository, ...failure }));
  const needed = unaskedByHost(unasked.filter((one) => one.needed && !offline));
  if (needed.length > 0) {
    throw new Failure(needed.map(({ failure: message }) => ({ code: "plan-registry-unknown", severity: "error", message })));
  }
  return {
    observations,
    notes: unaskedByHost(unasked).map(({ where, failure }) => `not known, what ${where} holds: ${failure}`),
  };
}

function failuresOf({ destinations }: Observation): { repository: string; needed: boolean; failure: string }[] {
  return destinations.flatMap(({ repository, required, failure }, index) =>
    failure === undefined ? [] : [{ repository, needed: required || index === 0, failure }],
  );
}

import { defaultConfiguration, scopeLabel } from "../../core/config/scope-label.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { isFollower } from "../../core/follow/state.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { dayOfTimestamp, timestampOf } from "../../core/lib/time/timestamp.ts";
import { withAliasChecks } from "../../core/plan/alias-clashes.ts";
import { assemblePlan, type Gathered } from "../../core/plan/assemble.ts";
import { blockedProblems } from "../../core/plan/decide/blocked.ts";
import { decideEach } from "../../core/plan/decide/decide.ts";
import { withHostVerdicts } from "../../core/plan/decide/host-verdicts.ts";
import { notesOnOneMachine } from "../../core/plan/jobs/jobs.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { SecretReference, Unit } from "../../core/unit/unit.ts";
import type { Judgements } from "../../core/verdicts/verdict.ts";
import type { KnownYanks } from "../../core/verdicts/yanked.ts";
import type { Ports } from "../../ports/index.ts";
import type { withFollow } from "../follow/follow-facts.ts";
import { withFreshness } from "../freshness/freshness-facts.ts";
import { createAsking } from "../observe/asking.ts";
import { readJudgements } from "../verdicts/read-judgements.ts";
import { withBaseManifests } from "./candidates/base-manifests.ts";
import { lookAtCandidatePlaces } from "./candidates/candidate-places.ts";
import { findCandidates } from "./candidates/find-candidates.ts";
import type { Checkout } from "./checkout/checkout.ts";
import { choose } from "./choose-units.ts";
import { homeOf } from "./configuration.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Question } from "./question.ts";
import { readSourcedUnits, type SourcedUnits } from "./sources/sourced-units.ts";
import { wholeContextNotes } from "./whole-context.ts";

/**
 * A plan, with the secrets of all images of its configuration, selected or not; or the reason for
 * none.
 */
export type Gathering = { plan: Plan; secrets: SecretReference[] } | { nothingToDo: string };

/**
 * Gathers configuration, hashes and registry state, reads the clock, and lets the core decide.
 * Blocks and reports a unit without a needed answer; the others go on.
 * @throws Failure for a configuration, an `only` or registries that leave nothing to plan
 */
export async function gatherPlan(question: Question, checkout: Checkout, ports: Ports): Promise<Gathering> {
  const { trigger } = question;
  const home = homeOf(trigger, dayOf(ports.clock.now()));
  const configured = await readSourcedUnits(question, checkout, home, ports.files);
  for (const warning of configured.warnings) ports.reporter.problem(warning);
  const { units: all, promotion } = configured;
  const chosen = choose(configured, question);
  if ("nothingToDo" in chosen) return chosen;

  const places = await lookAtCandidatePlaces(chosen.units, question, ports.registry);
  const asking = createAsking(places.isOptional, ports.reporter);
  const sources = { checkout, home, ports, asking, configured };
  const judging = readSayings(trigger.intent, chosen.units, ports.forge);
  const gatheredFacts = await gatherFacts(chosen, question, sources);
  const heading = headingOf(question, checkout);
  const now = timestampOf(ports.clock.now());
  // Later jobs read the configuration on the day of the timestamp: a waiver may have ended at midnight.
  if (dayOfTimestamp(now) !== home.today) return gatherPlan(question, checkout, ports);
  const fresh = await withFreshness(gatheredFacts.units, trigger, now, sources);
  const yanks = await judging;
  const units = await followed(fresh.units, yanks, question, now, sources);
  const circumstances = { ...heading, runId: heading.run.id, now, promotion, freshness: configured.freshness, yanks };
  const decided = decideEach(units, circumstances, heading.commit);
  const gathered: Gathered = {
    ...heading,
    ...(chosen.absent.length === 0 ? {} : { absent: [...chosen.absent] }),
    now,
    yanks,
    ...policiesOf(configured, question),
    units: await withBaseManifests(
      await findCandidates(decided, configured, circumstances, ports.registry, asking),
      ports.registry,
    ),
    notes: [
      ...checkout.notes,
      ...configured.notes,
      ...places.notes,
      ...gatheredFacts.notes,
      ...fresh.notes,
      ...(yanks?.notes ?? []),
      ...notesOnYanks(yanks),
      ...asking.notes(),
      ...(question.oneMachine && capabilities[trigger.intent].push ? notesOnOneMachine(configured.jobs) : []),
      ...(await notesOnContexts(trigger.intent, chosen.asked, checkout, ports)),
    ],
  };
  const plan = withAliasChecks(assemblePlan(gathered), all, configured);
  for (const problem of blockedProblems(plan.units)) ports.reporter.problem(problem);
  return { plan: withHostVerdicts(plan), secrets: all.flatMap(({ build }) => build.secrets) };
}

/** What the configuration says about a plan as a whole. */
function policiesOf(
  { promotion, freshness, generator, jobs }: SourcedUnits,
  { oneMachine }: Question,
): Pick<Gathered, "promotion" | "freshness" | "generator" | "jobs"> {
  return {
    promotion,
    ...(freshness ? { freshness } : {}),
    ...(generator === undefined ? {} : { generator }),
    ...(oneMachine ? {} : { jobs }),
  };
}

/**
 * The units with what following ones may publish. A hint is about bases, which they do not have. Loads
 * the code for that only where there are some.
 */
async function followed(...of: Parameters<typeof withFollow>): ReturnType<typeof withFollow> {
  const [units, , { trigger }] = of;
  const moves =
    capabilities[trigger.intent].rebuilds && !trigger.hint && units.some(({ unit, selected }) => selected && isFollower(unit));
  return moves ? (await import("../follow/follow-facts.ts")).withFollow(...of) : units;
}

/** What people say of images, for a plan that gives images tags. It never throws a `Failure`. */
async function readSayings(intent: Intent, units: readonly Unit[], forge: Ports["forge"]): Promise<Judgements | undefined> {
  const { publish, versions, rebuilds } = capabilities[intent];
  const streams = rebuilds ? units.filter(isFollower).map(({ stream }) => stream) : [];
  return publish || versions ? readJudgements(forge, [...new Set(streams)]) : undefined;
}

function notesOnYanks({ unreadable }: Partial<KnownYanks> = {}): string[] {
  if (unreadable === undefined) return [];
  return [`Tagstream builds instead of publishing a tested image, since it could not read which are yanked: ${unreadable}`];
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
): Omit<Gathered, "now" | "promotion" | "units" | "jobs" | "notes"> {
  const { intent, event, repository, source, branch, pullRequest, gitTag, hint, run } = trigger;
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
    ...(hint ? { hint } : {}),
    ...(part === undefined ? {} : { part }),
    ...(config === defaultConfiguration ? {} : { config }),
    run,
  };
}

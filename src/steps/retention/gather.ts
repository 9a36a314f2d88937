import type { Digest } from "../../core/lib/digest.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { RetentionFacts, RetentionImage } from "../../core/retention/facts.ts";
import { planRetention } from "../../core/retention/plan.ts";
import type { RetentionPlan } from "../../core/retention/retention-plan.ts";
import type { RetentionPolicy } from "../../core/retention/rules.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { createStayCheck } from "../cleanup/stay-check.ts";
import { type NeedsPlace, readPinNeeds } from "../pins/needs.ts";
import { showProgress } from "../report/work-progress.ts";
import { baseQuestionOf, readBases } from "./bases.ts";
import { readCandidates } from "./candidates.ts";
import { readDecisions, readKept } from "./needs.ts";
import { readRepositories, unitsByRepository } from "./read-repositories.ts";

/** What a clean-up is about. */
export interface RetentionQuestion {
  /** Every unit of the configuration: also those that are not selected need images. */
  units: readonly Unit[];
  /** The names of the units that may lose something. */
  selected: ReadonlySet<string>;
  policy: RetentionPolicy;
  pins: readonly PinTarget[];
  /** The work tree with the configuration, absolute. */
  root: string;
  /** Whether more than half of a unit may go. */
  accept: boolean;
  /** Where the files of `pins` are. */
  pinPlace: NeedsPlace;
  /** The repository whose candidates may go. */
  origin: Pick<Plan, "repository" | "source">;
}

/** The facts of a clean-up, the plan that they give, and notes for people. */
export interface GatheredRetention {
  facts: RetentionFacts;
  plan: RetentionPlan;
  /** The images whose bases are read. */
  withBases: Set<Digest>;
  notes: string[];
}

/**
 * Reads everything that decides what may go, at one moment, and plans. It throws no Failure: what
 * cannot be read is in `facts.unknown`, all of it at once.
 */
export async function gatherRetention(question: RetentionQuestion, ports: Ports): Promise<GatheredRetention> {
  const { units, policy, selected, root } = question;
  const { registry, forge, clock, files } = ports;
  const now = clock.now().getTime();
  const progress = showProgress(unitsByRepository(units).size, ports, ["repository", "repositories"]);
  const [read, decisions, pins, kept] = await Promise.all([
    readRepositories(units, registry, progress).finally(() => progress.end()),
    readDecisions(units, forge),
    readPinNeeds(question.pins, units, ports, question.pinPlace),
    readKept(policy.keepFile, root, units, files),
  ]);
  const thinned = policy.candidates === undefined ? [] : read.units.filter(({ unit }) => selected.has(unit.name));
  const candidates = await readCandidates(thinned, registry, createStayCheck(question.origin, forge), forge);
  // A run that removes something has a token. On a laptop without one, a look is of use all the same.
  const unknownPins = forge ? pins.unknown : [];
  const facts: RetentionFacts = {
    now,
    units: read.units,
    images: candidates.images,
    openPullRequests: candidates.openPullRequests,
    holds: decisions.holds,
    judgements: decisions.judgements,
    pins: pins.needs,
    keepFile: kept.needs,
    unknown: [...read.unknown, ...candidates.unknown, ...decisions.unknown, ...unknownPins, ...kept.unknown],
  };
  const withBases = new Set<Digest>();
  const planned = await addBases(facts, question, ports, withBases);
  return { ...planned, withBases, notes: [...decisions.notes, ...(forge ? [] : pins.unknown)] };
}

/**
 * Adds what kept images were built on, where the plan removes something of a base, until the plan
 * asks for no more: a base that stays for its child may itself be built on something.
 * @param known the images whose bases are read; gets more
 */
export async function addBases(
  facts: RetentionFacts,
  question: RetentionQuestion,
  { registry }: Pick<Ports, "registry">,
  known: Set<Digest>,
): Promise<Pick<GatheredRetention, "facts" | "plan">> {
  let all = facts;
  for (;;) {
    const plan = planOf(all, question);
    const asked = baseQuestionOf(plan, all.units);
    const children = asked.children.filter(({ digest }) => !known.has(digest));
    if (children.length === 0) return { facts: all, plan };
    for (const { digest } of children) known.add(digest);
    const { bases, unknown } = await readBases({ ...asked, children }, registry);
    all = { ...all, images: addTo(all.images, bases), unknown: [...all.unknown, ...unknown] };
  }
}

function addTo(
  images: ReadonlyMap<Digest, RetentionImage>,
  bases: ReadonlyMap<Digest, readonly Digest[]>,
): Map<Digest, RetentionImage> {
  return new Map([...images, ...[...bases].map(([digest, own]) => [digest, { ...images.get(digest), bases: own }] as const)]);
}

/** The plan that these facts give. */
function planOf(
  facts: RetentionFacts,
  { policy, selected, accept }: Pick<RetentionQuestion, "policy" | "selected" | "accept">,
): RetentionPlan {
  return planRetention(facts, policy, { selected, accept });
}

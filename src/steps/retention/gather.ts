import type { Digest } from "../../core/lib/digest.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { RetentionFacts } from "../../core/retention/facts.ts";
import { planRetention } from "../../core/retention/plan.ts";
import type { RetentionPlan } from "../../core/retention/retention-plan.ts";
import type { RetentionPolicy } from "../../core/retention/rules.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { createStayCheck } from "../cleanup/stay-check.ts";
import { type NeedsPlace, readPinNeeds } from "../pins/needs.ts";
import { showProgress } from "../report/work-progress.ts";
import { imageQuestionOf, readBases } from "./bases.ts";
import { readCandidates } from "./candidates.ts";
import { membersAsked, readMembers } from "./members.ts";
import { readDecisions, readKept } from "./needs.ts";
import type { PublishedImage } from "./published-image.ts";
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

/** The images of which a run knows more than their digest: it reads each once. */
export interface ReadImages {
  /** Those whose bases are read. */
  children: Set<Digest>;
  /** Those whose members are read. */
  indexes: Set<Digest>;
  /** What provenance names as an image of a unit. */
  named: Set<Digest>;
}

/** The facts of a clean-up, the plan that they give, and notes for people. */
export interface GatheredRetention {
  facts: RetentionFacts;
  plan: RetentionPlan;
  read: ReadImages;
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
  const images: ReadImages = { children: new Set(), indexes: new Set(), named: new Set() };
  const planned = await addImages(facts, question, ports, images);
  return { ...planned, read: images, notes: [...decisions.notes, ...(forge ? [] : pins.unknown.map(unaskedPins))] };
}

const unaskedPins = (reason: string): string => `what these files pin is not among what stays: ${reason}`;

/**
 * Adds what kept images were built on, where the plan removes something of a base, and the members of
 * what it removes, where one may be needed; until the plan asks for no more: a base that stays for its
 * child may itself be built on something, and leaves room for others to go.
 * @param known the images that are read; gets more
 */
export async function addImages(
  facts: RetentionFacts,
  question: RetentionQuestion,
  { registry }: Pick<Ports, "registry">,
  known: ReadImages,
): Promise<Pick<GatheredRetention, "facts" | "plan">> {
  let all = facts;
  for (;;) {
    const plan = planOf(all, question);
    const asked = imageQuestionOf(plan, all.units);
    const children = notIn(known.children, asked.children);
    const { bases, named, unknown } = await readBases(children, all.units, registry);
    for (const digest of named) known.named.add(digest);
    const indexes = notIn(known.indexes, membersAsked(asked, all, known.named));
    if (children.length === 0 && indexes.length === 0) return { facts: all, plan };
    const read = await readMembers(indexes, registry);
    const images = new Map(all.images);
    for (const [digest, own] of bases) images.set(digest, { ...images.get(digest), bases: own });
    for (const [digest, members] of read.members) images.set(digest, { bases: [], ...images.get(digest), members });
    all = { ...all, images, unknown: [...all.unknown, ...unknown, ...read.unknown] };
  }
}

/** Those images that are not known, which are then. */
function notIn(known: Set<Digest>, images: readonly PublishedImage[]): PublishedImage[] {
  const found = images.filter(({ digest }) => !known.has(digest));
  for (const { digest } of found) known.add(digest);
  return found;
}

/** The plan that these facts give. */
function planOf(
  facts: RetentionFacts,
  { policy, selected, accept }: Pick<RetentionQuestion, "policy" | "selected" | "accept">,
): RetentionPlan {
  return planRetention(facts, policy, { selected, accept });
}

import type { Hash } from "../../core/inputs/inputs-hash.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, orFailure } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import { findPins } from "../../core/pins/find.ts";
import { mentionsIn } from "../../core/pins/mentions.ts";
import { pinBranch } from "../../core/pins/proposal.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Need } from "../../core/retention/facts.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import type { TargetTip } from "../../ports/pin-targets.ts";
import { folderSource, type PinSource, readPinFiles, tipSource } from "./pin-files.ts";
import { isOwn, type OpenTarget, openTarget, type PinPlace, targetName } from "./targets.ts";

/** Targets to read at the same time. */
const parallelTargets = 4;

/** What the files of targets need, and what of them could not be read. */
export interface PinNeeds {
  needs: Need[];
  /** Sentences for people: with one of these, nothing may be removed. */
  unknown: string[];
}

/** Where the configuration is, and the hash that names the branches of pull requests. */
export interface NeedsPlace extends PinPlace {
  hash: Hash;
}

/**
 * Every image that the files of these targets name, on their branch and in their pull request: in
 * their YAML, and as a digest, a timestamp tag or a candidate tag of a unit anywhere in any of their
 * files. Never throws a Failure: what cannot be read is `unknown`, and so is a file that is too large
 * or no text.
 */
export async function readPinNeeds(
  targets: readonly PinTarget[],
  units: readonly Unit[],
  ports: Pick<Ports, "pinTargets" | "files">,
  place: NeedsPlace,
): Promise<PinNeeds> {
  const read = await mapLimited(targets, parallelTargets, (target) => needsOf(target, units, ports, place));
  return { needs: read.flatMap(({ needs }) => needs), unknown: read.flatMap(({ unknown }) => unknown) };
}

async function needsOf(
  target: PinTarget,
  units: readonly Unit[],
  ports: Pick<Ports, "pinTargets" | "files">,
  place: NeedsPlace,
): Promise<PinNeeds> {
  const name = targetName(target, place.own);
  try {
    const { source, proposed } = await sourcesOf(target, ports, place);
    const own = await needsOfSource(source, name, target, units);
    // A folder that was renamed looks like one without pins.
    if (own.looked === 0) return { needs: [], unknown: [noFile(name, target)] };
    const others = proposed && (await needsOfSource(proposed.source, proposed.name, target, units));
    return { needs: [...own.needs, ...(others?.needs ?? [])], unknown: [...own.unknown, ...(others?.unknown ?? [])] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { needs: [], unknown: [`${name}: ${error.message}`] };
  }
}

function noFile(name: string, { files }: PinTarget): string {
  return `${name} has no file that matches \`files\` (${firstOf(files, 3)}). Write there where its files are now, or remove it from \`pins\`.`;
}

async function needsOfSource(
  source: PinSource,
  name: string,
  target: PinTarget,
  units: readonly Unit[],
): Promise<PinNeeds & { looked: number }> {
  const { files, skipped } = await readPinFiles(source, target.files, true);
  return {
    looked: files.length + skipped.length,
    needs: files.flatMap(({ path, text }) => needsIn(`${name} ${path}`, text, units)),
    unknown: skipped.map(({ path, reason }) => `${name} ${path}: ${reason}. Leave it out in \`files\`, with \`!\`.`),
  };
}

interface TargetSources {
  source: PinSource;
  /** What its pull request changes: a person may keep it open, and merge it after many publications. */
  proposed?: { name: string; source: PinSource };
}

/** The target's files: from GitHub or, without a token on the command line, from the checkout. */
async function sourcesOf(
  target: PinTarget,
  ports: Pick<Ports, "pinTargets" | "files">,
  place: NeedsPlace,
): Promise<TargetSources> {
  const { own, checkout } = place;
  try {
    const opened = await openTarget(target, place, ports);
    const proposed = await proposedBy(target, opened, place);
    return { source: opened.source, ...(proposed ? { proposed } : {}) };
  } catch (error) {
    const isTokenless = error instanceof Failure && error.problems[0]?.code === "pin-token";
    // The checkout may be any branch: it cannot stand for one that the target names.
    const mayUseCheckout = checkout !== undefined && isOwn(target, own) && target.branch === undefined;
    if (isTokenless && mayUseCheckout) return { source: folderSource(checkout, ports.files) };
    throw error;
  }
}

/** The files of the branch of a target's pull request that differ from its base; undefined without that branch. */
async function proposedBy(
  target: PinTarget,
  { repository, tip }: OpenTarget,
  { own, hash }: NeedsPlace,
): Promise<TargetSources["proposed"]> {
  const branch = pinBranch(target, target.repository ?? own, hash);
  const head = await orFailure(() => repository.tip(branch));
  if (head instanceof Failure) {
    if (head.problems.every(({ code }) => code === "github-not-found")) return undefined;
    throw head;
  }
  return {
    name: targetName({ ...target, branch }, own),
    source: tipSource(changedSince(tip, head), (file) => repository.read(file)),
  };
}

function changedSince(base: TargetTip, head: TargetTip): TargetTip {
  const before = new Map(base.files.map(({ path, blob }) => [path, blob]));
  return { ...head, files: head.files.filter(({ path, blob }) => before.get(path) !== blob) };
}

/** What one file names: as a pin, and in any other way. */
function needsIn(where: string, text: string, units: readonly Unit[]): Need[] {
  const pins = findPins(text, units).found.map(({ line, repository, tag, digest }) => ({
    ...(digest === undefined ? {} : { digest }),
    ...(tag === undefined ? {} : { tag: { repository, tag } }),
    by: `${where}:${line}`,
  }));
  return [...pins, ...mentionsIn(text, units).map(({ line, ...need }) => ({ ...need, by: `${where}:${line}` }))];
}

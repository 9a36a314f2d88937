import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import { findPins } from "../../core/pins/find.ts";
import { mentionsIn } from "../../core/pins/mentions.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Need } from "../../core/retention/facts.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { folderSource, type PinSource, readPinFiles } from "./pin-files.ts";
import { isOwn, openTarget, type PinPlace, targetName } from "./targets.ts";

/** Targets to read at the same time. */
const parallelTargets = 4;

/** What the files of targets need, and what of them could not be read. */
export interface PinNeeds {
  needs: Need[];
  /** Sentences for people: with one of these, nothing may be removed. */
  unknown: string[];
}

/**
 * Every image that the files of these targets name: in their YAML, and as a digest, a timestamp tag
 * or a candidate tag of a unit anywhere in any of their files. Never throws a Failure: what cannot be read is
 * `unknown`, and so is a file that is too large or no text.
 */
export async function readPinNeeds(
  targets: readonly PinTarget[],
  units: readonly Unit[],
  ports: Pick<Ports, "pinTargets" | "files">,
  place: PinPlace,
): Promise<PinNeeds> {
  const read = await mapLimited(targets, parallelTargets, (target) => needsOf(target, units, ports, place));
  return { needs: read.flatMap(({ needs }) => needs), unknown: read.flatMap(({ unknown }) => unknown) };
}

async function needsOf(
  target: PinTarget,
  units: readonly Unit[],
  ports: Pick<Ports, "pinTargets" | "files">,
  place: PinPlace,
): Promise<PinNeeds> {
  const name = targetName(target, place.own);
  try {
    const { files, skipped } = await readPinFiles(await sourceOf(target, ports, place), target.files, true);
    // A folder that was renamed looks like one without pins.
    const none = files.length + skipped.length === 0;
    return {
      needs: files.flatMap(({ path, text }) => needsIn(`${name} ${path}`, text, units)),
      unknown: none
        ? [noFile(name, target)]
        : skipped.map(({ path, reason }) => `${name} ${path}: ${reason}. Leave it out in \`files\`, with \`!\`.`),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { needs: [], unknown: [`${name}: ${error.message}`] };
  }
}

function noFile(name: string, { files }: PinTarget): string {
  return `${name} has no file that matches \`files\` (${firstOf(files, 3)}). Write there where its files are now, or remove it from \`pins\`.`;
}

/** The target's files: from GitHub or, without a token on the command line, from the checkout. */
async function sourceOf(target: PinTarget, ports: Pick<Ports, "pinTargets" | "files">, place: PinPlace): Promise<PinSource> {
  const { own, checkout } = place;
  try {
    return (await openTarget(target, place, ports)).source;
  } catch (error) {
    const isTokenless = error instanceof Failure && error.problems[0]?.code === "pin-token";
    // The checkout may be any branch: it cannot stand for one that the target names.
    const mayUseCheckout = checkout !== undefined && isOwn(target, own) && target.branch === undefined;
    if (isTokenless && mayUseCheckout) return folderSource(checkout, ports.files);
    throw error;
  }
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

import { shortDigest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { count, joined, megabytes, shortPlatform, someOf, thousands, withoutStop } from "../../core/lib/text/words.ts";
import { familiarName } from "../../core/oci/reference.ts";
import { acrossPlatforms, type ChangesAcross, type SharedChange } from "../../core/packages/across-platforms.ts";
import {
  type ComparedImage,
  type PackageChangeKind,
  type PlatformChanges,
  packageChangeKinds,
} from "../../core/packages/image-changes.ts";
import { isSystemType } from "../../core/packages/order/orders.ts";
import type { UnitChanges } from "../../core/packages/unit-changes.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";

/** What differs between two images, in plain words: names and versions are a stranger's text. */
export interface ChangesView {
  unit: string;
  /** `20261123-0617`, or the short digest of an image without a timestamp. */
  now: string;
  before: string;
  /** `3 of 214 packages`, `base almalinux:9 moved`, `no package changed (214 packages)`. */
  facts: readonly string[];
  /** For a narrow place: `3 packages`, `base moved`, `+12 MB`. */
  brief: readonly string[];
  /** Packages of the operating system that changed on every platform; backwards first. */
  rows: readonly SharedChange[];
  /** The other packages that changed on every platform. */
  others: readonly SharedChange[];
  /** What follows the table: counts by type, differences of platforms, limits of the comparison. */
  lines: readonly string[];
  /** Whether nothing is known to differ. */
  isSame: boolean;
}

/** Puts the differences of a unit into words. */
export function changesView(changes: UnitChanges): ChangesView {
  const { unit, from, to } = changes;
  const named = { unit, now: imageWords(to), before: imageWords(from) };
  if ("unknown" in changes) {
    const facts = [`what changed is not known: ${reasonWords(changes.unknown)}`];
    return { ...named, facts, brief: ["not known"], rows: [], others: [], lines: [], isSame: false };
  }
  const { platforms } = changes;
  const isListed = changes.packages !== false;
  const across = acrossPlatforms(isListed ? platforms : []);
  const isSystem = ({ type }: SharedChange): boolean => isSystemType(type);
  const bases = basesOf(platforms);
  const sizes = movedOf(platforms, sizeWords);
  const layers = movedOf(platforms, layerWords);
  const unknown = isListed ? unknownWords(across, platforms) : {};
  const unknownBases = across.total === undefined && isListed ? [] : basesUnknownWords(platforms);
  const moved = [...bases.facts, ...unknownBases, ...sizes, ...layers];
  const isSame = across.changed === 0 && moved.length === 0 && unknown.fact === undefined && unknown.lines === undefined;
  const others = across.everywhere.filter((change) => !isSystem(change));
  return {
    ...named,
    facts: isSame ? [sameWords(across)] : [...packageFact(across), ...listOf(unknown.fact), ...moved],
    brief: [...briefPackages(across, isListed), ...bases.brief, ...movedOf(platforms, sizeDelta)],
    rows: across.everywhere.filter(isSystem),
    others,
    lines: [...countsByType(others), ...apartLines(across), ...(unknown.lines ?? []), ...limitLines(across)],
    isSame,
  };
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}

function imageWords({ digest, stamp }: ComparedImage): string {
  return stamp === undefined ? shortDigest(digest) : printPublicationId(stamp);
}

/** A reason on one line, without the full stop at its end. */
export function reasonWords(reason: string): string {
  return cut(withoutStop(oneLine(reason)), 300);
}

function sameWords({ total }: ChangesAcross): string {
  return !total ? "same bases, size alike" : `no package changed (${count(total, "package")})`;
}

function packageFact({ changed, total }: ChangesAcross): string[] {
  if (total === undefined) return [];
  if (total === 0) return ["the lists of both images name no package"];
  return [changed === 0 ? `none of ${count(total, "package")} changed` : `${thousands(changed)} of ${count(total, "package")}`];
}

function briefPackages({ changed, total, unknown }: ChangesAcross, isListed: boolean): string[] {
  if (!isListed) return [];
  if (total === undefined) return unknown.length === 0 ? [] : ["packages not known"];
  if (total === 0) return [];
  return [changed === 0 ? "no package" : count(changed, "package")];
}

/** Why packages are not known: a fact if that is so on all platforms, otherwise lines. */
function unknownWords(
  { unknown }: ChangesAcross,
  platforms: readonly PlatformChanges[],
): { fact?: string; lines?: readonly string[] } {
  const [first] = unknown;
  if (!first) return {};
  if (unknown.flatMap((one) => one.platforms).length === platforms.length)
    return { fact: `packages not known: ${reasonWords(first.reason)}` };
  return { lines: unknown.map((one) => `${platformWords(one.platforms)}: packages not known: ${reasonWords(one.reason)}`) };
}

function platformWords(platforms: readonly string[]): string {
  return joined(platforms.map(shortPlatform));
}

/** Why the bases are not known, if that is so on all platforms. */
function basesUnknownWords(platforms: readonly PlatformChanges[]): string[] {
  const reasons = platforms.flatMap(({ basesUnknown }) => basesUnknown ?? []);
  return reasons[0] === undefined || reasons.length < platforms.length ? [] : [`bases not known: ${reasonWords(reasons[0])}`];
}

/** The bases that moved, came and went, on any platform. */
function basesOf(platforms: readonly PlatformChanges[]): { facts: string[]; brief: string[] } {
  const bases = platforms.flatMap((one) => one.bases);
  const named = (is: (base: (typeof bases)[number]) => boolean): string[] => [
    ...new Set(bases.filter(is).map(({ reference }) => cut(familiarName(reference), 100))),
  ];
  const moved = named(({ before, now }) => before !== undefined && now !== undefined);
  const gone = named(({ now }) => now === undefined);
  const come = named(({ before }) => before === undefined);
  const list = (words: readonly string[]): string => someOf(words, 3);
  const facts = [
    ...(moved.length === 0 ? [] : [`${moved.length === 1 ? "base" : "bases"} ${list(moved)} moved`]),
    ...(come.length === 0 ? [] : [`now on ${list(come)}`]),
    ...(gone.length === 0 ? [] : [`no longer on ${list(gone)}`]),
  ];
  const brief = facts.length === 0 ? [] : come.length + gone.length > 0 ? ["other base"] : ["base moved"];
  return { facts, brief };
}

/** The words on what moved: once if on all platforms, otherwise with each platform. */
function movedOf(platforms: readonly PlatformChanges[], words: (of: PlatformChanges) => string | undefined): string[] {
  const moved = platforms.flatMap((one) => {
    const text = words(one);
    return text === undefined ? [] : [{ text, platform: shortPlatform(one.platform) }];
  });
  if (moved.length === platforms.length) return moved.slice(0, 1).map(({ text }) => text);
  return moved.map(({ text, platform }) => `${text} on ${platform}`);
}

/** Only a size that moved by 5 % or by 10 MB says something: two builds are never equally large. */
function isTelling({ before, now }: { before: number; now: number }): boolean {
  const delta = Math.abs(now - before);
  return delta >= 10_000_000 || (before > 0 && delta / before >= 0.05);
}

function sizeWords({ size }: PlatformChanges): string | undefined {
  return size && isTelling(size) ? `${megabytes(size.now)} MB (${signedMegabytes(size)})` : undefined;
}

function sizeDelta({ size }: PlatformChanges): string | undefined {
  return size && isTelling(size) ? `${signedMegabytes(size)} MB` : undefined;
}

function signedMegabytes({ before, now }: { before: number; now: number }): string {
  return `${now < before ? "−" : "+"}${megabytes(Math.abs(now - before))}`;
}

function layerWords({ layers }: PlatformChanges): string | undefined {
  if (!layers || layers.before === layers.now) return undefined;
  return `${count(layers.now, "layer")} (${layers.now < layers.before ? "−" : "+"}${Math.abs(layers.now - layers.before)})`;
}

const kindWords: Record<PackageChangeKind, string> = {
  backwards: "went backwards",
  changed: "changed",
  added: "added",
  removed: "removed",
};

/** What a row says besides its versions; empty for a plain change. */
export function kindNote({ kind }: SharedChange): string {
  return kind === "changed" ? "" : kindWords[kind];
}

/** `npm: 4 changed, 1 added` */
function countsByType(changes: readonly SharedChange[]): string[] {
  return [...groupBy(changes, ({ type }) => type)].map(([type, group]) => {
    const kinds = packageChangeKinds.flatMap((kind) => {
      const number = group.filter((change) => change.kind === kind).length;
      return number === 0 ? [] : [`${thousands(number)} ${kindWords[kind]}`];
    });
    return `${cut(type, 40)}: ${kinds.join(", ")}`;
  });
}

/** `arm64 also: libatomic 11.5.0-2 → 11.5.0-5` */
function apartLines({ everywhere, apart }: ChangesAcross): string[] {
  const also = everywhere.length === 0 ? "" : " also";
  return apart.map(({ platforms, changes }) => `${platformWords(platforms)}${also}: ${someOf(changes.map(changeWords), 8)}`);
}

function changeWords(change: SharedChange): string {
  const [before, now, note] = [versionsWords(change.before), versionsWords(change.now), kindNote(change)];
  const name = nameWords(change);
  if (change.kind === "added") return `${name} ${now} added`;
  if (change.kind === "removed") return `${name} ${before} removed`;
  return `${name} ${before} → ${now}${note === "" ? "" : ` (${note})`}`;
}

function limitLines({ systemOnly }: ChangesAcross): string[] {
  return systemOnly
    ? ["compared packages of the operating system only: different tools listed the packages of the two images"]
    : [];
}

/** The versions of a package; `–` without any. */
export function versionsWords(versions: readonly string[]): string {
  return versions.length === 0
    ? "–"
    : someOf(
        versions.map((version) => cut(oneLine(version), 60)),
        3,
      );
}

/** A package's name, cut to what a table has room for. */
export function nameWords({ name }: SharedChange): string {
  return cut(oneLine(name), 80);
}

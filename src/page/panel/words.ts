import { sourceStream } from "../../core/follow/source-stream.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { count, megabytes, shortPlatform, thousands } from "../../core/lib/text/words.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import type { NetChange } from "../../core/status/compose-changes.ts";
import type { ChangedPackage, PackagesStatus } from "../../core/status/publication-status.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { clockWords, dayWords } from "../parts/moment-words.ts";

/** How long ago, in its largest unit: `12 days ago`, `5 hours ago`, `just now`. */
export function agoWords(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${count(minutes, "minute")} ago`;
  return minutes < 1440 ? `${count(Math.floor(minutes / 60), "hour")} ago` : `${count(Math.floor(minutes / 1440), "day")} ago`;
}

/** `12 Nov` of this year, `12 Nov 2025` of another one. */
export function briefDay(moment: number, now: number): string {
  const words = dayWords(moment);
  const year = ` ${new Date(now).getUTCFullYear()}`;
  return words.endsWith(year) ? words.slice(0, -year.length) : words;
}

/** `12 Nov, 06:17`, in UTC, with the year if it is another one than now's. */
export function briefMoment(moment: number, now: number): string {
  return `${briefDay(moment, now)}, ${clockWords(moment)}`;
}

/** `3 of 214 packages`, `none of 214 packages`, `3 packages` of an unknown number. */
export function packagesCount({ changed, total }: Pick<PackagesStatus, "changed" | "total">): string {
  if (total === undefined) return changed === 0 ? "no package" : count(changed, "package");
  return `${changed === 0 ? "none" : thousands(changed)} of ${count(total, "package")}`;
}

/** `+0.4 MB`, `−12 MB`; undefined if a size is unknown or both are alike. */
export function sizeDelta({ bytes, bytesBefore }: Pick<PackagesStatus, "bytes" | "bytesBefore">): string | undefined {
  if (bytes === undefined || bytesBefore === undefined) return undefined;
  const words = megabytes(Math.abs(bytes - bytesBefore));
  return words === "0.0" ? undefined : `${bytes < bytesBefore ? "−" : "+"}${words} MB`;
}

/** What the fold of packages says while it is closed: `3 of 214 packages changed, +0.4 MB, 1 went backwards`. */
export function packagesSummary(packages: PackagesStatus): string {
  const { changed, total, unknown, changes } = packages;
  const isUnknown = total === undefined && changed === 0 && unknown !== undefined;
  const size = sizeDelta(packages);
  const backwards = changes.filter(({ kind }) => kind === "backwards").length;
  return [
    isUnknown ? "packages not known" : `${packagesCount(packages)} changed`,
    ...(size === undefined ? [] : [size]),
    ...(backwards === 0 ? [] : [`${thousands(backwards)} went backwards`]),
  ].join(", ");
}

const notes: Record<ChangedPackage["kind"], string> = {
  backwards: "went backwards",
  changed: "",
  added: "added",
  removed: "removed",
};

/** What a package's row says besides its versions; empty for a plain change. */
export function changeNote({ kind, wentBackwards, unclear }: Pick<NetChange, "kind" | "wentBackwards" | "unclear">): string {
  if (unclear) return "differs by architecture";
  return kind === "changed" && wentBackwards ? "went backwards meanwhile" : notes[kind];
}

/** The versions of a package on one side; `–` without any. */
export function versionsText(versions: readonly string[]): string {
  return versions.length === 0 ? "–" : versions.map(oneLine).join(", ");
}

/** Changes by the platforms where they are so: first those of all platforms, whose name is empty. */
export function byPlatforms(changes: readonly ChangedPackage[]): { platforms: string; changes: ChangedPackage[] }[] {
  const groups = new Map<string, ChangedPackage[]>([["", []]]);
  for (const change of changes) {
    const platforms = (change.platforms ?? []).map(shortPlatform).join(", ");
    groups.set(platforms, [...(groups.get(platforms) ?? []), change]);
  }
  return [...groups].flatMap(([platforms, group]) => (group.length === 0 ? [] : [{ platforms, changes: group }]));
}

/** What people call the stream that a unit follows: `fresh`. */
export function sourceName(unit: Pick<UnitStatus, "stream" | "streamTag" | "follows">): string | undefined {
  const { follows, stream, streamTag } = unit;
  return follows && sourceStream({ follows, stream, streamTag });
}

/** The end of a hold: `until a person ends it`, `planned until 2 Dec`, `overdue since 2 Dec`. */
export function holdEnd({ expires }: Pick<UnitStatus["holds"][number], "expires">, now: number): string {
  if (expires === null) return "until a person ends it";
  const last = Date.parse(`${expires}T00:00:00Z`);
  if (Number.isNaN(last)) return "until a person ends it";
  return dayOf(new Date(now)) > expires ? `overdue since ${briefDay(last, now)}` : `planned until ${briefDay(last, now)}`;
}

/** A word of a command line: in quotes where a shell would read more than a word. */
export function shellWord(word: string): string {
  const text = oneLine(word);
  return /^[\w.:/@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

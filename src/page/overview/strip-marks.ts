import { originWords } from "../../core/history/origin-words.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { count } from "../../core/lib/text/words.ts";
import type { PublicationStatus } from "../../core/status/publication-status.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import type { OriginKind } from "../parts/mark-shapes.ts";
import { dayWords, momentWords, readMoment } from "../parts/moment-words.ts";
import { positionOf, type StripScale } from "./strip-scale.ts";

/** A publication on a time line. */
export interface StripMark {
  timestamp: string;
  kind: OriginKind;
  x: number;
  title: string;
}

/** A hold on a time line. */
export interface StripBand {
  issue: number;
  x: number;
  width: number;
  title: string;
}

/** What the time line of a unit shows. */
export interface Strip {
  /** Oldest first, so that newer ones lie above older ones. */
  marks: StripMark[];
  bands: StripBand[];
  /** Where its line begins: at its first publication, or at the left if that is older. Absent: there is none. */
  start?: number;
  /** The whole in words, for people who do not see it. */
  label: string;
}

/** The time line of a unit in a period. */
export function stripOf(unit: UnitStatus, scale: StripScale): Strip {
  const dated = unit.publications.flatMap((publication) => {
    const time = readMoment(publication.timestamp);
    return time === undefined ? [] : [{ publication, time: Math.min(time, scale.to) }];
  });
  const within = dated.filter(({ time }) => time >= scale.from);
  const marks = within
    .map(({ publication, time }) => ({
      timestamp: publication.timestamp,
      kind: publication.origin.kind,
      x: positionOf(scale, time),
      title: titleOf(publication),
    }))
    .reverse();
  const bands = unit.holds.flatMap((hold) => bandOf(hold, scale));
  const oldest = dated.at(-1)?.time;
  const start = oldest === undefined ? {} : { start: positionOf(scale, Math.max(scale.from, unit.more > 0 ? 0 : oldest)) };
  return { marks, bands, ...start, label: labelOf(marks, bands, scale) };
}

function titleOf({ timestamp, origin, yanked }: PublicationStatus): string {
  const time = readMoment(timestamp);
  const words = originWords(origin, { maxReason: 80 });
  return oneLine(`${timestamp}${time === undefined ? "" : ` · ${dayWords(time)}`} · ${words}${yanked ? " · yanked" : ""}`);
}

function bandOf({ issue, owner, reason, since, until }: UnitStatus["holds"][number], scale: StripScale): StripBand[] {
  const from = readMoment(since);
  const end = (until === null ? undefined : readMoment(until)) ?? scale.to;
  if (from === undefined || end < scale.from || from > scale.to) return [];
  const x = positionOf(scale, Math.max(scale.from, from));
  const width = Math.max(2, positionOf(scale, Math.min(end, scale.to)) - x);
  const period = `${momentWords(from)} – ${until === null ? "now" : momentWords(end)}`;
  return [{ issue, x, width, title: oneLine(`Hold #${issue} by ${owner} · ${period} · ${reason}`) }];
}

function labelOf(marks: readonly StripMark[], bands: readonly StripBand[], { from, to }: StripScale): string {
  const counts = new Map<string, number>();
  for (const { kind } of marks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].map(([kind, number]) => `${number} ${kind}`).join(", ");
  const published = marks.length === 0 ? "no publications" : `${count(marks.length, "publication")}: ${kinds}`;
  const held = bands.length === 0 ? "" : `; holds: ${bands.map(({ issue }) => `#${issue}`).join(", ")}`;
  return `${dayWords(from)} to ${dayWords(to)}: ${published}${held}`;
}

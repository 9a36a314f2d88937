import { sourceStream } from "../../core/follow/source-stream.ts";
import { isFollower } from "../../core/follow/state.ts";
import type { Origin } from "../../core/history/history.ts";
import type { PublicationBar, TimelineBar } from "../../core/history/stream-timeline.ts";
import { type Digest, shortDigest } from "../../core/lib/digest.ts";
import { shortDay } from "../../core/lib/time/day.ts";
import { dayOfTimestamp, firstMinuteOf } from "../../core/lib/time/timestamp.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";

/**
 * What may stand in a bar, the longest text first: it takes the first one that fits.
 * @param today `2026-12-02`, UTC
 */
export function barLabels(bar: TimelineBar, unit: Unit, today: string): string[] {
  if (bar.kind === "held") return [`held by issue ${bar.issue}`, "held"];
  if (bar.kind === "older") return bar.digest === undefined ? ["earlier"] : [`older image ${digestWord(bar.digest)}`];
  const day = stampDay(bar.stamp, today);
  const words = originWords(bar, unit, today);
  // The axis says the day, and nothing else says how it came; most are built.
  const short = bar.origin.kind === "built" && bar.kind === "shown" ? [] : words.slice(-1);
  return [...words.map((word) => `${day} ${word}`), ...short, day];
}

/** `4be1c0ff`: a colon would end the text of a bar. */
function digestWord(digest: Digest): string {
  return shortDigest(digest).replace("sha256:", "");
}

/** `23 Nov` */
export function stampDay({ timestamp }: PublicationId, today: string): string {
  return shortDay(dayOfTimestamp(firstMinuteOf(timestamp)), today);
}

function originWords({ kind, stamp, origin }: PublicationBar, unit: Unit, today: string): string[] {
  // A rollback to an image that is older than the listed ones has no other publication to name.
  const isUnnamed = origin.kind === "rolled back" && compareTimestampTags(origin.to, stamp) === 0;
  const words = isUnnamed ? [origin.kind] : shownWords(origin, unit, today);
  return kind === "waiting" ? [...words.map((one) => `${one}, waits`), "waits"] : words;
}

/** The stream's own history has more words (`history.ts`): a bar is short. */
function shownWords(origin: Origin, unit: Unit, today: string): string[] {
  switch (origin.kind) {
    case "followed":
      return [...(isFollower(unit) ? [`followed ${sourceStream(unit)}`] : []), "followed"];
    case "rolled back":
      return [`rolled back to ${stampDay(origin.to, today)}`, "rolled back"];
    case "published again":
      return ["published again", "again"];
    case "promoted":
      return promotedWords(origin, unit);
    case "adopted":
      return ["before Tagstream"];
    default:
      return [origin.kind];
  }
}

/** What a follower publishes was built or promoted for its source. */
function promotedWords({ pullRequest }: Origin & { kind: "promoted" }, unit: Unit): string[] {
  if (isFollower(unit)) return [`followed ${sourceStream(unit)}`, "followed"];
  return pullRequest === undefined ? ["promoted"] : [`promoted ${numberWords(pullRequest)}`, numberWords(pullRequest)];
}

/** Mermaid takes a number sign for markup. */
function numberWords(pullRequest: number): string {
  return `PR ${pullRequest}`;
}

import { count } from "../../core/lib/text/words.ts";
import type { ChangesBetween } from "../../core/status/changes-since.ts";
import type { UnitStatus } from "../../core/status/status.ts";

/** The publication that the stream shows now; the newest one if its image has no timestamp that is listed. */
export function shownNow({ shows, publications }: Pick<UnitStatus, "shows" | "publications">): string | undefined {
  const shown = publications.find(({ timestamp }) => timestamp === shows?.timestamp);
  return (shown ?? publications[0])?.timestamp;
}

/** `2 publications, 12 packages changed, 1 base moved, 1 pull request` */
export function changesSummary({ publications, changes, bases, pullRequests, notCompared }: ChangesBetween): string {
  const isKnown = notCompared.length === 0;
  return [
    count(publications, "publication"),
    `${isKnown ? "" : "at least "}${count(changes.length, "package")} changed`,
    ...(bases.length === 0 ? [] : [`${count(bases.length, "base")} moved`]),
    ...(pullRequests.length === 0 ? [] : [count(pullRequests.length, "pull request")]),
  ].join(", ");
}

/**
 * The commits whose comparison shows the sources' changes, the older one first. Undefined if a
 * publication says no commit, or both say the same.
 */
export function comparedCommits(
  publications: UnitStatus["publications"],
  from: string,
  to: string,
): { before: string; now: string } | undefined {
  // Newest first.
  const [newer, older] = publications.filter(({ timestamp }) => timestamp === from || timestamp === to);
  const [now, before] = [newer?.revision, older?.revision];
  return now === undefined || before === undefined || now === before ? undefined : { before, now };
}

import { agrees, type HeldSpan, type HistoryEntry, type ShownTag, type UnitHistory } from "../../core/history/history.ts";
import { printOrigin } from "../../core/history/origin-words.ts";
import { acrossPlatforms } from "../../core/packages/across-platforms.ts";
import type { UnitChanges } from "../../core/packages/unit-changes.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";

/** How many packages changed since the publication before, of how many; null if that is not known. */
function packagesJson(changes: UnitChanges): { changed: number; total: number } | null {
  const { changed, total } = acrossPlatforms("unknown" in changes ? [] : changes.platforms);
  return total === undefined ? null : { changed, total };
}

/** A publication for machines, without its packages. `history --json` and `status.json` have these keys. */
export function publicationJson({ stamp, origin, changes: _, image: _image, yanked, ...entry }: HistoryEntry) {
  return {
    timestamp: printPublicationId(stamp),
    ...entry,
    origin: printOrigin(origin),
    ...(yanked === undefined ? {} : { yanked: { by: yanked.by, at: yanked.at, reason: yanked.reason } }),
  };
}

/** A period under a hold, for machines. */
export function heldJson({ issue, url, reason, owner, since, until, expires, digest, fault }: HeldSpan) {
  return {
    issue,
    url,
    reason,
    owner,
    since,
    until: until ?? null,
    expires: expires ?? null,
    digest: digest ?? null,
    ...(fault === undefined ? {} : { fault }),
  };
}

/** What a tag shows, for machines. */
export function tagJson({ tag, shown }: ShownTag) {
  return { tag, shows: Object.fromEntries([...shown].map(([repository, digest]) => [repository, digest ?? null])) };
}

/**
 * Histories for machines: JSON, with a line end. Digests in full, times as RFC 3339 or timestamps.
 */
export function historyJson(histories: readonly UnitHistory[], notes: readonly string[]): string {
  const units = histories.map((history) => ({
    unit: history.unit.name,
    agrees: agrees(history),
    tags: history.tags.map(tagJson),
    publications: history.entries.map((entry) => ({
      ...publicationJson(entry),
      ...(entry.changes === undefined ? {} : { packages: packagesJson(entry.changes) }),
    })),
    more: history.more,
    holds: history.holds.map(heldJson),
    unknown: history.unknown,
  }));
  return `${JSON.stringify({ version: 1, units, notes }, undefined, 2)}\n`;
}

import type { Occasion } from "../existing/model.ts";
import type { ComparedReference, Fate } from "../propose/proposal.ts";

/** One row of the table "published today → with Tagstream": references that one line asks for. */
export interface ReferenceRow {
  /** With the tags that they have in common: one for most rows, several for equal images. */
  repositories: readonly string[];
  tags: readonly string[];
  /** On what they are written today, as words. */
  when: readonly string[];
  fate: Fate;
}

/**
 * The rows: tags of a repository that fare alike and are written on the same occasions share one, and so
 * do repositories whose rows are equal.
 */
export function referenceRows(references: readonly ComparedReference[]): ReferenceRow[] {
  const byRepository = new Map<string, { repository: string; tags: Set<string>; when: readonly string[]; fate: Fate }>();
  for (const { repository, tag, occasions, fate } of references) {
    const when = [...new Set(occasions.map(occasionWords))];
    const key = JSON.stringify([repository, when, fate]);
    const row = byRepository.get(key) ?? { repository, tags: new Set(), when, fate };
    row.tags.add(tag);
    byRepository.set(key, row);
  }
  const rows = new Map<string, ReferenceRow>();
  for (const { repository, tags, when, fate } of byRepository.values()) {
    const key = JSON.stringify([[...tags], when, fate]);
    const row = rows.get(key);
    rows.set(key, { repositories: [...(row?.repositories ?? []), repository], tags: [...tags], when, fate });
  }
  return [...rows.values()];
}

/** `push to main`, `git tag` */
export function occasionWords(occasion: Occasion): string {
  if (occasion.on === "branch") return `push to ${occasion.branch}`;
  return occasion.on;
}

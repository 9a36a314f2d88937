import type { Hold } from "../../core/holds/hold.ts";
import { fitsIssue, holdTitle, readHold } from "../../core/holds/hold-issue.ts";
import { shortened } from "../../core/holds/partial-releases.ts";
import { failure } from "../../core/lib/problem.ts";
import type { Forge } from "../../ports/forge.ts";
import { type HoldDraft, holdBody } from "../../render/hold/hold-body.ts";

/**
 * Opens an issue that holds streams, and sees that it counts: one that did not would be believed in vain.
 * @throws Failure `github-…`, `hold-write`
 */
export async function openHold(draft: HoldDraft, forge: Forge): Promise<Hold> {
  const text = holdText(draft);
  if (!text) {
    const units = draft.heldDigests.length;
    throw failure("hold-write", `${units} units are more than one issue can name. Narrow \`only\`, and do it in several steps.`);
  }
  const issue = await forge.openHold(text.title, text.body);
  if (issue.counts) return readHold(issue);
  await forge.closeHold(issue.number);
  throw failure(
    "hold-write",
    `Issue #${issue.number} was opened by ${issue.author}, who may not write to the repository, so that it would hold nothing: it is closed again. Use the workflow's own token.`,
  );
}

/**
 * What a hold's issue says; undefined where GitHub would not take it, for its length. What was lifted of it is but history, and keeps nobody from
 * lifting more: where there is no room for all of it, it is shortened.
 */
export function holdText(draft: HoldDraft): { title: string; body: string } | undefined {
  const body = holdBody(draft);
  if (fitsIssue(body)) return { title: holdTitle(draft.data.scope), body };
  const { partialReleases = [] } = draft.data;
  if (partialReleases.length === 0) return undefined;
  return holdText({ ...draft, data: { ...draft.data, partialReleases: shortened(partialReleases) } });
}

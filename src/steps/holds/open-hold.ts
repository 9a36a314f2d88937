import type { Hold } from "../../core/holds/hold.ts";
import { holdTitle, readHold } from "../../core/holds/hold-issue.ts";
import { shortened } from "../../core/holds/partial-releases.ts";
import { fitsIssue } from "../../core/lib/issue-block.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Forge } from "../../ports/forge.ts";
import { type HoldDraft, holdBody } from "../../render/hold/hold-body.ts";

/**
 * Opens an issue that holds streams, and checks that it is valid: a hold that is not enforced is
 * worse than none.
 * @throws Failure `github-…`, `hold-write`
 */
export async function openHold(draft: HoldDraft, forge: Forge): Promise<Hold> {
  const text = holdText(draft);
  if (!text) {
    const units = draft.heldDigests.length;
    throw failure("hold-write", `One issue cannot name ${units} units. Narrow \`only\`, and use several runs.`);
  }
  const issue = await forge.openHold(text.title, text.body);
  if (issue.counts) return readHold(issue);
  await forge.closeHold(issue.number);
  throw failure(
    "hold-write",
    `Issue #${issue.number} would hold nothing: its author ${issue.author} may not write to the repository. Tagstream closed it. Use the workflow's own token.`,
  );
}

/**
 * The text of a hold's issue; undefined if it is too long for GitHub. Partial releases are only
 * history: they are shortened to make room, and never prevent a further release.
 */
export function holdText(draft: HoldDraft): { title: string; body: string } | undefined {
  const body = holdBody(draft);
  if (fitsIssue(body)) return { title: holdTitle(draft.data.scope), body };
  const { partialReleases = [] } = draft.data;
  if (partialReleases.length === 0) return undefined;
  return holdText({ ...draft, data: { ...draft.data, partialReleases: shortened(partialReleases) } });
}

import type { ProposalResult } from "../../../ports/pin-targets.ts";
import type { Access } from "./access.ts";
import { type Again, removeBranch, requireOurName, untilStill } from "./branch.ts";
import { isOurs } from "./commit.ts";
import { readMarker, withMarker } from "./marker.ts";
import { isEdited, lookAt, ownOf } from "./propose.ts";
import { changePullRequest, named, type PullRequest } from "./pull-request.ts";
import type { Settings } from "./settings.ts";

const reason = "Tagstream closed this pull request, because nothing is left to change.";

/**
 * Closes the pull request of a head branch, and removes the branch. Leaves both if a person has
 * committed to it.
 * @throws Failure `github-…`
 */
export async function withdraw(access: Access, settings: Settings, branch: string): Promise<ProposalResult> {
  requireOurName(branch);
  let closed: ProposalResult | undefined;
  return untilStill(access, async (): Promise<ProposalResult | Again> => {
    const look = await lookAt(access, settings, branch);
    const open = ownOf(look);
    if (isEdited(look)) return { state: "edited", ...named(open) };
    // First the pull request: GitHub would close it together with its branch, as if a person had.
    if (open) {
      await close(access, open);
      closed = { state: "closed", ...named(open) };
    }
    const again =
      look.head && isOurs(look.head) ? await removeBranch(access, settings.node_id, branch, look.head.sha) : undefined;
    return again ?? closed ?? { state: "none" };
  });
}

/** Its text says in the same request who closed it, so that it never counts as declined. */
async function close(access: Access, { number, body }: PullRequest): Promise<void> {
  const fingerprint = readMarker(body)?.fingerprint ?? "";
  const said = withMarker(body, { fingerprint, withdrawn: true });
  const at = said.lastIndexOf("<!--");
  await changePullRequest(access, number, { body: `${said.slice(0, at)}${reason}\n\n${said.slice(at)}`, state: "closed" });
}

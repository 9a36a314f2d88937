import { failure } from "../../../core/lib/problems/problem.ts";
import type { PinProposal, ProposalResult } from "../../../ports/pin-targets.ts";
import { hasTexts } from "../labelled-issues.ts";
import type { Access } from "./access.ts";
import { leaveToPeople, mergeByItself } from "./auto-merge.ts";
import { type Again, createBranch, moveBranch, readHead, requireOurName, untilStill } from "./branch.ts";
import { type CommitFacts, createCommit, isOurs, isWanted, permissionFor } from "./commit.ts";
import { readMarker, withMarker } from "./marker.ts";
import {
  changePullRequest,
  declinedIn,
  listPullRequests,
  named,
  openPullRequest,
  type PullRequest,
  type Texts,
} from "./pull-request.ts";
import type { Settings } from "./settings.ts";
import type { FileMode } from "./tree.ts";

/** What one proposal has done so far, over all its attempts. */
interface Progress {
  /** Makes the commit on first use. */
  commit: () => Promise<string>;
  /** The commit, once the branch was to get it: an answer may have got lost. */
  wanted?: string;
  moved: boolean;
  /** A request to open a pull request got no answer. */
  openedPerhaps: boolean;
}

/**
 * Makes the one pull request of a head branch propose exactly this. Each attempt looks first and then
 * does what is missing, so a later run completes one that ended anywhere.
 * @throws Failure `github-…`
 */
export async function propose(
  access: Access,
  settings: Settings,
  proposal: PinProposal,
  modesOf: () => Promise<(path: string) => FileMode>,
): Promise<ProposalResult> {
  requireOurName(proposal.head);
  let made: Promise<string> | undefined;
  const commit = () => {
    made ??= modesOf().then((modeOf) => createCommit(access, proposal, modeOf));
    return made;
  };
  const progress: Progress = { commit, moved: false, openedPerhaps: false };
  return untilStill(access, () => tryOnce(access, settings, proposal, progress));
}

async function tryOnce(
  access: Access,
  settings: Settings,
  proposal: PinProposal,
  progress: Progress,
): Promise<ProposalResult | Again> {
  const look = await lookAt(access, settings, proposal.head);
  const open = ownOf(look, proposal.base.branch);
  if (isEdited(look)) return { state: "edited", ...named(open ?? look.open[0]) };
  const declined = open ? undefined : declinedIn(look.pulls, proposal.fingerprint);
  if (declined) return { state: "declined", ...named(declined) };
  if (settings.archived) {
    const message = `${access.repository} is archived, and so read-only. Remove its entry from \`pins\`, or unarchive it.`;
    throw failure("github-denied", message);
  }
  const head = await bringHead(access, settings, proposal, look, progress);
  if (typeof head !== "string") return head;
  const result = await bringPullRequest(access, settings, proposal, open, progress);
  if ("again" in result) return result;
  if (proposal.merge === "manual") {
    const autoMerge = await leaveToPeople(access, result.pull);
    return { ...resultOf(result), ...(autoMerge ? { autoMerge } : {}) };
  }
  const isOn = result.pull.auto_merge != null && result.state !== "opened";
  return { ...resultOf(result), autoMerge: isOn ? "on" : await mergeByItself(access, settings, result.pull, head) };
}

/** What GitHub has of a head branch. */
export interface Look {
  head: CommitFacts | undefined;
  /** All its pull requests, newest first. */
  pulls: readonly PullRequest[];
  /** The open ones: people may open more from the same branch, to other bases. */
  open: readonly PullRequest[];
}

/** @throws Failure `github-…` */
export async function lookAt(access: Access, settings: Settings, branch: string): Promise<Look> {
  const [owner = ""] = settings.full_name.split("/");
  const [head, pulls] = await Promise.all([readHead(access, branch), listPullRequests(access, owner, branch)]);
  return { head, pulls, open: pulls.filter(({ state }) => state === "open") };
}

/** The open pull request that Tagstream keeps: its own one, or a person's to the same base. */
export function ownOf({ open }: Look, base?: string): PullRequest | undefined {
  const marked = open.filter(({ body }) => readMarker(body));
  const isBase = (pull: PullRequest) => base === undefined || pull.base.ref === base;
  return marked.find(isBase) ?? open.find(isBase) ?? marked[0];
}

/**
 * Whether a person works on the branch. What a closed or merged pull request had as its head is done,
 * and GitHub keeps it with that pull request.
 */
export function isEdited({ head, pulls, open }: Look): boolean {
  if (!head || isOurs(head)) return false;
  return open.length > 0 || !pulls.some((pull) => pull.head.sha === head.sha);
}

/** Brings the branch to the wanted commit, and gives its id. */
async function bringHead(
  access: Access,
  settings: Settings,
  proposal: PinProposal,
  { head, open }: Look,
  progress: Progress,
): Promise<string | Again> {
  if (head && isOurs(head) && isWanted(head, proposal)) {
    progress.moved ||= head.sha === progress.wanted;
    return head.sha;
  }
  const [stale] = open;
  if (!head && stale) {
    const { number } = stale;
    const message = `Pull request #${number} of ${access.repository} is open, but GitHub does not show its branch. Run again.`;
    return { again: failure("github-failed", message) };
  }
  const permission = permissionFor([...proposal.files.keys()]);
  const after = await progress.commit();
  progress.wanted = after;
  const again = head
    ? await moveBranch(access, settings.node_id, { branch: proposal.head, before: head.sha, after }, permission)
    : await createBranch(access, proposal.head, after, permission);
  if (again) return again;
  progress.moved = true;
  return after;
}

interface Brought {
  state: "opened" | "updated" | "unchanged";
  pull: PullRequest;
}

async function bringPullRequest(
  access: Access,
  settings: Settings,
  { head, base, title, body, fingerprint }: PinProposal,
  open: PullRequest | undefined,
  progress: Progress,
): Promise<Brought | Again> {
  const texts: Texts = { title, body: withMarker(body, { fingerprint, withdrawn: false }), base: base.branch };
  if (!open) {
    const opened = await openPullRequest(access, { page: settings.html_url, branch: head }, texts);
    if (!("again" in opened)) return { state: "opened", pull: opened };
    progress.openedPerhaps ||= opened.lost;
    return opened;
  }
  const changed = changesOf(open, texts);
  const pull = changed ? await changePullRequest(access, open.number, changed) : open;
  if (progress.openedPerhaps) return { state: "opened", pull };
  return { state: changed || progress.moved ? "updated" : "unchanged", pull };
}

/** What differs from the wanted texts; undefined if nothing does. */
function changesOf(open: PullRequest, { title, body, base }: Texts): Partial<Texts> | undefined {
  const isBase = open.base.ref === base;
  if (isBase && hasTexts(open, title, body)) return undefined;
  return { title, body, ...(isBase ? {} : { base }) };
}

function resultOf({ state, pull }: Brought): ProposalResult {
  return { state, ...named(pull) };
}

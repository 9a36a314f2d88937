import type { Hash } from "../../core/inputs/inputs-hash.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, orUndefined, type Problem } from "../../core/lib/problems/problem.ts";
import type { TargetChanges } from "../../core/pins/pin-result.ts";
import { pinBranch, pinFingerprint, pinMessage, pinTitle } from "../../core/pins/proposal.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Ports } from "../../ports/index.ts";
import type { ProposalResult } from "../../ports/pin-targets.ts";
import { pullRequestBody } from "../../render/pins/pull-request-body.ts";
import { type PinWork, unitsOfTarget } from "./gather-pins.ts";
import { planChanges } from "./plan-changes.ts";
import { createShownReader } from "./shown.ts";
import { type OpenTarget, openTarget, targetName } from "./targets.ts";

/** Targets to work on at the same time. */
const parallelTargets = 4;

/** What became of one target. */
export interface TargetOutcome {
  /** `octo-org/k8s@production` */
  name: string;
  /** Absent if its files could not be read. */
  changes?: TargetChanges;
  /** Absent in a dry run, and if GitHub refused. */
  result?: ProposalResult | { state: "unknown" };
  /** What failed, besides pins. */
  problems: readonly Problem[];
}

/** What every target needs. */
interface Proposing {
  work: PinWork;
  hash: Hash;
  dryRun: boolean;
}

type ProposingPorts = Pick<Ports, "pinTargets" | "files" | "registry">;

/** How often a target is proposed anew, because its images or its branch moved meanwhile. */
const maxLooks = 3;

/** Makes one pull request for each target propose what its files should name. Each target ends alone. */
export function proposeAll(proposing: Proposing, ports: ProposingPorts): Promise<TargetOutcome[]> {
  return mapLimited(proposing.work.targets, parallelTargets, (target) => proposeOne(target, proposing, ports, maxLooks));
}

async function proposeOne(target: PinTarget, proposing: Proposing, ports: ProposingPorts, looks: number): Promise<TargetOutcome> {
  const { work, dryRun } = proposing;
  const name = targetName(target, work.own);
  let changes: TargetChanges | undefined;
  try {
    const open = await openTarget(target, work, ports);
    changes = await planChanges(open.source, target.files, unitsOfTarget(target, work), work.question);
    if (dryRun) return { name, changes, problems: [] };
    const result = await propose(target, open, changes, proposing);
    const again = { ...proposing, work: { ...work, question: { ...work.question, shown: createShownReader(ports.registry) } } };
    if (looks > 1 && (await hasMoved(target, open, { changes, result }, again)))
      return proposeOne(target, again, ports, looks - 1);
    return { name, changes, result, problems: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, ...(changes ? { changes } : {}), problems: error.problems };
  }
}

/** States of a pull request that this run has written. */
const written: readonly string[] = ["opened", "updated", "closed"];

/**
 * Whether what was proposed is out of date. Of two runs at once, the one that asked the registries first
 * may write last: it would undo the newer one. So each run looks again after it has written. What cannot
 * be read changes nothing.
 */
async function hasMoved(
  target: PinTarget,
  { repository, tip, source }: OpenTarget,
  { changes, result }: { changes: TargetChanges; result: NonNullable<TargetOutcome["result"]> },
  { work, hash }: Proposing,
): Promise<boolean> {
  // A registry that did not answer would not answer again, and take its time.
  if (!written.includes(result.state) || changes.problems.length > 0) return false;
  const moved = await orUndefined(async () => {
    const now = await planChanges(source, target.files, unitsOfTarget(target, work), work.question);
    if (now.problems.length > 0) return false;
    if (pinFingerprint(now.changes, hash) !== pinFingerprint(changes.changes, hash)) return true;
    const isMerged = "autoMerge" in result && result.autoMerge === "merged"; // by this run: it moved the tip
    return !isMerged && (await repository.tip(target.branch)).commit !== tip.commit;
  });
  return moved ?? false;
}

async function propose(
  target: PinTarget,
  { repository, tip }: OpenTarget,
  { files, changes, problems, left }: TargetChanges,
  { work, hash }: Proposing,
): Promise<NonNullable<TargetOutcome["result"]>> {
  const head = pinBranch(target, repository.repository, hash);
  if (files.length === 0) {
    // A pull request may propose the very pins that nobody could ask about.
    return problems.some(({ code }) => code !== "pin-none") ? { state: "unknown" } : repository.withdraw(head);
  }
  const title = pinTitle(changes, work.question.units);
  const fingerprint = pinFingerprint(changes, hash);
  return repository.propose({
    base: tip,
    head,
    files: new Map(files.map(({ path, after }) => [path, new TextEncoder().encode(after)])),
    title,
    body: pullRequestBody({ changes, left, ...(work.page === undefined ? {} : { page: work.page }) }),
    message: pinMessage(title, changes),
    fingerprint,
    merge: target.merge,
  });
}

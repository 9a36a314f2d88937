import type { Hash } from "../../core/inputs/inputs-hash.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { TargetChanges } from "../../core/pins/pin-result.ts";
import { pinBranch, pinFingerprint, pinMessage, pinTitle } from "../../core/pins/proposal.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Ports } from "../../ports/index.ts";
import type { ProposalResult } from "../../ports/pin-targets.ts";
import { pullRequestBody } from "../../render/pins/pull-request-body.ts";
import { type PinWork, unitsOfTarget } from "./gather-pins.ts";
import { planChanges } from "./plan-changes.ts";
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

/** Makes one pull request for each target propose what its files should name. Each target ends alone. */
export function proposeAll(proposing: Proposing, ports: Pick<Ports, "pinTargets" | "files">): Promise<TargetOutcome[]> {
  const { work } = proposing;
  return mapLimited(work.targets, parallelTargets, async (target): Promise<TargetOutcome> => {
    const name = targetName(target, work.own);
    let changes: TargetChanges | undefined;
    try {
      const open = await openTarget(target, work, ports);
      changes = await planChanges(open.source, target.files, unitsOfTarget(target, work), work.question);
      if (proposing.dryRun) return { name, changes, problems: [] };
      return { name, changes, result: await propose(target, open, changes, proposing), problems: [] };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { name, ...(changes ? { changes } : {}), problems: error.problems };
    }
  });
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
    return problems.length > 0 ? { state: "unknown" } : repository.withdraw(head);
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

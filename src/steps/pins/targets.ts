import type { PinTarget } from "../../core/pins/target.ts";
import type { Ports } from "../../ports/index.ts";
import type { PinTargetRepository, TargetTip } from "../../ports/pin-targets.ts";
import { type PinSource, tipSource } from "./pin-files.ts";

/** A target's repository, with the files of its branch. */
export interface OpenTarget {
  repository: PinTargetRepository;
  tip: TargetTip;
  source: PinSource;
}

/**
 * Opens a target and reads its branch's tip.
 * @param own the configuration's repository, `owner/name`
 * @throws Failure `pin-token`, `pin-too-large`, `github-…`
 */
export async function openTarget(target: PinTarget, own: string, { pinTargets }: Pick<Ports, "pinTargets">): Promise<OpenTarget> {
  const repository = pinTargets.open(target.repository ?? own, target.token);
  const tip = await repository.tip(target.branch);
  return { repository, tip, source: tipSource(repository, tip) };
}

/** Where a target's files are, for people: `octo-org/k8s`, or `octo-org/k8s@production`. */
export function targetName({ repository, branch }: Pick<PinTarget, "repository" | "branch">, own: string): string {
  return `${repository ?? own}${branch === undefined ? "" : `@${branch}`}`;
}

/** Whether a target is the configuration's own repository. GitHub's names have no case. */
export function isOwn({ repository }: Pick<PinTarget, "repository">, own: string): boolean {
  return repository === undefined || repository.toLowerCase() === own.toLowerCase();
}

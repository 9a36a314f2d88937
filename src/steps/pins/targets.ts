import type { PinTarget } from "../../core/pins/target.ts";
import type { Ports } from "../../ports/index.ts";
import type { PinTargetRepository, TargetTip } from "../../ports/pin-targets.ts";
import { type ReadFile, readNear } from "./near-files.ts";
import { type PinSource, tipSource } from "./pin-files.ts";

/** A target's repository, with the files of its branch. */
export interface OpenTarget {
  repository: PinTargetRepository;
  tip: TargetTip;
  source: PinSource;
}

/** Where the configuration is. */
export interface PinPlace {
  /** Its repository, `owner/name`. */
  own: string;
  /** The root of a checkout of it: files that it has like the tip need no request. */
  near?: string;
  /** On the command line: its checkout, which stands for the repository if there is no token for it. */
  checkout?: string;
}

/**
 * Opens a target and reads its branch's tip.
 * @throws Failure `pin-token`, `pin-too-large`, `github-…`
 */
export async function openTarget(
  target: PinTarget,
  { own, near }: PinPlace,
  { pinTargets, files }: Pick<Ports, "pinTargets" | "files">,
): Promise<OpenTarget> {
  const repository = pinTargets.open(target.repository ?? own, target.token);
  const tip = await repository.tip(target.branch);
  const read: ReadFile = (file) => repository.read(file);
  const isNear = near !== undefined && isOwn(target, own);
  return { repository, tip, source: tipSource(tip, isNear ? readNear(near, files, repository) : read) };
}

/** Where a target's files are, for people: `octo-org/k8s`, or `octo-org/k8s@production`. */
export function targetName({ repository, branch }: Pick<PinTarget, "repository" | "branch">, own: string): string {
  return `${repository ?? own}${branch === undefined ? "" : `@${branch}`}`;
}

/** Whether a target is the configuration's own repository. GitHub's names have no case. */
export function isOwn({ repository }: Pick<PinTarget, "repository">, own: string): boolean {
  return repository === undefined || repository.toLowerCase() === own.toLowerCase();
}

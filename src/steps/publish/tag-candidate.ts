import { firstRepository } from "../../core/build/bake.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { failure, type Problem } from "../../core/lib/problem.ts";
import { shortCommit } from "../../core/lib/text.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { inputsTag, mayMove } from "../../core/tags/candidate.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { problemOf } from "../report/unit-problem.ts";

/** What became of a unit's candidate tags. */
export interface Tagged {
  /** Full references of the tags that show the digest now. */
  tags: string[];
  /** Why the tags were left alone, though the unit passed: it is not proposed any more. */
  stale?: string;
  /** Why the tag of a pull request that is closed by now is still there, or may be. */
  left?: Problem;
  /** Why a tag could not be written. */
  problem?: string;
}

/** Tells, right before the first tag is written, why a pull request's tags must not be; undefined when they may. */
export type StaleCheck = () => Promise<string | undefined>;

/** Asks once, when it is first needed: what follows takes seconds. */
export function createStaleCheck({ pullRequest, revision, repository }: Plan, forge: Forge | undefined): StaleCheck {
  let answer: Promise<string | undefined> | undefined;
  const ask = async (): Promise<string | undefined> => {
    if (pullRequest === undefined) return undefined;
    if (!forge) {
      throw failure(
        "candidate-unchecked",
        `Whether #${pullRequest} of ${repository} is still open, at ${shortCommit(revision)}, cannot be asked without a token. Give the action \`token\`.`,
      );
    }
    const { open, head } = await forge.pullRequest(pullRequest);
    if (!open) return `#${pullRequest} is closed`;
    return head === revision ? undefined : `#${pullRequest} has moved on to ${shortCommit(head)}`;
  };
  return () => {
    answer ??= ask();
    return answer;
  };
}

/**
 * Gives a digest that has passed its unit's candidate tags, in the order of the plan. Never throws: what was done is part of the
 * answer.
 */
export async function tagCandidate(
  unit: PlannedUnit,
  digest: Digest,
  isStale: StaleCheck,
  registry: Registry,
  log: Log,
): Promise<Tagged> {
  const repository = firstRepository(unit);
  const tagged: Tagged = { tags: [] };
  try {
    const stale = await isStale();
    if (stale !== undefined) {
      log.line(`no candidate tag is written: ${stale}`);
      return { ...tagged, stale };
    }
    const manifest = await registry.manifest(repository, digest);
    if (!manifest) {
      throw failure(
        "publish-digest-gone",
        `The registry does not show ${repository}@${digest}, which passed its tests. A clean-up removed it, or the registry lags behind. Run again.`,
      );
    }
    const tested = readManifestAnnotations(manifest.bytes);
    for (const tag of unit.tags) {
      const shown = await registry.manifest(repository, tag);
      const { inputs } = unit;
      const isOfInputs = "hash" in inputs && tag === inputsTag(unit, inputs);
      const stays = isOfInputs && !mayMove(shown && readManifestAnnotations(shown.bytes), tested, inputs.hash);
      if (stays && shown?.digest !== digest) {
        const why =
          tested.inputs === inputs.hash
            ? "a newer build of the same inputs is there"
            : "what was built says that it has other inputs";
        log.line(`${tag} ${shown ? `stays at ${shown.digest}` : "is not written"}: ${why}`);
        continue;
      }
      if (shown?.digest !== digest) {
        await registry.putManifest(repository, tag, manifest);
        log.line(`tagged ${tag} in ${repository}`);
      }
      tagged.tags.push(`${repository}:${tag}`);
    }
    return tagged;
  } catch (error) {
    return { ...tagged, problem: problemOf(error, log) };
  }
}

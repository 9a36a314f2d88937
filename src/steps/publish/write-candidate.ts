import { firstRepository } from "../../core/build/bake.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problem.ts";
import { shortCommit } from "../../core/lib/text.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Log } from "../../ports/log.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { failureOf } from "../report/unit-problem.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { Tagged, TagWriter } from "./published.ts";

/** Tells, right before the first tag is written, why a pull request's tags must not be; undefined when they may. */
type StaleCheck = () => Promise<string | undefined>;

/** Asks once, when it is first needed: what follows takes seconds. */
function createStaleCheck({ pullRequest, revision, repository }: Plan, forge: Forge | undefined): StaleCheck {
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

/** Gives what was tested its candidate tags, as long as the change is proposed. */
export function createCandidateWriter(plan: Plan, { registry, forge }: Pick<PublishPorts, "registry" | "forge">): TagWriter {
  const isStale = createStaleCheck(plan, forge);
  return (unit, { digest }) => digest && (async (log) => ({ tagged: await tagCandidate(unit, digest, isStale, registry, log) }));
}

/**
 * Gives a digest that has passed its unit's candidate tags, in the order of the plan. Never throws: what was done is part of the
 * answer.
 */
async function tagCandidate(
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
    for (const tag of unit.tags) {
      if (await putCandidate(unit, tag, manifest, registry, log)) tagged.tags.push(`${repository}:${tag}`);
    }
    return tagged;
  } catch (error) {
    return { ...tagged, ...failureOf(error, log) };
  }
}

/** Puts a manifest under one candidate tag, and tells whether it is there now: a tag by inputs stays at a newer build of these. */
async function putCandidate(unit: PlannedUnit, tag: string, manifest: Manifest, registry: Registry, log: Log): Promise<boolean> {
  const repository = firstRepository(unit);
  const shown = await registry.manifest(repository, tag);
  if (shown?.digest === manifest.digest) return true;
  const why = reasonToStay(unit, tag, manifest, shown);
  if (why !== undefined) {
    log.line(`${tag} ${shown ? `stays at ${shown.digest}` : "is not written"}: ${why}`);
    return false;
  }
  await registry.putManifest(repository, tag, manifest);
  log.line(`tagged ${tag} in ${repository}`);
  return true;
}

/** Why a tag may not move to a manifest, by its kind; undefined where it may. */
function reasonToStay(unit: PlannedUnit, tag: string, manifest: Manifest, shown?: Manifest): string | undefined {
  const hash = "hash" in unit.inputs ? unit.inputs.hash : "";
  const tested = readManifestAnnotations(manifest.bytes);
  const mayMove = kindOfTag(unit, tag)?.mayMove;
  if (mayMove?.(shown && readManifestAnnotations(shown.bytes), tested, hash) !== false) return undefined;
  return tested.inputs === hash ? "a newer build of the same inputs is there" : "what was built says that it has other inputs";
}

import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { shortCommit } from "../../core/lib/text/words.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Log } from "../../ports/log.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { failureOf } from "../report/unit-problem.ts";
import { isLackOfLogin, lackWords } from "./lack-of-login.ts";
import type { PublishPorts } from "./publish-ports.ts";
import type { Tagged, TagWriter } from "./published.ts";

/**
 * Gives, right before the first tag, the reason not to write a pull request's tags; undefined to
 * write them.
 */
type StaleCheck = () => Promise<string | undefined>;

/** Asks once, on first use: the rest takes seconds. */
function createStaleCheck({ pullRequest, revision, repository }: Plan, forge: Forge | undefined): StaleCheck {
  let answer: Promise<string | undefined> | undefined;
  const ask = async (): Promise<string | undefined> => {
    if (pullRequest === undefined) return undefined;
    if (!forge) {
      throw failure(
        "candidate-unchecked",
        `Without a token, Tagstream cannot check that #${pullRequest} of ${repository} is still open at ${shortCommit(revision)}. Set the input \`token\`.`,
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

/** Writes candidate tags for what passed its tests, while the change is proposed. */
export function createCandidateWriter(plan: Plan, { registry, forge }: Pick<PublishPorts, "registry" | "forge">): TagWriter {
  const isStale = createStaleCheck(plan, forge);
  return (unit, { digest }) => {
    const repository = buildRepository(unit, plan.intent);
    if (!digest || repository === undefined) return undefined;
    return async (log) => ({ tagged: await tagCandidate({ unit, digest, repository }, isStale, registry, log) });
  };
}

/** What passed its tests, and the repository that has it. */
interface Tested {
  unit: PlannedUnit;
  digest: Digest;
  repository: string;
}

/**
 * Writes a passing digest's candidate tags, in the plan's order. Never throws: the result says what
 * was done.
 */
async function tagCandidate(
  { unit, digest, repository }: Tested,
  isStale: StaleCheck,
  registry: Registry,
  log: Log,
): Promise<Tagged> {
  const tagged: Tagged = { tags: [] };
  try {
    const stale = await isStale();
    if (stale !== undefined) {
      log.line(`wrote no candidate tag: ${stale}`);
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
      if (await putCandidate(unit, { repository, tag }, manifest, registry, log)) tagged.tags.push(`${repository}:${tag}`);
    }
    return tagged;
  } catch (error) {
    if (await isLackOfLogin(error, repository, registry)) {
      const kept = lackWords(repository);
      log.line(`wrote no candidate tag: ${kept}`);
      return { ...tagged, kept };
    }
    return { ...tagged, ...failureOf(error, log) };
  }
}

/**
 * Puts a manifest under one candidate tag, if that tag may move to it. Returns whether the tag shows
 * the manifest now.
 */
async function putCandidate(
  unit: PlannedUnit,
  { repository, tag }: { repository: string; tag: string },
  manifest: Manifest,
  registry: Registry,
  log: Log,
): Promise<boolean> {
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

/** Why a tag may not move to a manifest, by its kind; undefined if it may. */
function reasonToStay(unit: PlannedUnit, tag: string, manifest: Manifest, shown?: Manifest): string | undefined {
  const hash = "hash" in unit.inputs ? unit.inputs.hash : "";
  const tested = readManifestAnnotations(manifest.bytes);
  const mayMove = kindOfTag(unit, tag)?.mayMove;
  if (mayMove?.(shown && readManifestAnnotations(shown.bytes), tested, hash) !== false) return undefined;
  return tested.inputs === hash ? "a newer build of the same inputs is there" : "the build names other inputs";
}

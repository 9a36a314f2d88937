import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Effect } from "../../core/publish/effect.ts";
import type { Log } from "../../ports/log.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";

/**
 * Applies effects, one at a time. Gives the effect or, if an immutable tag was taken since the last
 * look, the other run's result: that becomes part of the observation, and nothing was written.
 * @param isClaimed whether a tag must never be overwritten
 */
export function createApply(
  isClaimed: (tag: string) => boolean,
  registry: Registry,
  log: Log,
): (effect: Effect) => Promise<Effect> {
  const manifests = new Map<string, Manifest>(); // several tags of one digest: one GET
  const manifestOf = async (repository: string, digest: Digest): Promise<Manifest> => {
    const reference = `${repository}@${digest}`;
    const manifest = manifests.get(reference) ?? (await registry.manifest(repository, digest));
    if (!manifest)
      throw failure(
        "publish-digest-gone",
        `The registry does not show ${reference}, which this run was about to publish. A clean-up removed it, or the registry lags behind. Run again.`,
      );
    manifests.set(reference, manifest);
    return manifest;
  };
  return async (effect) => {
    if (effect.kind === "copy") {
      await registry.copy(effect.digest, effect.from, effect.to, log);
      return effect;
    }
    const { repository, tag, digest } = effect;
    const manifest = await manifestOf(repository, digest);
    if (!isClaimed(tag)) {
      await registry.putManifest(repository, tag, manifest);
      return effect;
    }
    const held = await registry.claim(repository, tag, manifest);
    return held === digest ? effect : { ...effect, digest: held };
  };
}

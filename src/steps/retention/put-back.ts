import { mapLimited } from "../../core/lib/parallel.ts";
import type { DoomedTag } from "../../core/retention/doomed.ts";
import type { PrunedTag } from "../../core/retention/pruned.ts";
import { tagKey } from "../../core/retention/retention-plan.ts";
import type { Ports } from "../../ports/index.ts";
import { orReason } from "./or-reason.ts";

const parallelTags = 4;

/**
 * Gives publications that a registry refused to remove their other tags back, where the image still
 * is. Such a registry may be the unit's first one, which is asked after all others.
 * @param whyRefused why a tag's publication stays; undefined unless a registry refused
 * @returns what became of each tag
 */
export async function putBackRefused(
  pruned: readonly PrunedTag[],
  whyRefused: (one: DoomedTag) => string | undefined,
  { registry, reporter }: Pick<Ports, "registry" | "reporter">,
): Promise<PrunedTag[]> {
  return mapLimited(pruned, parallelTags, async (one) => {
    const refusal = one.outcome === "removed" ? whyRefused(one) : undefined;
    if (refusal === undefined) return one;
    const back = await orReason(async () => {
      const manifest = await registry.manifest(one.repository, one.digest);
      return manifest && (await registry.claim(one.repository, one.tag, manifest)) === one.digest;
    });
    if (back !== true) return one; // nothing needs it
    reporter.line(`put ${tagKey(one)} back`);
    return { ...one, outcome: "kept", reason: refusal };
  });
}

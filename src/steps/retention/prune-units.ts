import type { LostImage, PrunedImage, Pruning } from "../../core/retention/pruned.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import type { Ports } from "../../ports/index.ts";
import { removePlanned } from "./apply.ts";
import { createRecheck } from "./check-again.ts";
import type { GatheredRetention, RetentionQuestion } from "./gather.ts";
import { lookAfter } from "./look-after.ts";
import { removeUntagged } from "./untagged.ts";

/**
 * Carries a clean-up out: first tags, then images without a tag where registries keep them, and looks
 * at the end whether all that had to stay is there. It throws no Failure.
 */
export async function pruneUnits(
  gathered: GatheredRetention,
  question: RetentionQuestion,
  ports: Ports,
): Promise<Pruning & { unread: string[] }> {
  const recheck = createRecheck(gathered, question, ports);
  const tags = await removePlanned(gathered, question, recheck, ports);
  const isTransient = (tag: string): boolean =>
    question.units.some((unit) => kindOfTag(unit, tag)?.mutability === "removed with its pull request");
  // By the newest plan: what something needs by now may have lost some of its tags before.
  const look = (touched: Iterable<string>): Promise<LostImage[]> =>
    lookAfter(recheck.latest().plan, new Set(touched), ports.registry, isTransient);
  const lost = await look(tags.flatMap(({ outcome, repository }) => (outcome === "kept" ? [] : [repository])));
  if (lost.length === 0 && question.policy.untagged !== undefined) await recheck.lookAgain();
  const unread = recheck.unknown();
  // Something else removes images there, or something could not be read: nothing more may go.
  if (lost.length > 0 || unread.length > 0) return { tags, images: [], lost, unread: [...unread] };
  const gone = tags.filter(({ outcome }) => outcome === "removed" || outcome === "absent");
  const untagged = await removeUntagged(recheck.latest(), question, gone, ports);
  return { tags, ...untagged, lost: await look(touchedBy(untagged.images)) };
}

function touchedBy(images: readonly PrunedImage[]): string[] {
  return images.flatMap(({ outcome, repository }) => (outcome === "kept" ? [] : [repository]));
}

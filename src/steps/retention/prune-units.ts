import type { LostImage, PrunedImage, Pruning } from "../../core/retention/pruned.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import type { Ports } from "../../ports/index.ts";
import { removePlanned } from "./apply.ts";
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
  const { tags, unknown } = await removePlanned(gathered, question, ports);
  const isTransient = (tag: string): boolean =>
    question.units.some((unit) => kindOfTag(unit, tag)?.mutability === "removed with its pull request");
  const look = (touched: Iterable<string>): Promise<LostImage[]> =>
    lookAfter(gathered.plan, new Set(touched), ports.registry, isTransient);
  const lost = await look(tags.flatMap(({ outcome, repository }) => (outcome === "kept" ? [] : [repository])));
  // Something else removes images there, or something could not be read: nothing more may go.
  if (lost.length > 0 || unknown.length > 0) return { tags, images: [], lost, unread: [...unknown] };
  const gone = tags.filter(({ outcome }) => outcome === "removed" || outcome === "absent");
  const { images, unread } = await removeUntagged(gathered, question, gone, ports);
  return { tags, images, lost: await look(touchedBy(images)), unread };
}

function touchedBy(images: readonly PrunedImage[]): string[] {
  return images.flatMap(({ outcome, repository }) => (outcome === "kept" ? [] : [repository]));
}

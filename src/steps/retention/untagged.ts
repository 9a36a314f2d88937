import type { PrunedImage } from "../../core/retention/pruned.ts";
import type { Ports } from "../../ports/index.ts";
import type { GatheredRetention, RetentionQuestion } from "./gather.ts";

export async function removeUntagged(
  _gathered: GatheredRetention,
  _question: RetentionQuestion,
  _ports: Ports,
): Promise<{ images: PrunedImage[]; notes: string[] }> {
  return { images: [], notes: [] };
}

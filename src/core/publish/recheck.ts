import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { Timestamp } from "../lib/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "./observation.ts";

/** What is about to be published. */
export interface Publishing {
  stamp: PublicationId;
  intent: Intent;
  inputs: InputsHash;
  /** The commit that it was planned for. */
  revision: string;
  /** When it was built; absent where it does not say. */
  built?: Timestamp;
}

/**
 * What becomes of a publication before which another run has published.
 * - publish: it goes on as planned; where the other one has a later timestamp, the stream stays at that
 * - follow: it takes a timestamp after the other one's
 * - yield: nothing is published, since the other one is a newer build of the same
 * - stop: nothing is published, and it has to be built again
 */
export type Recheck = { kind: "publish" } | { kind: "follow" } | { kind: "yield" } | { kind: "stop"; reason: string };

/**
 * Whether what was planned may still be published, now that another run has published since: an older build never takes the place of a newer one, a
 * rebuild is never lost to an older build, and what the branch's tip is made of is never lost to another commit, whatever the clocks say.
 * @param other the newest publication that is no rollback, and that the plan did not know
 * @param isTip whether the commit is the branch's tip; undefined if unknown
 */
export function recheck(
  own: Publishing,
  other: { stamp: PublicationId; annotations: TagstreamAnnotations },
  isTip: boolean | undefined,
): Recheck {
  const name = printPublicationId(other.stamp);
  const source = compareSources(own, other.annotations);
  const { timestamp } = other.stamp;
  const since = [other.annotations.built ?? timestamp, timestamp].sort()[0] ?? timestamp;
  const again = "Re-run this run to build and test the image again";
  if (compareTimestampTags(other.stamp, own.stamp) < 0) {
    if (own.built === undefined || own.built >= since) return { kind: "publish" };
    if (source === "same") return { kind: "yield" };
    return { kind: "stop", reason: `another run published ${name} meanwhile, built after this image (${own.built}). ${again}` };
  }
  if (source === "other" && isTip === true) return { kind: "follow" };
  if (own.built === undefined || since >= own.built) return { kind: "publish" };
  if (source === "same") return { kind: "follow" };
  if (!capabilities[own.intent].rebuilds) return { kind: "publish" };
  return {
    kind: "stop",
    reason: `another run published ${name} of another commit meanwhile, built before this rebuild. ${again}`,
  };
}

/** Whether two images are made of the same: by their inputs where both are known, else by their commits. */
function compareSources({ inputs, revision }: Publishing, other: TagstreamAnnotations): "same" | "other" | "unknown" {
  if ("hash" in inputs && other.inputs !== undefined) return other.inputs === inputs.hash ? "same" : "other";
  if (other.revision === undefined) return "unknown";
  return other.revision === revision ? "same" : "other";
}

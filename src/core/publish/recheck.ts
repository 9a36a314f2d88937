import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import { isHigher } from "./lower-version.ts";

/** A publication that is about to start. */
export interface Publishing {
  stamp: PublicationId;
  intent: Intent;
  inputs: InputsHash;
  /** The planned commit. */
  revision: string;
  /** The build time; absent if the image does not record it. */
  built?: Timestamp;
  /** The version of its source, for a stream from git tags. */
  version?: string;
}

/** What another run has published. */
export interface OtherPublication {
  stamp: PublicationId;
  annotations: TagstreamAnnotations;
  version?: string;
  /** The plan knew its image: a later run built that again and kept it, or published it again. */
  again?: true;
}

/**
 * What to do with a publication after another run has published.
 * - publish: go on as planned; if the other publication has a later timestamp, the stream stays
 *   there
 * - follow: take a timestamp after the other publication
 * - yield: publish nothing, because the other one is a newer build of the same sources, or a
 *   higher version: `reason` says so, in lower case, without a full stop
 * - stop: publish nothing; the unit must be built again
 */
export type Recheck =
  | { kind: "publish" }
  | { kind: "follow" }
  | { kind: "yield"; reason: string }
  | { kind: "stop"; reason: string };

/**
 * Decides a planned publication after another run has published. Whatever the clocks say, an older
 * build never replaces a newer one or a rebuild, and another commit never replaces the tip of the
 * branch.
 * @param other the newest publication that is not a rollback and that the plan did not know
 * @param isTip whether the commit is the tip of the branch; undefined if unknown
 */
export function recheck(own: Publishing, other: OtherPublication, isTip: boolean | undefined): Recheck {
  const byVersion = recheckVersions(own, other);
  if (byVersion) return byVersion;
  const name = printPublicationId(other.stamp);
  const source = compareSources(own, other.annotations);
  const since = sinceOf(other);
  const again = "Re-run all jobs to build and test the image again";
  if (compareTimestampTags(other.stamp, own.stamp) < 0) {
    if (own.built === undefined || own.built >= since) return { kind: "publish" };
    if (source === "same") return { kind: "yield", reason: "another run published a newer build of the same inputs meanwhile" };
    return { kind: "stop", reason: `another run has published ${name}, built after this image (${own.built}). ${again}` };
  }
  if (source === "other" && isTip === true) return { kind: "follow" };
  if (own.built === undefined || since >= own.built) return { kind: "publish" };
  if (source === "same") return { kind: "follow" };
  if (!capabilities[own.intent].rebuilds) return { kind: "publish" };
  return {
    kind: "stop",
    reason: `another run has published ${name} from another commit, built before this rebuild. ${again}`,
  };
}

/** How new a publication is: as its build, if that is older. One of a known image is as new as its timestamp. */
function sinceOf({ stamp: { timestamp }, annotations: { built }, again }: OtherPublication): Timestamp {
  return built === undefined || again || timestamp < built ? timestamp : built;
}

/**
 * Of two releases, the higher version wins, whatever the clocks say. Undefined for one version, and
 * for streams that do not come from git tags.
 */
function recheckVersions(
  own: Pick<Publishing, "stamp" | "version">,
  other: { stamp: PublicationId; version?: string },
): Recheck | undefined {
  if (isHigher(other.version, own.version))
    return { kind: "yield", reason: `another run published the higher version ${other.version} meanwhile` };
  if (!isHigher(own.version, other.version)) return undefined;
  return compareTimestampTags(other.stamp, own.stamp) < 0 ? { kind: "publish" } : { kind: "follow" };
}

/**
 * Whether two images have the same sources: compares inputs if both are known, otherwise commits.
 */
function compareSources({ inputs, revision }: Publishing, other: TagstreamAnnotations): "same" | "other" | "unknown" {
  if ("hash" in inputs && other.inputs !== undefined) return other.inputs === inputs.hash ? "same" : "other";
  if (other.revision === undefined) return "unknown";
  return other.revision === revision ? "same" : "other";
}

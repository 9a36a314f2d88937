import type { Digest } from "../lib/digest.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Version } from "./version.ts";
import type { VersionObservation } from "./version-step.ts";

/** What was gathered about the version that a unit is to get. */
export interface VersionFacts {
  version: Version;
  /** What the registries hold; absent when nobody could be asked. */
  observed?: VersionObservation;
  /** What the whole version's tag shows in the first repository, and what that says of itself. */
  shown?: { digest: Digest; annotations: TagstreamAnnotations };
}

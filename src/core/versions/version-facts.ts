import type { Digest } from "../lib/digest.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Version } from "./version.ts";
import type { VersionObservation } from "./version-step.ts";

/** The facts about the version that a unit gets. */
export interface VersionFacts {
  version: Version;
  /** The content of the registries; absent if the first one did not answer. */
  observed?: VersionObservation;
  /** The image under the tag of the whole version in the first repository, with its annotations. */
  shown?: { digest: Digest; annotations: TagstreamAnnotations };
}

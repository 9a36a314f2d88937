import type { TagstreamAnnotations } from "../oci/annotations.ts";

/** What an image says of itself. Its digest names these facts, so that they never change. */
export interface ImageFacts {
  annotations: Pick<TagstreamAnnotations, "built" | "intent" | "pullRequest" | "reason" | "revision" | "version" | "tests">;
  /** Its base images: `docker.io/library/debian:bookworm-slim sha256:…`. */
  bases: readonly string[];
  /** Present if a registry did not show all of it: then it may show more the next time. */
  isPartial?: true;
}

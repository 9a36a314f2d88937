import { type RebuildReason, rebuildReasons } from "../freshness/tries.ts";
import { parseTimestamp, type Timestamp } from "../lib/time/timestamp.ts";
import { parseSeenBases, type SeenBase } from "./seen-base.ts";

/**
 * The annotations of a built index: all that plan, build and publish know about a digest, read with
 * one request. The build writes them once: any change would change the digest.
 */
export const annotationKeys = {
  /** The full inputs hash. Absent if the unit has none. */
  inputs: "io.github.tagstream.inputs",
  /** The hash of the tests at the built commit. */
  tests: "io.github.tagstream.tests",
  /** The timestamp of the plan that built it. */
  built: "io.github.tagstream.built",
  /** The intent of the run that built it: `rebuild`, `publish`, `candidate`, `version`. */
  intent: "io.github.tagstream.intent",
  /** GitHub's run id, the same in every attempt. On the command line: `local`. */
  run: "io.github.tagstream.run",
  /** The number of the candidate's pull request. */
  pullRequest: "io.github.tagstream.pull-request",
  /** The version of the git tag that the stream came from. Absent for other streams. */
  version: "io.github.tagstream.version",
  /**
   * On a platform's entry in the index, not on the index itself: the image that listed its packages,
   * `registry/name@sha256:…`. Provenance has it among the images that the build resolved, and does not
   * say that it is no base.
   */
  generator: "io.github.tagstream.generator",
  /** Why a rebuild built it, in one word: `due`. Absent for other builds, and without a policy. */
  reason: "io.github.tagstream.reason",
  /**
   * The bases outside the configuration, at the digests that the build used: its provenance names
   * no tag of an image that the build got by digest.
   */
  bases: "io.github.tagstream.bases",
  /** On the empty index that replaces a tag before its removal: that tag. */
  removes: "io.github.tagstream.removes",
  /** On the same index: the digest that the tag had. */
  removedDigest: "io.github.tagstream.removed-digest",
} as const;

/** Only Tagstream writes labels and annotations with this prefix. */
export const reservedPrefix = "io.github.tagstream.";

/** OCI image specification, "Annotations", "Pre-Defined Annotation Keys". */
export const ociKeys = {
  source: "org.opencontainers.image.source",
  revision: "org.opencontainers.image.revision",
  created: "org.opencontainers.image.created",
  title: "org.opencontainers.image.title",
  version: "org.opencontainers.image.version",
  baseName: "org.opencontainers.image.base.name",
  baseDigest: "org.opencontainers.image.base.digest",
} as const;

/** The values of an index's annotations, without malformed ones. */
export interface TagstreamAnnotations {
  inputs?: string;
  tests?: string;
  built?: Timestamp;
  intent?: string;
  run?: string;
  pullRequest?: number;
  /** The built commit. For a pull request, its head. */
  revision?: string;
  /** The version of the git tag that the image was built from: `1.4.2`. */
  version?: string;
  /** The page of the source repository. */
  source?: string;
  /** Why a rebuild built it. */
  reason?: RebuildReason;
  /** The bases outside the configuration that the plan saw, and the build used. */
  bases?: readonly SeenBase[];
  /** The tag that this placeholder replaces before its removal. */
  removes?: string;
}

/**
 * Reads the annotations of an index (`parseIndex(…).annotations`). Malformed values count as
 * absent.
 */
export function readAnnotations(annotations: Readonly<Record<string, string>>): TagstreamAnnotations {
  const inputs = matching(annotations[annotationKeys.inputs], /^[a-f0-9]{64}$/);
  const tests = matching(annotations[annotationKeys.tests], /^[a-f0-9]{64}$/);
  const built = parseTimestamp(annotations[annotationKeys.built] ?? "");
  const intent = matching(annotations[annotationKeys.intent], /^[a-z]{1,32}$/);
  const run = matching(annotations[annotationKeys.run], /^[A-Za-z0-9._-]{1,64}$/);
  const pullRequest = matching(annotations[annotationKeys.pullRequest], /^[1-9]\d{0,8}$/);
  const revision = matching(annotations[ociKeys.revision], /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/);
  const source = matching(annotations[ociKeys.source], /^https?:\/\/\S{1,1000}$/);
  const version = matching(annotations[annotationKeys.version], /^[A-Za-z0-9._+-]{1,128}$/);
  const reason = rebuildReasons.find((known) => known === annotations[annotationKeys.reason]);
  const bases = parseSeenBases(annotations[annotationKeys.bases] ?? "");
  const removes = matching(annotations[annotationKeys.removes], /^[\w.-]{1,128}$/);
  return {
    ...(inputs === undefined ? {} : { inputs }),
    ...(tests === undefined ? {} : { tests }),
    ...(built === undefined ? {} : { built }),
    ...(intent === undefined ? {} : { intent }),
    ...(run === undefined ? {} : { run }),
    ...(pullRequest === undefined ? {} : { pullRequest: Number(pullRequest) }),
    ...(revision === undefined ? {} : { revision }),
    ...(source === undefined ? {} : { source }),
    ...(version === undefined ? {} : { version }),
    ...(reason === undefined ? {} : { reason }),
    ...(bases.length === 0 ? {} : { bases }),
    ...(removes === undefined ? {} : { removes }),
  };
}

function matching(value: string | undefined, pattern: RegExp): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/**
 * Reads the annotations of any manifest or index. The result is empty for malformed bytes, and for
 * images from before Tagstream.
 */
export function readManifestAnnotations(bytes: Uint8Array): TagstreamAnnotations {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const annotations = typeof value === "object" && value !== null && "annotations" in value ? value.annotations : undefined;
    if (typeof annotations !== "object" || annotations === null) return {};
    return readAnnotations(Object.fromEntries(Object.entries(annotations).filter(([, text]) => typeof text === "string")));
  } catch {
    return {};
  }
}

import { parseTimestamp, type Timestamp } from "../lib/timestamp.ts";

/**
 * The annotations on a built index: what plan, build and publish know of a digest, read with one request.
 * They are written once, by the build, and never changed: changing one would change the digest.
 */
export const annotationKeys = {
  /** The inputs hash, in full. Absent when the unit has none. */
  inputs: "io.github.tagstream.inputs",
  /** The hash of the tests at the commit that was built. */
  tests: "io.github.tagstream.tests",
  /** The timestamp of the plan that it was built for. */
  built: "io.github.tagstream.built",
  /** What the run was for that built it: `rebuild`, `publish`, `candidate`, `version`. */
  intent: "io.github.tagstream.intent",
  /** GitHub's run id, the same in every attempt; of the command line: `local`. */
  run: "io.github.tagstream.run",
  /** The number of the pull request that it is a candidate of. */
  pullRequest: "io.github.tagstream.pull-request",
  /** On the empty index that a tag is moved to so that it can be removed: that tag. */
  removes: "io.github.tagstream.removes",
} as const;

/** Labels and annotations under this prefix are written by Tagstream alone. */
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

/** What the annotations of an index say. What is absent or malformed there is absent here. */
export interface TagstreamAnnotations {
  inputs?: string;
  tests?: string;
  built?: Timestamp;
  intent?: string;
  run?: string;
  pullRequest?: number;
  /** The commit that it was built from: of a pull request, its head. */
  revision?: string;
  /** The page of the repository that it was built from. */
  source?: string;
  /** The tag that it stands in for, and that is about to be removed. */
  removes?: string;
}

/** Reads the annotations of an index (`parseIndex(…).annotations`); a malformed value counts as absent. */
export function readAnnotations(annotations: Readonly<Record<string, string>>): TagstreamAnnotations {
  const inputs = matching(annotations[annotationKeys.inputs], /^[a-f0-9]{64}$/);
  const tests = matching(annotations[annotationKeys.tests], /^[a-f0-9]{64}$/);
  const built = parseTimestamp(annotations[annotationKeys.built] ?? "");
  const intent = matching(annotations[annotationKeys.intent], /^[a-z]{1,32}$/);
  const run = matching(annotations[annotationKeys.run], /^[A-Za-z0-9._-]{1,64}$/);
  const pullRequest = matching(annotations[annotationKeys.pullRequest], /^[1-9]\d{0,8}$/);
  const revision = matching(annotations[ociKeys.revision], /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/);
  const source = matching(annotations[ociKeys.source], /^https?:\/\/\S{1,1000}$/);
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
    ...(removes === undefined ? {} : { removes }),
  };
}

function matching(value: string | undefined, pattern: RegExp): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/**
 * What any manifest or index says of itself. Whatever else may be under a tag, an image from before Tagstream or one that
 * is damaged, it says nothing: the result is empty.
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

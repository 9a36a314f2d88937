import type { BuilderNode } from "../core/build/builder-inspection.ts";
import type { BakeAnswer, BakeQuestion } from "../core/existing/bake-question.ts";
import type { Digest } from "../core/lib/digest.ts";
import type { SecretReference } from "../core/unit/unit.ts";
import type { Log } from "./log.ts";
import type { Redact } from "./redact.ts";
import type { Manifest } from "./registry.ts";

/** A request to `docker buildx bake`, for one unit. */
export interface BakeRequest {
  /** The bake file, as an object: `{ target: { [name]: … } }`. */
  definition: object;
  target: string;
  /**
   * Paths outside the work tree that the build may read (secrets), passed as `--allow fs.read=`.
   */
  allowRead: string[];
  /** Folders outside the work tree for the result, passed as `--allow fs.write=`. */
  allowWrite: string[];
  /** Secrets to mask in the log and the errors: the build's own, and those of other units. */
  secrets: SecretReference[];
  /**
   * Ids of secrets withheld from an untrusted change: a failure that they explain is not the
   * change's fault.
   */
  withheld: string[];
  /** The image that lists packages during this build, if there is one: its faults have a code of their own. */
  generator?: string;
}

/**
 * An image in a folder on this machine (OCI image specification, "Image Layout"). It must not leave
 * this machine.
 */
export interface Layout {
  /** Absolute. */
  readonly path: string;
  /** As in a registry, and verified too. */
  manifest(digest: Digest): Promise<Manifest | undefined>;
  blob(digest: Digest): Promise<Uint8Array>;
  /** As in a registry: nothing counts before the stream has ended. `limit` in bytes. */
  blobStream(digest: Digest, limit: number): AsyncIterable<Uint8Array>;
  /** Adds a manifest with this digest. */
  put(digest: Digest, bytes: Uint8Array): Promise<void>;
  /** Removes the folder. */
  dispose(): Promise<void>;
}

export interface BuilderFacts {
  name: string;
  driver: string;
  /** The platforms that its nodes can build for, including emulated ones. */
  platforms: string[];
  /** Its machines, in the order in which buildx tries them; none if unknown. */
  nodes: BuilderNode[];
  buildx: string;
}

export interface Builder {
  /** Throws unless the builder can push by digest and buildx is new enough. */
  check(): Promise<BuilderFacts>;
  /**
   * The missing ones among these secrets: an unset variable, or an unreadable file. Never looks at
   * values.
   */
  missingSecrets(secrets: SecretReference[], workTree: string): Promise<SecretReference[]>;
  /** Masks the values of these secrets in a text. */
  redactor(secrets: SecretReference[], workTree: string): Promise<Redact>;
  /**
   * Builds, and pushes or writes to a layout, in one bake call in the work tree; returns the digest
   * of the index.
   * @throws Failure `build-failed`; `build-secret-withheld` if a withheld secret explains it;
   *   `build-generator-failed` if the generator of package lists does
   */
  bake(request: BakeRequest, workTree: string, log: Log): Promise<Digest>;
  /** A new folder for a build that is never pushed. */
  layout(): Promise<Layout>;
  /**
   * What a bake file of a work tree defines, evaluated and not built: `docker buildx bake --print`. It reads
   * nothing but files of the work tree, and none of this machine's variables.
   */
  print(question: BakeQuestion, workTree: string): Promise<BakeAnswer>;
}

import type { Digest } from "../core/lib/digest.ts";
import type { SecretReference } from "../core/unit/unit.ts";
import type { Log } from "./log.ts";
import type { Redact } from "./redact.ts";
import type { Manifest } from "./registry.ts";

/** What `docker buildx bake` is asked for: one unit. */
export interface BakeRequest {
  /** The bake file, as an object: `{ target: { [name]: … } }`. */
  definition: object;
  target: string;
  /** Paths outside the work tree that the build may read (secrets): each is passed as `--allow fs.read=`. */
  allowRead: string[];
  /** Folders outside the work tree that the result is written to: each is passed as `--allow fs.write=`. */
  allowWrite: string[];
  /** The values of these are blotted out of its log and its errors: what the build is given by reference, and the other units' secrets. */
  secrets: SecretReference[];
  /** The ids of the secrets that the build lacks since its change is untrusted: a failure that they explain is none of the change. */
  withheld: string[];
}

/** An image in a folder of this machine (OCI image specification, "Image Layout"): what must not leave it. */
export interface Layout {
  /** Absolute. */
  readonly path: string;
  /** As a registry's; verified, too. */
  manifest(digest: Digest): Promise<Manifest | undefined>;
  blob(digest: Digest): Promise<Uint8Array>;
  /** Removes the folder. */
  dispose(): Promise<void>;
}

export interface BuilderFacts {
  name: string;
  driver: string;
  /** What it can build for, emulation included. */
  platforms: string[];
  buildx: string;
}

export interface Builder {
  /** Throws unless the builder can push by digest and buildx is new enough. */
  check(): Promise<BuilderFacts>;
  /** Of these secrets, those that are not there: a variable that is not set, a file that cannot be read. Values are never looked at. */
  missingSecrets(secrets: SecretReference[], workTree: string): Promise<SecretReference[]>;
  /** What blots the values of these secrets out of a text. */
  redactor(secrets: SecretReference[], workTree: string): Promise<Redact>;
  /**
   * Builds, and pushes or writes to a layout, in one bake call in the work tree; returns the digest of the index.
   * @throws Failure `build-failed`; `build-secret-withheld` where one of the withheld secrets explains it
   */
  bake(request: BakeRequest, workTree: string, log: Log): Promise<Digest>;
  /** A new folder for a build that is pushed nowhere. */
  layout(): Promise<Layout>;
}

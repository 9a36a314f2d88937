import type { Received, Reply } from "../registry-server.ts";
import type { Authentication } from "./authentication.ts";
import type { Removing } from "./removal.ts";
import type { RegistryStore } from "./store.ts";

/** In what a registry differs from distribution 3, which is what it does where nothing is said. */
export interface InProcessOptions {
  auth?: Authentication;
  /** Of distribution: 2 lists all tags at once, in no order, and removes only digests. 3 where nothing is said. */
  version?: 2 | 3;
  /** How manifests are removed, where that is not as the version has it. */
  removal?: Removing;
  /** Has the referrers API of the OCI distribution specification 1.1. */
  referrers?: boolean;
  /** Takes manifests whose parts are missing: for tests that need no parts. */
  acceptsIncomplete?: boolean;
  /** Answers in the registry's place, before anything is done. */
  intercept?: (request: Received, store: RegistryStore) => Reply | undefined;
}

/** A request to one repository, taken apart. */
export interface RepositoryRequest {
  method: string;
  /** The repository's name. */
  name: string;
  /** What follows the kind: a digest, a tag, the id of an upload. */
  rest: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

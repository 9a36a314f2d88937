import { setTimeout as sleep } from "node:timers/promises";
import type { Digest } from "../../core/lib/digest.ts";
import type { Registry } from "../../ports/registry.ts";
import { createAuthorizer } from "./auth/authorization.ts";
import { createCredentials } from "./auth/credentials.ts";
import { createKnownSecrets } from "./auth/secrets.ts";
import { createTokens } from "./auth/token.ts";
import { createClient, createSender } from "./client.ts";
import { createPushed } from "./lag.ts";
import { readBlob, streamBlob } from "./read/blob.ts";
import { get, resolve } from "./read/manifest.ts";
import { listTags } from "./read/tags.ts";
import { parseRepository } from "./reference.ts";
import { createRefusals } from "./refusal.ts";
import type { RegistrySession } from "./registry-session.ts";
import { createTagRemoval } from "./removal/by-registry.ts";
import { createManifestRegistry } from "./removal/manifests.ts";
import { removeTags } from "./removal/remove.ts";
import { type WatchOptions, watchHosts } from "./transport/host-watch.ts";
import type { RetryOptions } from "./transport/retry.ts";
import { createExchange, type TransportOptions } from "./transport/transport.ts";
import { claim } from "./upload/claim.ts";
import { createCopy } from "./upload/copy.ts";
import { assertCanPush } from "./upload/push-access.ts";
import { putManifest } from "./upload/put.ts";

export interface RegistryOptions extends TransportOptions, WatchOptions {
  /**
   * Where to look up Docker's logins: DOCKER_CONFIG, DOCKER_AUTH_CONFIG, HOME, and PATH for
   * credential helpers.
   */
  environment?: NodeJS.ProcessEnv;
  /** Registries (`host:port`) to reach by plain http, besides those on loopback addresses. */
  insecure?: readonly string[];
  retry?: RetryOptions;
}

/**
 * A client of the OCI distribution specification 1.1 for all registries, with one token cache and
 * one connection pool. Registry faults throw Failures with codes `registry-*`.
 */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const session = createRegistrySession(options);
  const copy = createCopy(session);
  const removeTag = createTagRemoval(session, options.environment);
  const { address } = session;
  return {
    resolve: async (repository, reference) => resolve(session, address(repository), reference),
    manifest: async (repository, reference) => get(session, address(repository), reference),
    blob: async (repository, digest: Digest) => readBlob(session, address(repository), digest),
    blobStream: (repository, digest, limit) => streamBlob(session, address(repository), digest, limit),
    tags: async (repository) => listTags(session, address(repository)),
    pause: (milliseconds) => sleep(milliseconds * (session.retry.scale ?? 1)),
    putManifest: async (repository, reference, manifest) => putManifest(session, address(repository), reference, manifest),
    claim: async (repository, tag, manifest) => claim(session, address(repository), tag, manifest),
    pushed: (repository, digest) => session.pushed.add(address(repository), digest),
    copy: async (digest, from, to, log) => copy(digest, address(from), address(to), log),
    removeTags: async (repository, tags, log, whyStays) =>
      removeTags({ ...session, removeTag, ...(whyStays ? { whyStays } : {}) }, address(repository), tags, log),
    ...createManifestRegistry(session, options),
    hasLogin: async (repository) => (await session.credentialsFor(address(repository).registry)) !== undefined,
    assertCanPush: async (repository) => assertCanPush(session, address(repository)),
  };
}

/** The assembled parts, for the operations in this folder and their tests. */
export function createRegistrySession(options: RegistryOptions): RegistrySession {
  const { environment = process.env, insecure = [], retry = {} } = options;
  const secrets = createKnownSecrets();
  const credentialsFor = createCredentials(environment, secrets);
  // A health probe must not queue behind the calls that the host leaves unanswered.
  const { onRequest: _, ...quietly } = options;
  const hosts = watchHosts(createExchange(options), createExchange(quietly), options);
  const send = createSender(hosts, retry);
  const tokens = createTokens(send, secrets);
  const client = createClient(hosts, createAuthorizer(credentialsFor, tokens), retry);
  return {
    ...client,
    address: (repository) => parseRepository(repository, insecure),
    refusal: createRefusals(credentialsFor, secrets),
    retry,
    pushed: createPushed(),
    send,
    withoutNumber: new Set(),
    credentialsFor,
  };
}

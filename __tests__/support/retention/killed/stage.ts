import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createApiRemoval } from "../../../../src/adapters/registry/removal/by-api.ts";
import { createTagRemoval } from "../../../../src/adapters/registry/removal/by-registry.ts";
import { createPackagesRemoval } from "../../../../src/adapters/registry/removal/github-packages.ts";
import { createManifestRegistry } from "../../../../src/adapters/registry/removal/manifests.ts";
import { createPackageSource } from "../../../../src/adapters/registry/removal/package-source.ts";
import { type RemoveTag, removeTags } from "../../../../src/adapters/registry/removal/remove.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import { dockerHub } from "../../../../src/core/registries/docker-hub.ts";
import type { UntaggedRemoval } from "../../../../src/core/registries/vendor.ts";
import type { Manifest, Registry } from "../../../../src/ports/registry.ts";
import { ghcrServer } from "../../ghcr-server.ts";
import type { Received, Reply } from "../../registry-server.ts";
import { type MemoryRegistry, memoryRegistry, refusal } from "../../removal-registry.ts";
import { json, retry, type Services } from "../../services.ts";

/** A kind of registry, by how it removes a tag. */
export type Kind = "distribution 3" | "distribution 2" | "GHCR" | "Docker Hub";

/** What both registries hold, of their one repository. */
export type State = readonly { tags: ReadonlyMap<string, Digest>; manifests: ReadonlyMap<Digest, Manifest> }[];

/** Two registries that remember nothing but what they hold, so that a run can begin with any of their states. */
export interface Stage {
  /** The repository in each registry. */
  repositories: readonly [string, string];
  /** Whether each registry lists its images. */
  lists: readonly boolean[];
  /** A new client: it knows nothing of earlier runs. */
  client(): Registry;
  state(): State;
  restore(state: State): void;
  /** Called with each request that may change something, before anything is done. */
  onChange(listener: (request: Received) => void): void;
}

/** The client's part for one kind of registry. */
interface Way {
  removal?: (server: MemoryRegistry, session: ReturnType<typeof createRegistrySession>) => RemoveTag;
  untagged?: (server: MemoryRegistry) => UntaggedRemoval;
  serve(before: (request: Received) => void): Promise<MemoryRegistry>;
}

const ways: Record<Kind, Way> = {
  "distribution 3": { serve: (before) => memoryRegistry("by tag", quietly(before)) },
  "distribution 2": { serve: (before) => memoryRegistry("by digest", quietly(before)) },
  GHCR: {
    serve: (before) => ghcrServer({ more: quietly(before), intercept: quietly(before) }),
    removal: ({ origin }, session) =>
      createPackagesRemoval(
        session,
        createPackageSource(session, () => origin, 1),
      ),
    untagged: ({ origin }) => ({ by: "github-packages", apiUrl: () => origin }),
  },
  "Docker Hub": {
    serve: (before) =>
      memoryRegistry("by digest", (request, registry) => quietly(before)(request) ?? hubAnswer(request, registry)),
    removal({ origin }, session) {
      const { removal, title } = dockerHub;
      if (removal.by !== "api") throw new Error(removal.by);
      return createApiRemoval(session, { ...removal.api, origin }, title);
    },
    untagged: () => dockerHub.untagged as UntaggedRemoval,
  },
};

/** Answers nothing, so that the registry does. */
const quietly =
  (before: (request: Received) => void) =>
  (request: Received): Reply | undefined => {
    before(request);
    return undefined;
  };

/** Docker Hub's own API, and its refusal to remove a manifest that something needs. */
function hubAnswer({ method, path }: Received, { tags, manifests }: MemoryRegistry): Reply | undefined {
  const [, tag] = /^\/v2\/repositories\/osg\/squid\/tags\/([^/]+)\/$/.exec(path) ?? [];
  if (path === "/v2/auth/token") return json({ access_token: "short" });
  if (tag !== undefined) return { status: tags.delete(tag) ? 204 : 404 };
  const digest = path.split("/").at(-1) ?? "";
  if (method !== "DELETE") return undefined;
  const isNamed = [...manifests.values()].some(({ bytes }) => new TextDecoder().decode(bytes).includes(digest));
  return isNamed || [...tags.values()].some((shown) => shown === digest) ? refusal(403, "DENIED") : undefined;
}

/** Starts two registries of these kinds. */
export async function makeStage(services: Services, kinds: readonly [Kind, Kind]): Promise<Stage> {
  let listener: (request: Received) => void = () => {};
  const before = (request: Received): void => {
    const isRead = ["GET", "HEAD"].includes(request.method) || request.path === "/v2/auth/token";
    if (!isRead) listener(request);
  };
  const [first, second] = [await ways[kinds[0]].serve(before), await ways[kinds[1]].serve(before)];
  const servers = [services.add(first), services.add(second)];
  const environment = services.loggedIn(...servers.map(({ host }) => host));
  const options = { environment, retry };
  const client = (): Registry => {
    const session = createRegistrySession(options);
    const plain = createTagRemoval(session, environment);
    const own = new Map(servers.map((server, index) => [server.host, partsOf(kinds[index] ?? kinds[0], server, session)]));
    const removeTag: RemoveTag = (address, target) => (own.get(address.registry)?.removeTag ?? plain)(address, target);
    return {
      ...createRegistry(options),
      ...createManifestRegistry(session, { environment, second: 1, wayOf: (host) => own.get(host)?.untagged }),
      removeTags: async (repository, tags, log, whyStays) =>
        removeTags({ ...session, removeTag, ...(whyStays ? { whyStays } : {}) }, session.address(repository), tags, log),
    };
  };
  return {
    repositories: [`${first.host}/osg/squid`, `${second.host}/osg/squid`],
    lists: kinds.map((kind) => kind === "GHCR"),
    client,
    state: () => servers.map(({ tags, manifests }) => ({ tags: new Map(tags), manifests: new Map(manifests) })),
    restore: (state) => {
      for (const [index, server] of servers.entries()) {
        refill(server.tags, state[index]?.tags);
        refill(server.manifests, state[index]?.manifests);
      }
    },
    onChange: (next) => {
      listener = next;
    },
  };
}

function partsOf(kind: Kind, server: MemoryRegistry, session: ReturnType<typeof createRegistrySession>) {
  const { removal, untagged } = ways[kind];
  return { removeTag: removal?.(server, session), untagged: untagged?.(server) };
}

function refill<K, V>(map: Map<K, V>, from: ReadonlyMap<K, V> = new Map()): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

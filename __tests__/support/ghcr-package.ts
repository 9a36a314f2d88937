import { createRegistrySession } from "../../src/adapters/registry/index.ts";
import { createManifestRegistry } from "../../src/adapters/registry/removal/manifests.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import type { ManifestRegistry } from "../../src/ports/manifests.ts";
import { type GhcrOptions, type GhcrServer, ghcrServer } from "./ghcr-server.ts";
import type { Reply } from "./registry-server.ts";
import { indexPusher, type PushIndex } from "./removal-registry.ts";
import { anonymous, json, retry, type Services } from "./services.ts";

/** GitHub's answer when an hour's requests are used up. */
export const usedUp: Reply = { ...json({ message: "API rate limit exceeded" }, 403), headers: { "x-ratelimit-remaining": "0" } };

/** A package, and the client of its manifests. */
export interface GhcrPackage extends ManifestRegistry {
  server: GhcrServer;
  repository: string;
  /** What its removals logged. */
  lines: string[];
  /** Puts an index of other manifests under tags, or under none. */
  push: PushIndex;
  remove(...digests: Digest[]): ReturnType<ManifestRegistry["removeManifests"]>;
}

export async function ghcrPackage(services: Services, options: GhcrOptions = {}, login = true): Promise<GhcrPackage> {
  const server = services.add(await ghcrServer(options));
  const session = createRegistrySession({ environment: login ? services.loggedIn(server.host) : anonymous, retry });
  const way = { by: "github-packages" as const, apiUrl: () => server.origin };
  const registry = createManifestRegistry(session, { wayOf: () => way, second: 1 });
  const lines: string[] = [];
  const repository = `${server.host}/osg/squid`;
  const push = indexPusher(server);
  const remove = (...digests: Digest[]) =>
    registry.removeManifests(repository, digests, { line: (text) => void lines.push(text) });
  return { ...registry, server, repository, lines, push, remove };
}

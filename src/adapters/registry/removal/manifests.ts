import { hostKey, vendorOf } from "../../../core/registries/host.ts";
import type { UntaggedRemoval } from "../../../core/registries/vendor.ts";
import type { ManifestRegistry } from "../../../ports/manifests.ts";
import type { RegistrySession } from "../registry-session.ts";
import { createPackageSource } from "./package-source.ts";
import { type ManifestWay, removeManifests } from "./remove-manifests.ts";
import { createDelete } from "./untagged-by-delete.ts";
import { createPackagesWay, listVersions } from "./untagged-packages.ts";

interface ManifestOptions {
  environment?: NodeJS.ProcessEnv | undefined;
  /** By host: how images without tags go. */
  wayOf?: (registry: string) => UntaggedRemoval | undefined;
  /** Milliseconds per second of waiting for GitHub. */
  second?: number;
}

/** See `ManifestRegistry`: in the vendor's own way, where a registry needs one. */
export function createManifestRegistry(
  session: RegistrySession,
  { environment = process.env, wayOf = (registry) => vendorOf(registry)?.untagged, second = 1000 }: ManifestOptions = {},
): ManifestRegistry {
  const sourceOf = (way: Extract<UntaggedRemoval, { by: "github-packages" }>) =>
    createPackageSource(session, (registry) => way.apiUrl(hostKey(registry), environment["GITHUB_API_URL"]), second);
  const sources = new Map<UntaggedRemoval, ReturnType<typeof sourceOf>>();
  const known = (way: Extract<UntaggedRemoval, { by: "github-packages" }>) => {
    const source = sources.get(way) ?? sourceOf(way);
    sources.set(way, source);
    return source;
  };
  const manifestWay = (way: UntaggedRemoval): ManifestWay =>
    way.by === "delete" ? createDelete(session, way) : createPackagesWay(session, known(way));
  return {
    keepsUntagged: async (repository) => wayOf(session.address(repository).registry) !== undefined,
    manifests: async (repository) => {
      const address = session.address(repository);
      const way = wayOf(address.registry);
      return way?.by === "github-packages" ? listVersions(session, known(way), address) : undefined;
    },
    removeManifests: async (repository, digests, log) => {
      const address = session.address(repository);
      const way = wayOf(address.registry);
      if (way) return removeManifests(session, manifestWay(way), address, digests, log);
      const reason = `${address.registry} removes images without tags by its own garbage collection or clean-up policy`;
      return digests.map((digest) => ({ digest, outcome: "kept", reason }));
    },
  };
}

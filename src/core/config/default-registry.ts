import { containersHost } from "../registries/ghcr.ts";
import { vendors } from "../registries/index.ts";

/** Where a repository's images go when the configuration does not say: GitHub's own registry, or why there is none. */
export type DefaultRegistry = { registry: string } | { none: string };

/** What a configuration has to know of the repository that it is in. */
export interface Home {
  /** Owner of the GitHub repository. */
  owner?: string;
  /** Its server's address, or any page there; absent: `https://github.com`. */
  server?: string;
}

/**
 * The Container registry that belongs to a GitHub server: `ghcr.io` to github.com. A GitHub Enterprise Server may have none, and its images must not go to a public one by default: there, the configuration must say
 * (decision 28).
 */
export function defaultRegistry({ owner, server }: Home): DefaultRegistry {
  const say = "set it, for example";
  if (owner === undefined) {
    return { none: `there is no GitHub repository to take the owner from: ${say} \`registries: [ghcr.io/octo-org]\`` };
  }
  const namespace = owner.toLowerCase();
  const host = hostOf(server || "https://github.com");
  for (const { ofGitHubServer } of vendors) {
    const registry = ofGitHubServer?.(host);
    if (registry !== undefined) return { registry: `${registry}/${namespace}` };
  }
  const enterprise = `\`registries: [${containersHost(host)}/${namespace}]\` on a GitHub Enterprise Server that has its Container registry`;
  return { none: `Tagstream knows no registry of ${host}, which hosts this repository: ${say} ${enterprise}` };
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : address;
}

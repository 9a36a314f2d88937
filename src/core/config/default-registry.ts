import { containersHost } from "../registries/ghcr.ts";
import { vendors } from "../registries/index.ts";

/**
 * The registry of a configuration without `registries`: GitHub's own, or why there is no default.
 */
export type DefaultRegistry = { registry: string } | { none: string };

/** Facts about the repository that contains the configuration, and about what is built of it. */
export interface Home {
  /** Owner of the GitHub repository. */
  owner?: string;
  /** The address of its server, or of any page there. Default: `https://github.com`. */
  server?: string;
  /** Its default branch: a stream that names it comes from there, as one without `from`. */
  defaultBranch?: string;
  /** The pushed git tag, if it is what is built. */
  gitTag?: string;
  /** Whether all streams come from the configuration's own commit, as the version of a git tag does. */
  oneSource?: boolean;
  /** The day that decides which tests are waived, UTC: `2026-11-23`. Without it, every test binds. */
  today?: string;
}

/**
 * The Container registry of a GitHub server: `ghcr.io` for github.com. A GitHub Enterprise Server
 * may have none. Its images must not go to a public registry by default, so the configuration must
 * name one (decision 28).
 */
export function defaultRegistry({ owner, server }: Home): DefaultRegistry {
  const say = "add, for example,";
  if (owner === undefined) {
    return { none: `the default needs the owner of a GitHub repository: ${say} \`registries: [ghcr.io/octo-org]\`` };
  }
  const namespace = owner.toLowerCase();
  const host = hostOf(server || "https://github.com");
  for (const { ofGitHubServer } of vendors) {
    const registry = ofGitHubServer?.(host);
    if (registry !== undefined) return { registry: `${registry}/${namespace}` };
  }
  const enterprise = `\`registries: [${containersHost(host)}/${namespace}]\` on a GitHub Enterprise Server that has its Container registry`;
  return { none: `Tagstream has no default for ${host}, which hosts this repository: ${say} ${enterprise}` };
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : address;
}

import type { UntaggedRemoval, Vendor } from "./vendor.ts";

/**
 * Its registry API answers 405 to each DELETE. GitHub's API removes a version: a digest and all its
 * tags. It keeps versions without tags for ever.
 */
const packages: Extract<UntaggedRemoval, { by: "github-packages" }> = {
  by: "github-packages",
  // A login for GHE.com goes to that server only.
  apiUrl: (host, ownUrl) => (host === "ghcr.io" ? ownUrl : `https://${host.replace(/^containers\./, "api.")}`),
};

/** The host of the Container registry of a GitHub server that is not github.com. */
export function containersHost(server: string): string {
  return `containers.${server}`;
}

/** GitHub's Container registry, on github.com and on GHE.com. */
export const ghcr: Vendor = {
  page: "ghcr",
  title: "GHCR",
  example: "ghcr.io/octo-org",
  hosts: /^(?:ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com)$/,
  namespace: "your user or organization",
  ofGitHubServer(host) {
    if (host === "github.com" || host === "www.github.com") return "ghcr.io";
    return host.endsWith(".ghe.com") ? containersHost(host) : undefined;
  },
  grant(verb) {
    const right = verb === "read" ? "packages: read" : "packages: write";
    const role = { push: "", read: ", with the role Read", remove: ", with the role Admin" }[verb];
    return `the token lacks \`${right}\`. Add it to the job's \`permissions\`.\nIf the package existed before this repository used it: Package settings → Manage Actions access → add it${role}.`;
  },
  removal: packages,
  untagged: packages,
};

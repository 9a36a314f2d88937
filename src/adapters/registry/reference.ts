import { failure } from "../../core/lib/problem.ts";
import { fullName, repositoryNamePattern } from "../../core/oci/reference.ts";
import { hostNames, isLoopback, normalHost } from "../../core/registries/host.ts";

/** Where a repository is: what people call it, and how it is reached. */
export interface RepositoryAddress {
  /** As it is shown, in lower case: `docker.io`, `localhost:5000`. */
  registry: string;
  /** As the registry's API knows it: `library/busybox`. */
  name: string;
  /** `https://registry-1.docker.io`. */
  origin: string;
  /** For messages: `docker.io/library/busybox`. */
  text: string;
}

const host = /^(?:\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/i;

/**
 * Parses `registry/name`. As Docker does: `docker.io` is reached at `registry-1.docker.io`, its one-part names are in `library/`,
 * and a loopback address (any port) speaks plain http; so do the hosts in `insecure` (`host:port`), everything else https.
 * Throws `registry-reference`.
 */
export function parseRepository(text: string, insecure: readonly string[] = []): RepositoryAddress {
  const slash = text.indexOf("/");
  const registry = normalHost(text.slice(0, Math.max(slash, 0)));
  const path = text.slice(slash + 1);
  const named = /[.:]/.test(registry) || registry === "localhost";
  if (!named || !host.test(registry) || !repositoryNamePattern.test(path)) {
    throw failure(
      "registry-reference",
      `"${text}" is not a repository: write the registry and a name in lower case, as in ghcr.io/octo-org/app.`,
    );
  }
  const name = fullName(registry, path);
  const scheme = isLoopback(registry) || insecure.some((plain) => plain.toLowerCase() === registry) ? "http" : "https";
  return {
    registry,
    name,
    origin: new URL(`${scheme}://${hostNames(registry)?.api ?? registry}`).origin,
    text: `${registry}/${name}`,
  };
}

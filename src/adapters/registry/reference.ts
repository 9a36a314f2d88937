import { failure } from "../../core/lib/problems/problem.ts";
import { fullName, repositoryNamePattern } from "../../core/oci/reference.ts";
import { hostNames, isLoopback, normalHost } from "../../core/registries/host.ts";

/** A repository: its name for people, and its address. */
export interface RepositoryAddress {
  /** As shown to people, in lower case: `docker.io`, `localhost:5000`. */
  registry: string;
  /** The name in the registry's API: `library/busybox`. */
  name: string;
  /** `https://registry-1.docker.io`. */
  origin: string;
  /** For messages: `docker.io/library/busybox`. */
  text: string;
}

const host = /^(?:\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/i;

/**
 * Parses `registry/name` as Docker does. `docker.io` is at `registry-1.docker.io`, and its one-part
 * names are in `library/`. Loopback addresses (any port) and the hosts in `insecure` (`host:port`)
 * use plain http; all others use https.
 * @throws Failure `registry-reference`
 */
export function parseRepository(text: string, insecure: readonly string[] = []): RepositoryAddress {
  const slash = text.indexOf("/");
  const registry = normalHost(text.slice(0, Math.max(slash, 0)));
  const path = text.slice(slash + 1);
  const named = /[.:]/.test(registry) || registry === "localhost";
  if (!named || !host.test(registry) || !repositoryNamePattern.test(path)) {
    throw failure(
      "registry-reference",
      `"${text}" is not a repository. Write the registry and a lower-case name, as in ghcr.io/octo-org/app.`,
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

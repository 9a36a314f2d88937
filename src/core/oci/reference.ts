import { type Digest, isDigest } from "../lib/digest.ts";
import { dockerHubNames, familiarHosts } from "../registries/docker-hub.ts";
import { hostKey, hostNames, normalHost, vendorOf } from "../registries/host.ts";

/** Names that registries and BuildKit accept. */

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

/** A repository's name without its registry, per the OCI distribution specification (`<name>`). */
export const repositoryNamePattern = new RegExp(`^${component}(?:/${component})*$`);

const hostPattern =
  /^(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)(?::[0-9]{1,5})?$/;

/** Why a text is no valid image name; undefined if it is valid. */
export function imageNameFault(name: string): string | undefined {
  if (repositoryNamePattern.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (repositoryNamePattern.test(lower)) return `registries accept only lower case: write "${lower}"`;
  return "use lower-case letters, digits, single `.`, `_` or `-` between them, and `/`";
}

/** `registry/name` for people. On Docker Hub, names of one part get `library/`. */
export function normalRepository(text: string): string {
  return withHost(text, normalHost);
}

/** The one key for all spellings of a repository, `registry/name`. */
export function repositoryKey(text: string): string {
  return withHost(text, hostKey);
}

/** The registry of a repository, `registry/name`. */
export function hostOf(repository: string): string {
  return repository.slice(0, Math.max(repository.indexOf("/"), 0));
}

/**
 * A name with its registry, by Docker's rules: `osg/base` is `docker.io/osg/base`. The first part
 * is a registry if it contains `.`, `:` or a capital letter, or is `localhost`.
 */
export function withRegistry(name: string): string {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase() ? name : `${dockerHubNames.shown}/${name}`;
}

/**
 * The repository and the digest of a pinned image, `name[:tag]@sha256:…`, in any of its spellings:
 * `octo/scanner` is in `docker.io/octo/scanner`. Undefined for any other text.
 */
export function pinnedImage(reference: string): { repository: string; digest: Digest } | undefined {
  const [, name, digest = ""] = /^([^@]+?)(?::[^:/@]*)?@(.*)$/.exec(reference) ?? [];
  if (name === undefined || !isDigest(digest)) return undefined;
  return { repository: normalRepository(withRegistry(name)), digest };
}

/** A reference in Docker's short form: without `docker.io/`, `library/` and `:latest`. */
export function familiarName(reference: string): string {
  const [host = "", ...path] = reference.replace(/:latest$/, "").split("/");
  if (path.length === 0 || !familiarHosts.includes(host)) return [host, ...path].join("/");
  return (path.length === 2 && path[0] === dockerHubNames.defaultNamespace ? path.slice(1) : path).join("/");
}

function withHost(text: string, spell: (host: string) => string): string {
  const slash = text.indexOf("/");
  if (slash < 0) return text;
  const host = spell(text.slice(0, slash));
  return `${host}/${fullName(host, text.slice(slash + 1))}`;
}

/** A repository's name in its registry's API: on Docker Hub, `busybox` is `library/busybox`. */
export function fullName(host: string, name: string): string {
  const namespace = name.includes("/") ? undefined : hostNames(host)?.defaultNamespace;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/**
 * Why a text does not name a registry with its namespace (`ghcr.io/octo-org`) or a full repository;
 * undefined if it does. Docker adds Docker Hub to a name without a host. Tagstream requires the
 * host.
 */
export function registryFault(text: string, kind: "registry" | "repository"): string | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined) return `write "${text.slice(scheme.length).replace(/\/+$/, "").toLowerCase()}", without "${scheme}"`;
  if (text !== text.trim() || text === "") return text === "" ? "it is empty" : "it begins or ends with a space";
  if (text.endsWith("/")) return `it ends with "/": write "${text.replace(/\/+$/, "")}"`;
  if (text.includes("@")) return "it contains a digest or a user: write only the registry and the namespace";
  return partsFault(text, kind);
}

function partsFault(text: string, kind: "registry" | "repository"): string | undefined {
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const rest = slash < 0 ? "" : text.slice(slash + 1);
  if (!/[.:]/.test(host) && host !== "localhost")
    return `it does not begin with a registry: for Docker Hub write "${dockerHubNames.shown}/${text.toLowerCase()}"`;
  if (rest.includes(":"))
    return `it has a tag: write "${text.slice(0, text.lastIndexOf(":"))}", because \`tag\` and \`aliases\` give the tags`;
  if (!hostPattern.test(host)) return `"${host}" is not a valid host name`;
  return rest === "" ? hostAloneFault(host, kind) : nameFault(host, rest);
}

function hostAloneFault(host: string, kind: "registry" | "repository"): string | undefined {
  if (kind === "repository") return `the image's name is missing after "${host}"`;
  const namespace = vendorOf(host)?.namespace;
  return namespace === undefined ? undefined : `${host} needs a namespace: write "${host}/" and ${namespace}`;
}

function nameFault(host: string, rest: string): string | undefined {
  if (repositoryNamePattern.test(rest)) return undefined;
  if (repositoryNamePattern.test(rest.toLowerCase()))
    return `registries accept only lower case: write "${host}/${rest.toLowerCase()}"`;
  return `"${rest}" is not a valid name: use lower-case letters, digits, single \`.\`, \`_\` or \`-\` between them, and \`/\``;
}

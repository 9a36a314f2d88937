/** Names as registries and BuildKit take them. */

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

/** A repository's name without its registry, per the OCI distribution specification (`<name>`). */
export const repositoryNamePattern = new RegExp(`^${component}(?:/${component})*$`);

const hostPattern =
  /^(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)(?::[0-9]{1,5})?$/;

/** Why a text may not be an image's name, or undefined when it may. */
export function imageNameFault(name: string): string | undefined {
  if (repositoryNamePattern.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (repositoryNamePattern.test(lower)) return `registries take lower case only: write "${lower}"`;
  return "an image's name has lower-case letters, digits, single `.`, `_` or `-` between them, and `/`";
}

/** Docker Hub under each of its names, one of which its API has and one its logins. */
const hubPattern = /^(?:(?:index|registry-1)\.)?docker\.io(?::0*443)?$/;

/** Whether a host, with or without a port, is this machine itself: registries there speak plain http. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
}

/** A registry's host as it is shown and pushed to: in lower case; Docker Hub has one name. A port stays as it is written: Docker keeps logins by it. */
export function normalHost(host: string): string {
  const lower = host.toLowerCase();
  return hubPattern.test(lower) ? "docker.io" : lower;
}

/** What is the same for all spellings of a registry's host: without the port that goes without saying, too. */
export function hostKey(host: string): string {
  return normalHost(host).replace(isLoopback(host) ? /:0*80$/ : /:0*443$/, "");
}

/** `registry/name` as it is shown: on Docker Hub, names of one part are in `library/`. */
export function normalRepository(text: string): string {
  return withHost(text, normalHost);
}

/** What is the same for all spellings of a repository, `registry/name`. */
export function repositoryKey(text: string): string {
  return withHost(text, hostKey);
}

/**
 * A name as Docker takes it, with its registry: `osg/base` is `docker.io/osg/base`. The first part is a registry when it has a `.`, a `:` or a capital
 * letter, or is `localhost`.
 */
export function withRegistry(name: string): string {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase() ? name : `docker.io/${name}`;
}

function withHost(text: string, spell: (host: string) => string): string {
  const slash = text.indexOf("/");
  if (slash < 0) return text;
  const host = spell(text.slice(0, slash));
  const path = text.slice(slash + 1);
  return `${host}/${host === "docker.io" && !path.includes("/") ? "library/" : ""}${path}`;
}

/** Registries where an image right under the host belongs to nobody who could push it. */
const needNamespace = new Set(["docker.io", "ghcr.io", "quay.io"]);

/**
 * Why a text may not name a registry with its namespace (`ghcr.io/octo-org`) or, with `image`, a full repository; undefined when it may.
 * Docker reads a name without a host as one on Docker Hub; here, every registry is named.
 */
export function registryFault(text: string, kind: "registry" | "repository"): string | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined)
    return `a ${kind} is named without "${scheme}": write "${text.slice(scheme.length).replace(/\/+$/, "").toLowerCase()}"`;
  if (text !== text.trim() || text === "") return text === "" ? "it is empty" : "it has a space around it";
  if (text.endsWith("/")) return `it ends with "/": write "${text.replace(/\/+$/, "")}"`;
  if (text.includes("@")) return "it names a digest or a user: write the registry and the namespace alone";
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const rest = slash < 0 ? "" : text.slice(slash + 1);
  if (!/[.:]/.test(host) && host !== "localhost")
    return `it has no registry in front: for Docker Hub write "docker.io/${text.toLowerCase()}"`;
  if (rest.includes(":"))
    return `it has a tag: write "${text.slice(0, text.lastIndexOf(":"))}", the tags come from \`tag\` and \`aliases\``;
  if (!hostPattern.test(host)) return `"${host}" is not the name of a host`;
  if (rest === "") {
    if (kind === "repository") return `it has no image's name behind "${host}"`;
    return needNamespace.has(hostKey(host))
      ? `${host} needs a namespace: write "${host}/" and your user or organization`
      : undefined;
  }
  if (repositoryNamePattern.test(rest)) return undefined;
  if (repositoryNamePattern.test(rest.toLowerCase()))
    return `registries take lower case only: write "${host}/${rest.toLowerCase()}"`;
  return `"${rest}" is not a name that registries take: lower-case letters, digits, single \`.\`, \`_\` or \`-\` between them, and \`/\``;
}

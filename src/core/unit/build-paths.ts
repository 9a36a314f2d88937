import { normalizePath } from "../lib/repository-path.ts";

/** The paths and contexts that a unit's build can have. A configuration is checked by these rules, and a plan again. */

/** What is fetched from elsewhere: BuildKit's named contexts that are no local folders. */
const remote = /^(?:docker-image:\/\/|https?:\/\/|git:\/\/|ssh:\/\/|git@)/;

/** Anything else that begins like an address. */
const otherScheme = /^[a-z][a-z0-9+.-]*:/;

/** Where a configuration's context comes from; `unknown` for an address that BuildKit does not fetch. */
export function contextOrigin(text: string): "elsewhere" | "repository" | "unknown" {
  if (remote.test(text)) return "elsewhere";
  return otherScheme.test(text) ? "unknown" : "repository";
}

/** Whether a named context is something else than a folder of the repository: `docker-image://…`, `https://…`, `git@…`. */
export function isRemoteContext(value: string): boolean {
  return /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|git@|github\.com\/|target:)/.test(value);
}

/**
 * Whether a path is as `normalizePath` gives it, and buildx reads it as a path: not as its standard input (`-`), nor as what is
 * fetched from elsewhere (`git@…`, `github.com/…`).
 */
export function isPlainPath(path: string): boolean {
  return normalizePath(path) === path && path !== "-" && !/[\\\p{Cc}]/u.test(path) && !isRemoteContext(path);
}

/** Whether a named context is one that a configuration can have: a folder of the repository, or fetched from elsewhere. */
export function isNamedContext(text: string): boolean {
  const origin = contextOrigin(text);
  return origin === "elsewhere" || (origin === "repository" && isPlainPath(text));
}

/** Whether a path of a Dockerfile is one that a configuration can have: buildx takes the name `-` for its standard input. */
export function isDockerfilePath(path: string): boolean {
  return isPlainPath(path) && path !== "." && path.split("/").at(-1) !== "-";
}

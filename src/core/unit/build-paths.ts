import { normalizePath } from "../lib/repository-path.ts";

/**
 * The valid paths and contexts of a unit's build. Configurations and plans both follow these rules.
 */

/** The named contexts that BuildKit fetches: all but local folders. */
const remote = /^(?:docker-image:\/\/|https?:\/\/|git:\/\/|ssh:\/\/|git@)/;

/** Any other address. */
const otherScheme = /^[a-z][a-z0-9+.-]*:/;

/**
 * The origin of a configuration's context; `unknown` for an address that BuildKit does not fetch.
 */
export function contextOrigin(text: string): "elsewhere" | "repository" | "unknown" {
  if (remote.test(text)) return "elsewhere";
  return otherScheme.test(text) ? "unknown" : "repository";
}

/**
 * Whether a named context is no folder of the repository: `docker-image://…`, `https://…`, `git@…`.
 */
export function isRemoteContext(value: string): boolean {
  return /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|git@|github\.com\/|target:)/.test(value);
}

/**
 * Whether a path is normal (`normalizePath`), and buildx reads it as a path: not as its standard
 * input (`-`), nor as an address (`git@…`, `github.com/…`).
 */
export function isPlainPath(path: string): boolean {
  return normalizePath(path) === path && path !== "-" && !/[\\\p{Cc}]/u.test(path) && !isRemoteContext(path);
}

/**
 * Whether a named context is valid: a folder of the repository, or an address that BuildKit
 * fetches.
 */
export function isNamedContext(text: string): boolean {
  const origin = contextOrigin(text);
  return origin === "elsewhere" || (origin === "repository" && isPlainPath(text));
}

/** Whether a Dockerfile's path is valid. Buildx reads the name `-` as its standard input. */
export function isDockerfilePath(path: string): boolean {
  return isPlainPath(path) && path !== "." && path.split("/").at(-1) !== "-";
}

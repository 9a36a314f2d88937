import { repositoryKey, withRegistry } from "../../oci/reference.ts";

/**
 * The canonical form of a reference in FROM, the same for all its spellings: `base` is
 * `docker.io/library/base:latest`. Undefined for a reference with a digest, which no publication
 * moves.
 */
export function publishedReference(reference: string): string | undefined {
  if (reference.includes("@")) return undefined;
  const [, name = "", tag = "latest"] = /^(.*?)(?::([^:/]*))?$/.exec(reference) ?? [];
  return `${repositoryKey(withRegistry(name))}:${tag}`;
}

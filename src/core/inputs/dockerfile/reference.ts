import { repositoryKey, withRegistry } from "../../oci/reference.ts";

/**
 * A reference as FROM has it, in the one form that all its spellings share: `base` is `docker.io/library/base:latest`. Undefined for one with a digest,
 * which no publication moves.
 */
export function publishedReference(reference: string): string | undefined {
  if (reference.includes("@")) return undefined;
  const [, name = "", tag = "latest"] = /^(.*?)(?::([^:/]*))?$/.exec(reference) ?? [];
  return `${repositoryKey(withRegistry(name))}:${tag}`;
}

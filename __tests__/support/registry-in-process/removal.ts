import type { Reply } from "../registry-server.ts";
import { empty, refusal } from "./replies.ts";
import type { StoredRepository } from "./store.ts";

/**
 * How a registry removes manifests, as the real ones are known to.
 * - by tag: the tag alone (distribution 3, Quay, zot)
 * - by digest: a digest with all its tags; a tag is an invalid digest (distribution 2)
 * - greedy: a tag with all others on its digest
 * - nothing: 405 (GHCR, and registries that have removal switched off)
 * - says so: accepted, and nothing happens
 * - a status, with an OCI error's code
 */
export type Removing = "by tag" | "by digest" | "greedy" | "nothing" | "says so" | { status: number; code: string };

/** `DELETE` of a manifest by tag or digest. */
export function remove(repository: StoredRepository, reference: string, removing: Removing): Reply {
  if (removing === "nothing") return refusal(405, "UNSUPPORTED");
  if (typeof removing === "object") return refusal(removing.status, removing.code);
  if (removing === "by digest" && !reference.includes(":")) return refusal(400, "DIGEST_INVALID");
  const found = repository.find(reference);
  if (!found) return refusal(404, "MANIFEST_UNKNOWN");
  if (removing === "says so") return empty(202);
  if (removing === "by tag" && repository.tags.has(reference)) repository.tags.delete(reference);
  else repository.removeManifest(found.digest);
  return empty(202);
}

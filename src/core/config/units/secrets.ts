import { normalizePath } from "../../lib/repository-path.ts";
import type { SecretReference } from "../../unit/unit.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel } from "../model.ts";
import type { SecretConfig } from "../schema/schema.ts";

/** A secret by reference. */
export function secretOf(secret: SecretConfig): SecretReference {
  if (typeof secret === "string") return { id: secret, env: secret };
  if (secret.src === undefined) return { id: secret.id, env: secret.env ?? secret.id };
  return { id: secret.id, src: secret.src.startsWith("/") ? secret.src : (normalizePath(secret.src) ?? secret.src) };
}

/** Reports files of secrets that leave the repository by a relative path. */
export function checkSecretPaths({ config, path }: ImageModel, problems: Problems): void {
  for (const [index, secret] of (config.secrets ?? []).entries()) {
    if (typeof secret === "string" || secret.src === undefined || secret.src.startsWith("/")) continue;
    if (normalizePath(secret.src) !== undefined) continue;
    problems.add("config-path-outside", `the secret's file "${secret.src}" leaves the repository: write its absolute path`, [
      ...path,
      "secrets",
      index,
      "src",
    ]);
  }
}

import { ociKeys } from "../oci/annotations.ts";
import type { Unit } from "../unit/unit.ts";
import { aliasNames, labelOf } from "./alias-pattern.ts";

/**
 * Whether a build leaves the label `org.opencontainers.image.version` as the Dockerfile sets it.
 * Tagstream writes the stream tag there, unless an alias reads the label: a stream tag is no alias.
 */
export function keepsVersionLabel({ evaluatedAliases = [] }: Pick<Unit, "evaluatedAliases">): boolean {
  return evaluatedAliases.some(({ pattern }) => aliasNames(pattern).some((name) => labelOf(name) === ociKeys.version));
}

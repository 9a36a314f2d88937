import { ociKeys, reservedPrefix } from "../../oci/annotations.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel } from "../model.ts";

/** The annotations that Tagstream writes and reads, besides those with its own prefix. */
const ours: readonly string[] = [ociKeys.source, ociKeys.revision, ociKeys.created];

/** Reports annotations that Tagstream writes itself, and keys that buildx cannot pass on. */
export function checkAnnotations({ config, path }: ImageModel, problems: Problems): void {
  for (const [key, value] of Object.entries(config.annotations ?? {})) {
    const at = [...path, "annotations", key];
    const fault = faultOf(key, value);
    if (fault !== undefined) problems.add("config-value", fault, at, "key");
  }
}

function faultOf(key: string, value: string): string | undefined {
  if (key.startsWith(reservedPrefix) || ours.includes(key))
    return `Tagstream itself writes the annotation "${key}", so that it can read it later: remove it`;
  if (key === "" || /[\s=]/.test(key)) return `"${key}" is not a valid annotation: use a key without spaces and \`=\``;
  return /[\r\n]/.test(value) ? `the annotation "${key}" has more than one line` : undefined;
}

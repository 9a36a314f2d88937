import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { indexMediaTypes } from "../oci/image-index.ts";
import type { ManifestContent } from "./manifest-graph.ts";

const digest = v.custom<Digest>((value) => typeof value === "string" && isDigest(value));
const schema = v.object({
  manifests: v.optional(v.array(v.object({ digest, mediaType: v.optional(v.string(), "") })), []),
  subject: v.optional(v.object({ digest })),
});

/** What a manifest or an index refers to. */
export interface ReadContent extends ManifestContent {
  /** The children that are indexes themselves, or may be. */
  indexes: readonly Digest[];
}

/** Reads a manifest or an index; undefined if it is neither. */
export function readContent(bytes: Uint8Array): ReadContent | undefined {
  const parsed = v.safeParse(schema, jsonOf(bytes));
  if (!parsed.success) return undefined;
  const { manifests, subject } = parsed.output;
  const nested = manifests.filter(({ mediaType }) => mediaType === "" || indexMediaTypes.includes(mediaType));
  return {
    children: manifests.map((one) => one.digest),
    ...(subject ? { subject: subject.digest } : {}),
    indexes: nested.map((one) => one.digest),
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

import * as v from "valibot";
import { type Timestamp, timestampOf } from "../lib/timestamp.ts";

const contentSchema = v.object({
  config: v.optional(v.object({ digest: v.string() })),
  manifests: v.optional(v.array(v.object({ digest: v.string() })), []),
});

/**
 * Where an image's configuration is to be found: named by a manifest (`config`), or in the first entry of an index (`manifest`).
 * Undefined for what is neither. For images of any origin: nothing is demanded of them.
 */
export function readFirstImage(bytes: Uint8Array): { config?: string; manifest?: string } | undefined {
  const content = read(bytes, contentSchema);
  const manifest = content?.manifests[0]?.digest;
  const config = content?.config?.digest;
  return content && { ...(config === undefined ? {} : { config }), ...(manifest === undefined ? {} : { manifest }) };
}

/** The creation time that an image's configuration states (OCI image specification, "Image Configuration"); undefined without one. */
export function readCreated(config: Uint8Array): Timestamp | undefined {
  const created = Date.parse(read(config, v.object({ created: v.string() }))?.created ?? "");
  // Timestamps have four digits for the year.
  return Number.isNaN(created) || created < 0 || created > Date.UTC(9999, 0) ? undefined : timestampOf(new Date(created));
}

function read<T>(bytes: Uint8Array, schema: v.GenericSchema<unknown, T>): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

import * as v from "valibot";
import { printPlatform } from "../lib/platform.ts";
import { type Timestamp, timestampOf } from "../lib/time/timestamp.ts";

const contentSchema = v.object({
  config: v.optional(v.object({ digest: v.string() })),
  manifests: v.optional(v.array(v.object({ digest: v.string() })), []),
});

/**
 * Where to find an image's configuration: a manifest names it (`config`), an index names a manifest
 * (`manifest`). Undefined for anything else. No field is required, because any tool may have built
 * the image.
 */
export function readFirstImage(bytes: Uint8Array): { config?: string; manifest?: string } | undefined {
  const content = read(bytes, contentSchema);
  const manifest = content?.manifests[0]?.digest;
  const config = content?.config?.digest;
  return content && { ...(config === undefined ? {} : { config }), ...(manifest === undefined ? {} : { manifest }) };
}

/**
 * The creation time in an image's configuration (OCI image specification, "Image Configuration").
 */
export function readCreated(config: Uint8Array): Timestamp | undefined {
  const created = Date.parse(read(config, v.object({ created: v.string() }))?.created ?? "");
  // Timestamps have four digits for the year.
  return Number.isNaN(created) || created < 0 || created > Date.UTC(9999, 0) ? undefined : timestampOf(new Date(created));
}

/** The platform in an image's configuration; undefined if it is unreadable. */
export function readPlatform(config: Uint8Array): string | undefined {
  const content = read(config, v.object({ os: v.string(), architecture: v.string(), variant: v.optional(v.string()) }));
  return content && printPlatform(content);
}

/** The labels in an image's configuration; undefined if it is unreadable. */
export function readLabels(config: Uint8Array): Record<string, string> | undefined {
  const labels = v.optional(v.nullable(v.record(v.string(), v.string())), {});
  const content = read(config, v.object({ config: v.optional(v.nullable(v.object({ Labels: labels })), {}) }));
  return content && (content.config?.Labels ?? {});
}

function read<T>(bytes: Uint8Array, schema: v.GenericSchema<unknown, T>): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

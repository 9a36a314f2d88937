import * as v from "valibot";

/** The configuration's media type in a cache that BuildKit wrote as an image manifest. */
const mediaType = "application/vnd.buildkit.cacheconfig.v0";

/** BuildKit's annotation of each layer: when a build made it. RFC 3339. */
const createdAt = "buildkit/createdat";

const schema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    config: v.object({ mediaType: v.literal(mediaType) }),
    layers: v.array(v.object({ annotations: v.optional(v.record(v.string(), v.string()), {}) })),
  }),
);

/**
 * Reads the manifest of a build cache, as BuildKit's exporter `type=registry,image-manifest=true`
 * writes it. `newest` is when the newest layer was made, in milliseconds since 1970; undefined if no
 * layer says so. Undefined if the bytes are anything else.
 */
export function parseBuildCache(bytes: Uint8Array): { newest: number | undefined } | undefined {
  const read = v.safeParse(schema, new TextDecoder().decode(bytes));
  if (!read.success) return undefined;
  const moments = read.output.layers.map(({ annotations }) => Date.parse(annotations[createdAt] ?? ""));
  const known = moments.filter((moment) => !Number.isNaN(moment));
  return { newest: known.length === 0 ? undefined : Math.max(...known) };
}

import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";

/** The configuration's media type in a cache that BuildKit wrote as an image manifest. */
const mediaType = "application/vnd.buildkit.cacheconfig.v0";

const manifestSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    config: v.object({
      mediaType: v.literal(mediaType),
      digest: v.custom<Digest>((value) => typeof value === "string" && isDigest(value)),
    }),
  }),
);

const configSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ records: v.array(v.object({ layers: v.optional(v.array(v.object({ createdAt: v.string() })), []) })) }),
);

/**
 * The configuration of a build cache, by its manifest as BuildKit's exporter
 * `type=registry,image-manifest=true` writes it. Undefined if the bytes are anything else.
 */
export function cacheConfigOf(manifest: Uint8Array): Digest | undefined {
  const read = v.safeParse(manifestSchema, new TextDecoder().decode(manifest));
  return read.success ? read.output.config.digest : undefined;
}

/**
 * When the oldest step ran whose result a cache holds, in milliseconds since 1970: BuildKit keeps the
 * time however often the step is taken over. Images that builds begin with do not count. Undefined
 * if the bytes are no configuration of a cache, or name no time.
 */
export function oldestStepIn(config: Uint8Array): number | undefined {
  const read = v.safeParse(configSchema, new TextDecoder().decode(config));
  if (!read.success) return undefined;
  const moments = read.output.records.flatMap(({ layers }) => layers.map(({ createdAt }) => Date.parse(createdAt)));
  return moments.length === 0 || moments.some(Number.isNaN) ? undefined : Math.min(...moments);
}

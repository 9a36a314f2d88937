import { hasVersionsAlone } from "../unit/versions-alone.ts";
import { cachePrefix, isTag } from "./grammar.ts";
import type { FactsInTag, TaggedUnit, TagKind } from "./kind.ts";

/** A platform in a tag: `linux-arm64`, `linux-arm-v7`. */
const platform = "(?:linux|windows|freebsd)-[a-z0-9_]+(?:-[a-z0-9]+)?";
const platformForm = new RegExp(`^${platform}$`);
const endsLikePlatform = new RegExp(`\\.${platform}$`);

/**
 * The tag of a unit's build cache: `cache.25-el9-release`. Undefined if the unit has none: an image
 * without streams has no branch that writes one; a stream tag that ends like a platform would give
 * the tag of another stream; a rare platform may be too long for a tag.
 * @param of the platform, if its builds run on a runner of their own and the others elsewhere:
 *   `cache.25-el9-release.linux-arm64`
 */
export function cacheTag(unit: Pick<TaggedUnit, "streamTag" | "versions">, of?: string): string | undefined {
  const { streamTag } = unit;
  const suffix = of?.replaceAll("/", "-");
  if (hasVersionsAlone(unit) || endsLikePlatform.test(streamTag)) return undefined;
  if (suffix !== undefined && !platformForm.test(suffix)) return undefined;
  const tag = [cachePrefix, streamTag, ...(suffix === undefined ? [] : [".", suffix])].join("");
  return isTag(tag) ? tag : undefined;
}

function parse(text: string, unit: TaggedUnit): FactsInTag | undefined {
  const [, suffix] = /^\.(.+)$/.exec(text.slice(cachePrefix.length + unit.streamTag.length)) ?? [];
  const cache = suffix === undefined ? {} : { platform: suffix.replaceAll("-", "/") };
  return text === cacheTag(unit, cache.platform) ? { cache } : undefined;
}

/**
 * A build cache, `cache.25-el9-release`. It is no image and no part of a publication: builds write
 * and read it, and nothing else does. Whatever it shows, it changes no result.
 */
export const cacheKind: TagKind = {
  name: "cache",
  words: "a build cache",
  summaryWords: "also as",
  writtenFor: "builds",
  mutability: "moves",
  shows: "no image",
  isReported: false,
  extraLength: `${cachePrefix}.linux-ppc64le`.length, // a longer platform has a cache where there is room
  prefix: { text: cachePrefix, reason: "tags that begin with `cache.` are reserved for build caches" },
  print: (unit, { cache }) => {
    const tag = cache && cacheTag(unit, cache.platform);
    return tag === undefined ? [] : [tag];
  },
  parse,
};

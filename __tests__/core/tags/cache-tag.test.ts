import { expect, test } from "@jest/globals";
import { readListing } from "../../../src/core/publish/listing.ts";
import { cacheTag } from "../../../src/core/tags/cache.ts";
import { maximumMovingTagLength } from "../../../src/core/tags/moving-tag.ts";
import { isWrittenOnce, movingTagsOf, publicationTags } from "../../../src/core/tags/publication-tags.ts";

const longest = "x".repeat(maximumMovingTagLength);

test.each<[string, string | undefined, string | undefined]>([
  ["release", undefined, "cache.release"],
  ["25-el9-release", "linux/arm64", "cache.25-el9-release.linux-arm64"],
  ["release", "linux/arm/v7", "cache.release.linux-arm-v7"],
  ["1.4-release", undefined, "cache.1.4-release"],
  ["linux-arm64", undefined, "cache.linux-arm64"],
  // It would be the cache of the stream `release` for one platform.
  ["release.linux-arm64", undefined, undefined],
  ["release.linux-arm64", "linux/arm64", undefined],
  ["release", "plan9/amd64", undefined],
  [longest, "linux/ppc64le", `cache.${longest}.linux-ppc64le`],
  [longest, "linux/mips64le", undefined],
])("the cache of %s on %s", (streamTag, platform, tag) => expect(cacheTag({ streamTag }, platform)).toBe(tag));

test("an image without streams has none: no branch would write it", () => {
  const versions = { gitTag: "v{version}", alone: true } as const;
  expect(cacheTag({ streamTag: "version", versions })).toBeUndefined();
});

test("it is no tag of a publication, shows no stream, and may move", () => {
  const unit = { streamTag: "release", aliases: [], variant: {} };
  const facts = { cache: {}, sequence: 0 };
  const tags = (["publish", "candidates", "versions"] as const).flatMap((purpose) =>
    publicationTags(unit, { ...facts, purpose }),
  );
  expect(tags.map(({ tag }) => tag)).toEqual(["release"]);
  expect(movingTagsOf(unit)).toEqual(["release"]);
  expect(isWrittenOnce(unit, "cache.release")).toBe(false);
});

test.each([{}, { timestamps: "day" as const }])("no listing reads a publication in it: %j", (unit) => {
  const listing = readListing(["cache.release", "cache.release.linux-arm64", "cache.release.linux-arm-v7"], unit);
  for (const movingTag of ["release", "cache.release", "cache"]) {
    expect(listing.publicationIdsOf(movingTag)).toEqual([]);
    expect(listing.rollbacksOf(movingTag)).toEqual([]);
    expect(listing.versionMarksOf(movingTag)).toEqual([]);
    expect(listing.unreadDaysOf(movingTag)).toEqual([]);
    expect(listing.marksOf(movingTag)).toEqual([]);
  }
});

import { expect, test } from "@jest/globals";
import { cacheConfigOf } from "../../../src/core/oci/build-cache.ts";
import { makeDigest } from "../../support/units.ts";

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const digest = makeDigest("config");

test("a cache names its configuration", () => {
  const config = { mediaType: "application/vnd.buildkit.cacheconfig.v0", digest, size: 2 };
  expect(cacheConfigOf(bytes({ schemaVersion: 2, config, layers: [] }))).toBe(digest);
});

test.each([
  ["an image", { config: { mediaType: "application/vnd.oci.image.config.v1+json", digest } }],
  ["an index", { manifests: [] }],
  ["a cache without a digest", { config: { mediaType: "application/vnd.buildkit.cacheconfig.v0", digest: "sha256:1" } }],
  ["no JSON", "{not json"],
])("%s is no cache", (_, manifest) => expect(cacheConfigOf(bytes(manifest))).toBeUndefined());

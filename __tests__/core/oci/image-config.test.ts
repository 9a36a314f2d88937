import { describe, expect, test } from "@jest/globals";
import { readCreated, readFirstImage } from "../../../src/core/oci/image-config.ts";

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

describe("the creation time of an image", () => {
  test.each<[string, unknown, string | undefined]>([
    ["with nanoseconds, as Docker writes it", { created: "2024-02-29T23:59:59.123456789Z" }, "20240229-2359"],
    ["in another zone", { created: "2024-03-01T00:30:00+02:00" }, "20240229-2230"],
    ["built to be reproducible", { created: "1970-01-01T00:00:00Z" }, "19700101-0000"],
    ["Go's zero time", { created: "0001-01-01T00:00:00Z" }, undefined],
    ["a year of five digits", { created: "+010000-01-01T00:00:00Z" }, undefined],
    ["nonsense", { created: "yesterday" }, undefined],
    ["not said", {}, undefined],
    ["no JSON", "<html>", undefined],
  ])("%s", (_, config, expected) => {
    expect(readCreated(bytes(config))).toBe(expected);
  });
});

describe("where an image's configuration is", () => {
  test.each<[string, unknown, unknown]>([
    ["a manifest", { config: { digest: "sha256:c" }, layers: [] }, { config: "sha256:c" }],
    ["an index: its first entry", { manifests: [{ digest: "sha256:a" }, { digest: "sha256:b" }] }, { manifest: "sha256:a" }],
    ["an empty index", { manifests: [] }, {}],
    ["something else", { config: "text" }, undefined],
    ["no JSON", "", undefined],
  ])("%s", (_, content, expected) => {
    expect(readFirstImage(bytes(content))).toEqual(expected);
  });
});

import { describe, expect, test } from "@jest/globals";
import { parseAttestation, parseIndex, parseStatement } from "../../../src/core/oci/image-index.ts";
import { makeDigest } from "../../support/units.ts";

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const [amd64, arm64, about64] = [makeDigest("amd64"), makeDigest("arm64"), makeDigest("attestation")];
const entry = (digest: string, os: string, architecture: string, rest: object = {}) => ({
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  digest,
  size: 1,
  platform: { os, architecture },
  ...rest,
});
const attestation = (digest: string, subject: string) =>
  entry(digest, "unknown", "unknown", {
    annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": subject },
  });

describe("an index", () => {
  test("the generator of a platform's list of packages, where its entry names one", () => {
    const generator = `registry.example.org/octo/scanner@${makeDigest("scanner")}`;
    const entry = { digest: amd64, platform: { os: "linux", architecture: "amd64" } };
    const marked = { ...entry, annotations: { "io.github.tagstream.generator": generator } };
    expect(parseIndex(bytes({ manifests: [marked] })).platforms).toEqual([{ platform: "linux/amd64", digest: amd64, generator }]);
    expect(parseIndex(bytes({ manifests: [entry] })).platforms).toEqual([{ platform: "linux/amd64", digest: amd64 }]);
  });

  test("platforms, each with its attestation, and annotations", () => {
    const index = {
      schemaVersion: 2,
      annotations: { "io.github.tagstream.run": "1" },
      manifests: [
        entry(amd64, "linux", "amd64"),
        entry(arm64, "linux", "arm64", { platform: { os: "linux", architecture: "arm64", variant: "v8" } }),
        attestation(about64, amd64),
      ],
    };
    expect(parseIndex(bytes(index))).toEqual({
      platforms: [
        { platform: "linux/amd64", digest: amd64, attestation: about64 },
        { platform: "linux/arm64", digest: arm64 },
      ],
      annotations: { "io.github.tagstream.run": "1" },
    });
  });

  test("ignores entries without a platform", () => {
    const { platform: _, ...bare } = entry(amd64, "linux", "amd64");
    expect(parseIndex(bytes({ manifests: [bare, entry(arm64, "unknown", "unknown")] })).platforms).toEqual([]);
  });

  test.each([
    ["no JSON", "<html>", "did not return JSON"],
    ["not UTF-8", new Uint8Array([0xff, 0x22]), "did not return JSON"],
    ["a plain manifest", { schemaVersion: 2, config: {}, layers: [] }, "the fault is at manifests"],
    ["an invalid digest", { manifests: [entry("sha512:0", "linux", "amd64")] }, "the fault is at manifests.0.digest"],
    ["an annotation that is no text", { annotations: { a: 1 }, manifests: [] }, "the fault is at annotations.a"],
  ])("%s is refused", (_, value, message) => {
    expect(() => parseIndex(value instanceof Uint8Array ? value : bytes(value))).toThrow(message);
  });
});

describe("an attestation manifest", () => {
  test("returns statements by predicate type, and ignores other layers", () => {
    const type = "https://slsa.dev/provenance/v1";
    const layers = [{ digest: amd64, annotations: { "in-toto.io/predicate-type": type } }, { digest: arm64 }];
    expect(parseAttestation(bytes({ layers }))).toEqual([{ digest: amd64, predicateType: type }]);
  });
  test("refuses anything else", () => expect(() => parseAttestation(bytes({}))).toThrow("an attestation manifest"));
});

test("accepts any JSON as a statement", () => {
  expect(parseStatement(bytes({ predicate: {} }))).toEqual({ predicate: {} });
  expect(() => parseStatement(bytes("{"))).toThrow("did not return JSON for an in-toto statement");
});

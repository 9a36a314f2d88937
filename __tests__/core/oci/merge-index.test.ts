import { describe, expect, test } from "@jest/globals";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { parseIndex } from "../../../src/core/oci/image-index.ts";
import { type Leg, mergeIndexes } from "../../../src/core/oci/merge-index.ts";
import { makeDigest } from "../../support/units.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const oci = "application/vnd.oci.image.manifest.v1+json";

/** An index as BuildKit writes it for one platform. */
function leg(platform: string, change: Record<string, unknown> = {}, annotations: Record<string, string> = {}): Leg {
  const [os, architecture, variant] = platform.split("/");
  const image = makeDigest(`image ${platform}`);
  const manifests = [
    { mediaType: oci, digest: image, size: 515, platform: { architecture, os, ...(variant ? { variant } : {}) } },
    {
      mediaType: oci,
      digest: makeDigest(`attest ${platform}`),
      size: 835,
      annotations: { "vnd.docker.reference.digest": image, "vnd.docker.reference.type": "attestation-manifest" },
      platform: { architecture: "unknown", os: "unknown" },
    },
  ];
  const index = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests,
    annotations: { "io.github.tagstream.run": "7", "a.b": "c", ...annotations },
    ...change,
  };
  return { platform, bytes: encode(index) };
}

const amd64 = leg("linux/amd64");
const arm64 = leg("linux/arm64");
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function faultsOf(...legs: Leg[]): string[] {
  try {
    mergeIndexes(legs);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(({ code, message }) => `${code}: ${message.replace(/\. Run the build jobs again.*/, "")}`);
  }
}

describe("one index of several legs", () => {
  test("images in the order of the legs, then their attestations, then the annotations", () => {
    const merged = mergeIndexes([arm64, amd64]);
    const index = JSON.parse(text(merged.bytes)) as { manifests: { digest: string; size: number }[]; annotations: object };
    const digests = ["image linux/arm64", "image linux/amd64", "attest linux/arm64", "attest linux/amd64"].map(makeDigest);
    expect(index.manifests.map(({ digest }) => digest)).toEqual(digests);
    expect(index.manifests.map(({ size }) => size)).toEqual([515, 515, 835, 835]);
    expect(index.annotations).toEqual({ "a.b": "c", "io.github.tagstream.run": "7" });
    expect(merged.platforms).toEqual(parseIndex(merged.bytes).platforms);
    expect(merged.platforms.map(({ platform, attestation }) => [platform, attestation])).toEqual([
      ["linux/arm64", digests[2]],
      ["linux/amd64", digests[3]],
    ]);
  });

  test("the same legs give the same bytes", () => {
    expect(text(mergeIndexes([amd64, arm64]).bytes)).toBe(text(mergeIndexes([leg("linux/amd64"), leg("linux/arm64")]).bytes));
    const reordered = leg("linux/amd64", { annotations: { "a.b": "c", "io.github.tagstream.run": "7" } });
    expect(text(mergeIndexes([reordered, arm64]).bytes)).toBe(text(mergeIndexes([amd64, arm64]).bytes));
  });

  test("attestations with the same digest each stay with their own image", () => {
    const shared = (platform: string) => {
      const { manifests } = JSON.parse(text(leg(platform).bytes)) as { manifests: { digest: string }[] };
      return leg(platform, { manifests: [manifests[0], { ...manifests[1], digest: makeDigest("attest both") }] });
    };
    const { bytes, platforms } = mergeIndexes([shared("linux/amd64"), shared("linux/arm64")]);
    const attestation = makeDigest("attest both");
    expect(platforms).toEqual([
      { platform: "linux/amd64", digest: makeDigest("image linux/amd64"), attestation },
      { platform: "linux/arm64", digest: makeDigest("image linux/arm64"), attestation },
    ]);
    expect(parseIndex(bytes).platforms).toEqual(platforms);
  });

  test("a descriptor is written as the builder wrote it, key by key", () => {
    const { manifests } = JSON.parse(text(amd64.bytes)) as { manifests: object[] };
    expect(text(mergeIndexes([amd64, arm64]).bytes)).toContain(JSON.stringify(manifests[0]));
  });

  test("a descriptor keeps keys that nobody here knows", () => {
    const { manifests } = JSON.parse(text(amd64.bytes)) as { manifests: object[] };
    const odd = { ...manifests[0], artifactType: "x/y", data: "e30=" };
    const merged = mergeIndexes([leg("linux/amd64", { manifests: [odd, manifests[1]] }), arm64]);
    expect(JSON.parse(text(merged.bytes)).manifests[0]).toMatchObject({ artifactType: "x/y", data: "e30=" });
  });

  test("an image without an inputs hash on one platform has none", () => {
    const inputs = { "io.github.tagstream.inputs": "a" };
    const merged = mergeIndexes([leg("linux/amd64", {}, inputs), arm64]);
    expect(parseIndex(merged.bytes).annotations).toEqual({ "a.b": "c", "io.github.tagstream.run": "7" });
    expect(
      parseIndex(mergeIndexes([leg("linux/amd64", {}, inputs), leg("linux/arm64", {}, inputs)]).bytes).annotations,
    ).toHaveProperty(["io.github.tagstream.inputs"]);
  });

  test("a platform in another spelling", () => {
    expect(faultsOf({ ...leg("linux/arm/v7"), platform: "linux/arm" }, amd64)).toEqual([]);
  });
});

describe("legs that do not fit together", () => {
  const { manifests } = JSON.parse(text(amd64.bytes)) as { manifests: object[] };
  const inputs = (value: string) => ({ "io.github.tagstream.inputs": value });

  test.each<[string, Leg[], string[]]>([
    ["another platform", [{ ...amd64, platform: "linux/arm64" }, amd64], ["The build for linux/arm64 has linux/amd64 instead"]],
    [
      "two platforms",
      [
        leg("linux/amd64", { manifests: [...manifests, { ...manifests[0], platform: { os: "linux", architecture: "386" } }] }),
        arm64,
      ],
      ["The build for linux/amd64 has linux/amd64, linux/386 instead"],
    ],
    ["no platform", [leg("linux/amd64", { manifests: [] }), arm64], ["The build for linux/amd64 has no platform instead"]],
    [
      "no attestation",
      [leg("linux/amd64", { manifests: manifests.slice(0, 1) }), arm64],
      ["The build for linux/amd64 has no attestation"],
    ],
    [
      "an attestation of another image",
      [
        leg("linux/amd64", {
          manifests: [manifests[0], (JSON.parse(text(arm64.bytes)) as { manifests: object[] }).manifests[1]],
        }),
        arm64,
      ],
      ["The build for linux/amd64 has no attestation"],
    ],
    [
      "one manifest more",
      [leg("linux/amd64", { manifests: [...manifests, { digest: makeDigest("more"), annotations: { x: "y" } }] }), arm64],
      ["The build for linux/amd64 has 3 manifests instead of an image and its attestation"],
    ],
    [
      "another run, and an annotation more",
      [amd64, leg("linux/arm64", {}, { "io.github.tagstream.run": "8", more: "" })],
      ["The builds for linux/amd64 and linux/arm64 have different annotations: io.github.tagstream.run, more"],
    ],
    [
      "other inputs",
      [leg("linux/amd64", {}, inputs("a")), leg("linux/arm64", {}, inputs("b"))],
      ["The builds for linux/amd64 and linux/arm64 have different annotations: io.github.tagstream.inputs"],
    ],
    [
      "everything at once",
      [leg("linux/amd64", { manifests: [] }, { x: "" }), { ...amd64, platform: "linux/arm64" }],
      [
        "The build for linux/amd64 has no platform instead",
        "The build for linux/arm64 has linux/amd64 instead",
        "The builds for linux/amd64 and linux/arm64 have different annotations: x",
      ],
    ],
  ])("%s", (_, legs, faults) => {
    expect(faultsOf(...legs)).toEqual(faults.map((fault) => `build-leg-invalid: ${fault}`));
  });

  test("bytes that are no index", () => {
    expect(faultsOf({ platform: "linux/amd64", bytes: encode([]) })[0]).toMatch(/^build-unreadable: /);
  });
});

import { expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { PlatformManifest } from "../../../src/core/oci/image-index.ts";
import type { ImageStore } from "../../../src/steps/build/image-store.ts";
import { platformsWithoutList } from "../../../src/steps/build/without-list.ts";
import { makeManifest } from "../../support/registry.ts";
import { makeDigest } from "../../support/units.ts";

const slsa = "https://slsa.dev/provenance/v1";
const image: PlatformManifest = { platform: "linux/arm64", digest: makeDigest("image"), attestation: makeDigest("about") };
const attested =
  (...types: string[]) =>
  async () =>
    makeManifest("application/vnd.oci.image.manifest.v1+json", {
      layers: types.map((type) => ({ digest: makeDigest(type), annotations: { "in-toto.io/predicate-type": type } })),
    });

test.each<[string, PlatformManifest, ImageStore["manifest"], string[]]>([
  ["a list beside provenance", image, attested(slsa, "https://spdx.dev/Document"), []],
  ["provenance alone", image, attested(slsa), ["linux/arm64"]],
  ["no attestation", { platform: "linux/arm64", digest: image.digest }, attested(), ["linux/arm64"]],
  ["an attestation that the registry does not show", image, async () => undefined, ["linux/arm64"]],
  [
    "an attestation that cannot be read",
    image,
    () => Promise.reject(failure("registry-unreachable", "It does not answer.")),
    ["linux/arm64"],
  ],
])("%s", async (_, platform, manifest, expected) => {
  expect(await platformsWithoutList([platform], { manifest })).toEqual(expected);
});

test("a defect passes", async () => {
  const manifest = () => Promise.reject(new TypeError("a defect"));
  await expect(platformsWithoutList([image], { manifest })).rejects.toThrow("a defect");
});

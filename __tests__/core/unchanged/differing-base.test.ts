import { expect, test } from "@jest/globals";
import type { Material } from "../../../src/core/oci/provenance.ts";
import { type BuiltOn, differingBase } from "../../../src/core/unchanged/differing-base.ts";
import { makeDigest } from "../../support/units.ts";

const [old, moved] = [makeDigest("old"), makeDigest("moved")];
const on = (uri: string, digest = old, seen?: BuiltOn["seen"]): BuiltOn => ({
  provenance: { images: [{ uri, digest } satisfies Material], unknown: [] },
  ...(seen ? { seen } : {}),
});
const byTag = "pkg:docker/alpine@3.22?platform=linux%2Famd64";
const byDigest = `pkg:docker/alpine?digest=${old}&platform=linux%2Famd64`;
const seen = [{ reference: "docker.io/library/alpine:3.22", digest: old }];

test.each<[what: string, published: BuiltOn, built: BuiltOn, words: string | undefined]>([
  ["the same", on(byTag), on(byTag), undefined],
  ["the same, whose digest the plan gave one build", on(byTag), on(byDigest, old, seen), undefined],
  ["moved", on(byTag), on(byTag, moved), "its base docker.io/library/alpine:3.22 differs"],
  ["without provenance", { provenance: undefined }, on(byTag), "an image without provenance does not tell its bases"],
])("%s", (_, published, built, words) => {
  expect(differingBase(published, built)).toBe(words);
});

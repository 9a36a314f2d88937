import { describe, expect, test } from "@jest/globals";
import { readProvenance, sourceOf } from "../../../src/core/oci/provenance.ts";
import { makeDigest } from "../../support/units.ts";

const base = makeDigest("base");
const other = makeDigest("other");
const hex = (digest: string) => digest.slice("sha256:".length);
const uri = "pkg:docker/localhost:5000/os/base?digest=sha256:0&platform=linux%2Famd64";

const v1 = (...materials: unknown[]) => ({
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: { buildDefinition: { buildType: "x", resolvedDependencies: materials }, runDetails: {} },
});
const v02 = (...materials: unknown[]) => ({ predicateType: "https://slsa.dev/provenance/v0.2", predicate: { materials } });
const imagesOf = (statement: unknown) => readProvenance(statement)?.images ?? [];
const image = (digest: string) => ({ uri, digest: { sha256: hex(digest) } });

test.each<[string, unknown, boolean]>([
  ["SLSA v1", v1(image(other), image(base)), true],
  ["SLSA v0.2", v02(image(base)), true],
  ["an image from an OCI layout", v1({ ...image(base), uri: "pkg:oci/os/base?platform=linux%2Famd64" }), true],
  ["another image alone", v1(image(other)), false],
  ["no material", v1(), false],
  [
    "a download with the same digest is no base",
    v1({ uri: "https://example.org/base.tar", digest: { sha256: hex(base) } }),
    false,
  ],
  ["an image without a digest", v1({ uri }), false],
  ["a digest of another algorithm", v1({ uri, digest: { sha1: hex(base) } }), false],
  ["the digest in the reference alone is no proof", v1({ uri: `pkg:docker/base?digest=${base}`, digest: {} }), false],
  ["an SBOM", { predicateType: "https://spdx.dev/Document", predicate: { packages: [] } }, false],
  ["no object", "provenance", false],
  ["null", null, false],
])("%s", (_, statement, proven) => expect(imagesOf(statement).some(({ digest }) => digest === base)).toBe(proven));

test("maximal provenance: the same images, among all that the build was given", () => {
  const external = {
    configSource: { path: "Dockerfile" },
    request: { args: { "build-arg:A": "1" }, locals: [{ name: "context" }] },
  };
  const whole = {
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
        externalParameters: external,
        internalParameters: { buildConfig: { llbDefinition: [{ id: "step0", op: { Op: { source: { identifier: "x" } } } }] } },
        resolvedDependencies: [image(base)],
      },
      runDetails: { metadata: { buildkit_metadata: { source: {}, layers: {} }, buildkit_completeness: { request: true } } },
    },
  };
  expect(readProvenance(whole)).toEqual({ images: [{ uri, digest: base }], unknown: [] });
});

test("images with their digests, in order", () => {
  const git = { uri: "https://github.com/octo/images", digest: { sha1: "c".repeat(40) } };
  expect(imagesOf(v1(git, image(base), image(other)))).toEqual([
    { uri, digest: base },
    { uri, digest: other },
  ]);
});

describe("distinguishes other documents from provenance without images", () => {
  test.each<[string, unknown]>([
    ["no object", "provenance"],
    ["null", null],
    ["an SBOM", { predicateType: "https://spdx.dev/Document", predicate: { packages: [] } }],
    ["an empty predicate", { predicate: {} }],
    ["no predicate", { predicateType: "https://slsa.dev/provenance/v1" }],
    ["a build definition that is a list", { predicate: { buildDefinition: [image(base)] } }],
    ["materials that are a map", { predicate: { materials: { base: image(base) } } }],
    ["one material of another kind among good ones", v1(image(base), "pkg:docker/other")],
    ["a digest that is no map", v1({ uri, digest: `sha256:${hex(base)}` })],
    ["a digest that is no text", v02({ uri, digest: { sha256: 3 } })],
  ])("%s", (_, statement) => expect(readProvenance(statement)).toBeUndefined());

  test.each<[string, unknown]>([
    ["v1, an empty list", v1()],
    ["v1, no list, as of an image FROM scratch", { predicate: { buildDefinition: { buildType: "x" } } }],
    ["v0.2, an empty list", v02()],
    ["v0.2, no list", { predicate: { buildType: "https://mobyproject.org/buildkit@v1", invocation: {} } }],
  ])("%s: nothing", (_, statement) => expect(readProvenance(statement)).toEqual({ images: [], unknown: [] }));
});

describe("lists materials without a sha256 digest separately", () => {
  test.each<[string, unknown, string[]]>([
    ["another algorithm", v1({ uri, digest: { sha512: "a".repeat(128) } }), [uri]],
    [
      "another algorithm beside a good one",
      v02(image(base), { uri: "pkg:docker/o@1", digest: { sha1: "a" } }),
      ["pkg:docker/o@1"],
    ],
    ["no digest", v1({ uri }), [uri]],
    ["a digest that is too short", v1(image("sha256:abc")), [uri]],
    ["a type in capitals", v1({ uri: "pkg:OCI/base", digest: {} }), ["pkg:OCI/base"]],
    ["no name", v1({ digest: { sha256: hex(base) } }), ["an unnamed dependency"]],
    ["both algorithms", v1({ uri, digest: { sha256: hex(base), sha512: "a" } }), []],
    ["a commit", v1({ uri: "https://github.com/octo/images", digest: { sha1: "c".repeat(40) } }), []],
  ])("%s", (_, statement, unknown) => expect(readProvenance(statement)?.unknown).toEqual(unknown));
});

describe("the source of an image", () => {
  test.each<[string, ReturnType<typeof sourceOf>]>([
    ["pkg:docker/almalinux@9?platform=linux%2Famd64", { repository: "docker.io/library/almalinux", tag: "9", pinned: false }],
    ["pkg:docker/osg/base@25-el9?platform=linux%2Famd64", { repository: "docker.io/osg/base", tag: "25-el9", pinned: false }],
    ["pkg:docker/localhost:5000/os/base@1", { repository: "localhost:5000/os/base", tag: "1", pinned: false }],
    ["pkg:docker/localhost%3A5000/os/base@1", { repository: "localhost:5000/os/base", tag: "1", pinned: false }],
    ["pkg:docker/one.example.org/base@latest", { repository: "one.example.org/base", tag: "latest", pinned: false }],
    [`${uri}`, { repository: "localhost:5000/os/base", pinned: true }],
    ["pkg:docker/almalinux@9?digest=sha256:0&platform=x", { repository: "docker.io/library/almalinux", tag: "9", pinned: true }],
    ["pkg:docker/index.docker.io/library/almalinux@9", { repository: "docker.io/library/almalinux", tag: "9", pinned: false }],
    ["pkg:docker/GHCR.io/osg/base@1", { repository: "ghcr.io/osg/base", tag: "1", pinned: false }],
    ["pkg:docker/docker/dockerfile@1", { repository: "docker.io/docker/dockerfile", tag: "1", pinned: false }],
    ["pkg:docker/bad%zz@1", { repository: "docker.io/library/bad%zz", tag: "1", pinned: false }],
    ["pkg:oci/os/base?platform=linux%2Famd64", undefined],
    ["nonsense", undefined],
  ])("%s", (text, expected) => expect(sourceOf({ uri: text, digest: base })).toEqual(expected));
});

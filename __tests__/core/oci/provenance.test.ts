import { describe, expect, test } from "@jest/globals";
import { readProvenance, sourceOf, withoutGenerator } from "../../../src/core/oci/provenance.ts";
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

describe("the generator of a list of packages is no base", () => {
  const listedBy = (reference: string) => `registry.example.org/octo/scanner@${makeDigest(reference)}`;
  const material = (text: string) => ({ ...image(text), uri: `pkg:docker/registry.example.org/octo/scanner?digest=${text}` });
  const scanner = makeDigest("scanner");
  const uris = (statement: unknown, generator: string) => {
    const read = readProvenance(statement);
    return read && withoutGenerator(read, generator).images.map((one) => one.uri.replace(/[@?].*/, ""));
  };
  // BuildKit 0.34.2, `--attest type=provenance,mode=…,version=… --attest type=sbom,generator=…`: nothing in it says what the second image is for.
  const request = { frontend: "dockerfile.v0", locals: [{ name: "context" }, { name: "dockerfile" }] };
  const resolved = [
    { uri: "pkg:docker/busybox@1.36?platform=linux%2Famd64", digest: { sha256: hex(base) } },
    {
      uri: `pkg:docker/localhost:5000/octo/scanner?digest=${scanner}&platform=linux%2Famd64`,
      digest: { sha256: hex(scanner) },
    },
  ];
  const buildkitV1 = {
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
        resolvedDependencies: resolved,
        externalParameters: { configSource: { path: "Dockerfile" }, request: { ...request, compatibilityVersion: 30 } },
        internalParameters: { builderPlatform: "linux/amd64", dockerfileVersion: "1.28.0", targetPlatform: "linux/amd64" },
      },
      runDetails: { builder: { id: "" }, metadata: { buildkit_completeness: { request: true, resolvedDependencies: false } } },
    },
  };
  const buildkitV02 = {
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "https://slsa.dev/provenance/v0.2",
    predicate: {
      builder: { id: "" },
      buildType: "https://mobyproject.org/buildkit@v1",
      materials: resolved,
      invocation: { configSource: { entryPoint: "Dockerfile" }, parameters: request, environment: { platform: "linux/amd64" } },
      metadata: { completeness: { parameters: true, environment: true, materials: false }, reproducible: false },
    },
  };

  test.each<[string, unknown, string, string[]]>([
    ["BuildKit's SLSA v1", buildkitV1, `localhost:5000/octo/scanner@${scanner}`, ["pkg:docker/busybox"]],
    ["BuildKit's SLSA v0.2", buildkitV02, `localhost:5000/octo/scanner@${scanner}`, ["pkg:docker/busybox"]],
    ["alone", v1(material(scanner)), listedBy("scanner"), []],
    [
      "on Docker Hub, in Docker's short form",
      v1({ ...image(scanner), uri: `pkg:docker/docker/buildkit-syft-scanner?digest=${scanner}` }),
      `docker.io/docker/buildkit-syft-scanner@${scanner}`,
      [],
    ],
    [
      "by tag and digest",
      v1({ ...image(scanner), uri: `pkg:docker/registry.example.org/octo/scanner@1.12?digest=${scanner}` }),
      `registry.example.org/octo/scanner:1.12@${scanner}`,
      [],
    ],
    [
      "another digest of its repository is one",
      v1(material(other)),
      listedBy("scanner"),
      ["pkg:docker/registry.example.org/octo/scanner"],
    ],
    [
      "its digest in another repository is one",
      v1({ ...image(scanner), uri: "pkg:docker/o/base@1" }),
      listedBy("scanner"),
      ["pkg:docker/o/base"],
    ],
    ["a mark that names no image changes nothing", v1(image(base)), "nonsense", ["pkg:docker/localhost:5000/os/base"]],
  ])("%s", (_, statement, generator, expected) => expect(uris(statement, generator)).toEqual(expected));
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

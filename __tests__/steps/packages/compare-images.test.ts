/** Two images in a registry that runs in the test's own process, read by the real client. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { RequestEvent } from "../../../src/adapters/registry/transport/transport.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { ImageChanges, PlatformChanges } from "../../../src/core/packages/image-changes.ts";
import { compareImages } from "../../../src/steps/packages/compare-images.ts";
import { codeOf, options } from "../../support/faulty-registry.ts";
import { digestNumber, type ListedPlatform, storeListedImage } from "../../support/listed-image.ts";
import { packageStatement } from "../../support/package-lists.ts";
import { type InProcessRegistry, startInProcessRegistry } from "../../support/registry-in-process/index.ts";
import type { StoredRepository } from "../../support/registry-in-process/store.ts";

let server: InProcessRegistry;
let requests: RequestEvent[];

beforeEach(async () => {
  server = await startInProcessRegistry();
  requests = [];
});
afterEach(() => server.close());

const at = (): StoredRepository => server.store.at("osg/squid");
const image = (digest: Digest) => ({ repository: `${server.host}/osg/squid`, digest });
const compare = (from: Digest, to: Digest): Promise<ImageChanges> =>
  compareImages(createRegistry({ ...options, onRequest: (event) => requests.push(event) }), image(from), image(to));

const base = (name: string, digest: number) => ({
  uri: `pkg:docker/${name}?platform=linux%2Famd64`,
  digest: digestNumber(digest),
});
const listed = (...purls: string[]) => packageStatement(purls);
const squid = (version: string, arch = "x86_64") => `pkg:rpm/almalinux/squid@${version}?arch=${arch}&epoch=7`;

/** The only platform of two images that differ in these respects. */
async function onePlatform(before: Partial<ListedPlatform>, now: Partial<ListedPlatform>): Promise<PlatformChanges> {
  const common = { platform: "linux/amd64", layers: [1], bases: [] };
  const [from, to] = [before, { layers: [2], ...now }].map((one) => storeListedImage(at(), [{ ...common, ...one }]));
  const [changes] = from && to ? (await compare(from, to)).platforms : [];
  if (!changes) throw new Error("no platform was compared");
  return changes;
}

test("packages, size, layers and bases of one platform", async () => {
  expect(
    await onePlatform(
      {
        list: listed(squid("5.5-14.el9"), "pkg:rpm/a/jq@1.6-17.el9?arch=x86_64"),
        bases: [base("almalinux@9", 1), base("golang@1", 5)],
        layers: [100, 20],
      },
      {
        list: listed(squid("5.5-13.el9"), "pkg:rpm/a/curl@8?arch=x86_64"),
        bases: [base("almalinux@9", 2), base("golang@1", 5)],
        layers: [100, 21, 3],
      },
    ),
  ).toEqual({
    platform: "linux/amd64",
    packages: {
      total: 2,
      changes: [
        { kind: "backwards", type: "rpm", name: "squid", arch: "x86_64", before: ["7:5.5-14.el9"], now: ["7:5.5-13.el9"] },
        { kind: "added", type: "rpm", name: "curl", arch: "x86_64", before: [], now: ["8"] },
        { kind: "removed", type: "rpm", name: "jq", arch: "x86_64", before: ["1.6-17.el9"], now: [] },
      ],
    },
    size: { before: 120, now: 124 },
    layers: { before: 2, now: 3 },
    bases: [{ reference: "docker.io/library/almalinux:9", before: digestNumber(1), now: digestNumber(2) }],
  });
});

describe("packages are not known, and all the rest is", () => {
  const list = listed(squid("1"));
  const bytes = Buffer.from(JSON.stringify(list));
  test.each<[string, Partial<ListedPlatform>, Partial<ListedPlatform>, string]>([
    ["without a list", { list }, {}, "The image for linux/amd64 has no package list."],
    ["without a list before", {}, { list }, "Of the image before: The image for linux/amd64 has no package list."],
    [
      "without attestations before",
      { bases: undefined as never },
      { list },
      "Of the image before: The image for linux/amd64 has no package list.",
    ],
    ["malformed", { list }, { list: Buffer.from("rubbish") }, "The package list cannot be read: it is not JSON."],
    ["cut off", { list }, { list: bytes.subarray(0, -1) }, "The package list cannot be read: it is cut off."],
    [
      "no SPDX",
      { list },
      { list: { predicate: { bomFormat: "CycloneDX" } } },
      "The package list cannot be read: it is not SPDX.",
    ],
  ])("%s", async (_, before, now, unknown) => {
    expect(await onePlatform(before, now)).toMatchObject({ packages: { unknown }, size: { before: 1, now: 2 } });
  });

  test("oversize", async () => {
    const changes = await onePlatform({ list }, { list: Buffer.alloc(80 * 1024 * 1024 + 1, 32) });
    expect(changes.packages).toEqual({
      unknown: expect.stringMatching(/ sent more than 83886080 bytes for sha256:.* Tagstream discarded them\.$/),
    });
  });

  test("other bytes than the digest says, though they are a good list", async () => {
    const [from, to] = [1, 2].map((size) =>
      storeListedImage(at(), [{ platform: "linux/amd64", layers: [size], list: listed(squid(String(size))) }]),
    );
    const lists = [...at().blobs.keys()];
    at().blobs.set(lists[1] as Digest, Buffer.from(JSON.stringify(listed(squid("3")))));
    const [changes] = (await compare(from as Digest, to as Digest)).platforms;
    expect(changes?.packages).toEqual({ unknown: expect.stringMatching(/ instead of sha256:/) });
    expect(changes?.basesUnknown).toBe("The image has no provenance.");
  });

  test("the attestation, or the image, is gone", async () => {
    const [from, to] = [1, 2].map((size) =>
      storeListedImage(at(), [{ platform: "linux/amd64", layers: [size], bases: [], list: listed(squid("1")) }]),
    );
    const [, , , second, attestation] = [...at().manifests.keys()];
    at().manifests.delete(attestation as Digest);
    at().manifests.delete(second as Digest);
    expect((await compare(from as Digest, to as Digest)).platforms).toEqual([
      {
        platform: "linux/amd64",
        packages: { unknown: expect.stringMatching(/^The registry does not show sha256:/) },
        bases: [],
        basesUnknown: expect.stringMatching(/^The registry does not show sha256:/),
      },
    ]);
  });
});

test("lists of different tools: packages of the operating system alone", async () => {
  const changes = await onePlatform(
    { list: packageStatement([squid("1"), "pkg:npm/a@1"], { tool: "other-1" }) },
    { list: packageStatement([squid("2")], { tool: "syft-1" }) },
  );
  expect(changes.packages).toMatchObject({ systemOnly: true, total: 1, changes: [{ kind: "changed", name: "squid" }] });
});

test("names that try Markdown, two versions, another architecture", async () => {
  const before = [
    "pkg:npm/%60%7C%20%3Cb%3E@1",
    "pkg:npm/two@1",
    "pkg:rpm/a/glibc@2-1?arch=i686",
    "pkg:rpm/a/glibc@2-1?arch=x86_64",
  ];
  const now = [
    "pkg:npm/%60%7C%20%3Cb%3E@2",
    "pkg:npm/two@1",
    "pkg:npm/two@2",
    "pkg:rpm/a/glibc@2-2?arch=i686",
    "pkg:rpm/a/glibc@2-1?arch=x86_64",
  ];
  const { packages } = await onePlatform({ list: listed(...before) }, { list: listed(...now) });
  expect(packages).toEqual({
    total: 4,
    changes: [
      { kind: "changed", type: "npm", name: "`| <b>", before: ["1"], now: ["2"] },
      { kind: "changed", type: "npm", name: "two", before: ["1"], now: ["1", "2"] },
      { kind: "changed", type: "rpm", name: "glibc", arch: "i686", before: ["2-1"], now: ["2-2"] },
    ],
  });
});

describe("several platforms", () => {
  const platforms = ["linux/amd64", "linux/arm64", "linux/s390x", "linux/ppc64le"];
  const publish = (version: string, size: number) =>
    storeListedImage(
      at(),
      platforms.map((platform) => ({
        platform,
        layers: [size],
        bases: [base("almalinux@9", size), base(`golang@${platform.slice(6)}`, 1)],
        list: listed(squid(version, platform)),
      })),
    );
  const asked = (kind: string): number => requests.filter(({ path }) => path.includes(`/${kind}/`)).length;

  test("four on each side: 16 blobs and 18 manifests", async () => {
    const { platforms: compared } = await compare(publish("1", 1), publish("2", 2));
    expect(compared.map(({ platform }) => platform)).toEqual(platforms);
    expect(compared.every(({ packages }) => "changes" in packages && packages.changes.length === 1)).toBe(true);
    expect([asked("blobs"), asked("manifests"), requests.length]).toEqual([16, 18, 34]);
  });

  test("the same image on both sides is read once", async () => {
    const digest = publish("1", 1);
    const { platforms: compared } = await compare(digest, digest);
    expect(compared.map(({ packages }) => packages)).toEqual(platforms.map(() => ({ total: 1, changes: [] })));
    expect([asked("blobs"), asked("manifests")]).toEqual([8, 10]);
  });

  test("those that one side alone has are not known", async () => {
    const one = (platform: string) => ({ platform, layers: [1], bases: [], list: listed(squid("1")) });
    const from = storeListedImage(at(), [one("linux/s390x"), one("linux/amd64")]);
    const to = storeListedImage(at(), [one("linux/amd64"), one("linux/arm/v7")]);
    expect((await compare(from, to)).platforms.map(({ platform, packages }) => [platform, packages])).toEqual([
      ["linux/amd64", { total: 1, changes: [] }],
      ["linux/arm/v7", { unknown: "The image before has no linux/arm/v7." }],
      ["linux/s390x", { unknown: "The new image has no linux/s390x." }],
    ]);
  });
});

test("only a missing index is a fault", async () => {
  const digest = storeListedImage(at(), [{ platform: "linux/amd64" }]);
  expect(await codeOf(compare(digest, digestNumber(1)))).toMatch(/^registry-missing: .* does not have sha256:0/);
  expect(await codeOf(compare(digestNumber(1), digest))).toMatch(/^registry-missing: /);
});

/** What a clean-up removes, from every registry: the timestamp tags of old publications, and nothing that any other tag needs. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Manifest, Registry } from "../../../src/ports/registry.ts";
import { makeManifest, pushImage } from "../registry.ts";

const log = { line: () => {} };
const index = "application/vnd.oci.image.index.v1+json";

/** A repository with the publications of three weeks. */
interface Published {
  /** Every manifest: indexes, images, attestations, referrers. */
  manifests: readonly Manifest[];
  tags: ReadonlyMap<string, Digest>;
}

/** Checks how timestamp tags are removed from one registry. */
export function describePublications(kind: string, start: () => Promise<{ host: string; close?: () => Promise<void> }>): void {
  describe(kind, () => {
    let running: Awaited<ReturnType<typeof start>>;
    const registry = createRegistry();
    const repository = (name: string) => `${running.host}/prune/${Date.now().toString(36)}-${name}`;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running?.close?.());

    test("loses one publication's tags, in every spelling, and nothing else", () =>
      loses(registry, repository("old"), ["latest-20261109-0617", "release-20261109-0617"]));
    test("loses one of two timestamps of one digest", () => loses(registry, repository("unchanged"), ["release-20261116-0617"]));
    test("loses the last tag of an image that an index of another tag still lists", () =>
      loses(registry, repository("child"), ["release-20261102-0617"]));
  });
}

/** Removes tags, twice: all other tags, and every manifest, are there as before. */
async function loses(registry: Registry, repository: string, tags: readonly string[]): Promise<void> {
  const { manifests, tags: before } = await publish(registry, repository);
  expect((await registry.removeTags(repository, tags, log)).map(({ outcome }) => outcome)).toEqual(tags.map(() => "removed"));
  const expected = new Map([...before].filter(([tag]) => !tags.includes(tag)));
  expect(await shownIn(registry, repository)).toEqual(expected);
  for (const { digest, bytes } of manifests)
    expect((await registry.manifest(repository, digest))?.bytes).toEqual(new Uint8Array(bytes));
  expect((await registry.removeTags(repository, tags, log)).map(({ outcome }) => outcome)).toEqual(tags.map(() => "absent"));
  expect(await registry.removeManifests(repository, [manifests[0]?.digest ?? "sha256:"], log)).toMatchObject([
    { outcome: "kept" },
  ]);
}

async function shownIn(registry: Registry, repository: string): Promise<Map<string, Digest | undefined>> {
  const tags = (await registry.tags(repository)).sort();
  return new Map(await Promise.all(tags.map(async (tag) => [tag, await registry.resolve(repository, tag)] as const)));
}

/** Two indexes that share an image, with attestations, and what refers to them: by `subject`, under the fallback tag, and as Cosign has it. */
async function publish(registry: Registry, repository: string): Promise<Published> {
  const manifests: Manifest[] = [];
  const put = async (manifest: Manifest, ...under: string[]): Promise<Manifest> => {
    manifests.push(manifest);
    for (const reference of [manifest.digest, ...under]) await registry.putManifest(repository, reference, manifest);
    for (const tag of under) tags.set(tag, manifest.digest);
    return manifest;
  };
  const tags = new Map<string, Digest>();
  const [shared, older, newer] = await Promise.all(
    ["arm64, unchanged", "amd64, old", "amd64, new"].map(async (text) => (await pushImage(repository, text)).manifest),
  );
  if (!shared || !older || !newer) throw new Error("not pushed");
  manifests.push(shared, older, newer);
  const parts = JSON.parse(new TextDecoder().decode(shared.bytes)) as { config: object; layers: object[] };
  const attest = (image: Manifest) => put(makeManifest(shared.mediaType, { ...parts, annotations: { of: image.digest } }));
  const indexOf = async (images: readonly Manifest[]): Promise<Manifest> => {
    const attestations = await Promise.all(images.map(attest));
    const listed = [
      ...images.map((image) => entryOf(image, "amd64")),
      ...attestations.map((each, i) => ({
        ...entryOf(each, "unknown"),
        annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": images[i]?.digest },
      })),
    ];
    return makeManifest(index, { manifests: listed });
  };
  const old = await put(await indexOf([older, shared]), "release-20261109-0617", "latest-20261109-0617");
  const current = await put(
    await indexOf([newer, shared]),
    ...["release-20261116-0617", "release-20261123-0617", "release", "latest", "rc.release.4be1c0ff4be1"],
  );
  for (const subject of [old, current]) {
    const fallback = subject.digest.replace(":", "-");
    const { mediaType, digest, bytes } = subject;
    const named = { subject: { mediaType, digest, size: bytes.length } };
    const signature = await put(
      makeManifest(shared.mediaType, { ...parts, ...named, artifactType: "application/vnd.tests.signature" }),
    );
    await put(makeManifest(index, { manifests: [entryOf(signature, "unknown")] }), fallback);
    await put(makeManifest(shared.mediaType, { ...parts, annotations: { cosign: digest } }), `${fallback}.sig`);
  }
  await registry.putManifest(repository, "release-20261102-0617", shared);
  tags.set("release-20261102-0617", shared.digest);
  return { manifests, tags: new Map([...tags].sort()) };
}

function entryOf({ mediaType, digest, bytes }: Manifest, architecture: string): object {
  return {
    mediaType,
    digest,
    size: bytes.length,
    platform: { os: architecture === "unknown" ? "unknown" : "linux", architecture },
  };
}

/** How images are copied to every registry. */
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { expect } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistrySession } from "../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../src/adapters/registry/upload/blob.ts";
import { putManifest } from "../../../src/adapters/registry/upload/put.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import { recordRegistry } from "../recorder.ts";
import { makeManifest, pushImage, pushIndex } from "../registry.ts";
import { problemOf, type Row } from "./place.ts";

const oci = "application/vnd.oci.image";

export const copyRows: Row[] = [
  [
    "copy: within the registry by mounting, nothing twice, the same bytes",
    async ({ registry, repository, options, requests }) => {
      const images = [
        await pushImage(repository("source"), "amd", options),
        await pushImage(repository("source"), "arm", options),
      ];
      const index = await pushIndex(
        repository("source"),
        images.map(({ manifest }) => manifest),
        options,
      );
      requests.length = 0;
      await registry.copy(index.digest, repository("source"), repository("target"));
      const sent = requests.filter(({ method, path }) => ["PUT", "PATCH"].includes(method) && path.includes("/blobs/"));
      expect(sent).toEqual([]);
      expect(await registry.manifest(repository("target"), index.digest)).toMatchObject({ mediaType: index.mediaType });
      for (const { manifest, layer } of images) {
        expect(await registry.resolve(repository("target"), manifest.digest)).toBe(manifest.digest);
        expect(await registry.blob(repository("target"), digestOf(layer))).toHaveLength(layer.length);
      }
      expect(await registry.tags(repository("target"))).toEqual([]);
      requests.length = 0;
      await registry.copy(index.digest, repository("source"), repository("target"));
      expect(requests).toMatchObject([{ method: "HEAD", status: 200 }]);
    },
  ],
  [
    "copy from another registry: streamed",
    async ({ registry, repository, options, elsewhere }) => {
      const other = elsewhere;
      const image = await pushImage(other, "streamed", options);
      await registry.copy(image.manifest.digest, other, repository("streamed"));
      expect(await registry.resolve(repository("streamed"), image.manifest.digest)).toBe(image.manifest.digest);
      expect(Buffer.from(await registry.blob(repository("streamed"), digestOf(image.layer)))).toEqual(Buffer.from(image.layer));
      const gone = digestOf(Buffer.from("gone"));
      expect(await problemOf(registry.copy(gone, other, repository("streamed")))).toMatchObject({
        code: "registry-missing",
        message: expect.stringContaining(other),
      });
    },
  ],
  [
    "copy brings along what refers to the image",
    async ({ registry, repository, facts, elsewhere }) => {
      const source = `${elsewhere}-referrers`;
      const { manifest, layer, config } = await pushImage(source, "image");
      const { mediaType, digest, bytes } = manifest;
      const artifactType = "application/vnd.example.signature";
      const signature = makeManifest(`${oci}.manifest.v1+json`, {
        artifactType,
        config: { mediaType: `${oci}.config.v1+json`, digest: digestOf(config), size: config.length },
        layers: [{ mediaType: "application/octet-stream", digest: digestOf(layer), size: layer.length }],
        subject: { mediaType, digest, size: bytes.length },
      });
      const session = createRegistrySession({ environment: {} });
      await putManifest(session, session.address(source), signature.digest, signature);
      const tag = digest.replace(":", "-");
      const entry = { mediaType, digest: signature.digest, size: signature.bytes.length, artifactType };
      const list = makeManifest(`${oci}.index.v1+json`, { manifests: [entry] });
      await putManifest(session, session.address(source), tag, list);
      await registry.copy(digest, source, repository("referred"));
      expect(await registry.resolve(repository("referred"), signature.digest)).toBe(signature.digest);
      expect(await registry.tags(repository("referred"))).toEqual(facts.referrers ? [] : [tag]);
    },
  ],
];

/** Through a proxy, which has no login of its own. */
export const proxyRows: Row[] = [
  [
    "copy in pieces, where what stands before the registry refuses large requests",
    async ({ registry, repository, host, elsewhere }) => {
      const layer = randomBytes(10_000_000);
      const image = await pushLayer(elsewhere, layer);
      const recorder = await recordRegistry(host, { refuse: ({ length }) => (length > 9_000_000 ? 413 : undefined) });
      try {
        await registry.copy(image.digest, elsewhere, repository("pieces").replace(/^[^/]+/, recorder.host));
      } finally {
        await recorder.close();
      }
      const sent = recorder.requests.filter(({ method }) => method === "PATCH").map(({ length }) => length);
      expect(sent).toEqual([8_388_608, 1_611_392]);
      expect(await registry.resolve(repository("pieces"), image.digest)).toBe(image.digest);
    },
  ],
];

/** An image of one layer. */
async function pushLayer(repository: string, layer: Uint8Array): Promise<Manifest> {
  const session = createRegistrySession({ environment: {} });
  const address = session.address(repository);
  const config = Buffer.from("{}");
  for (const blob of [config, layer])
    await uploadBlob(session, address, { digest: digestOf(blob), size: blob.length }, async () => Readable.from([blob]));
  const describe = (mediaType: string, blob: Uint8Array) => ({ mediaType, digest: digestOf(blob), size: blob.length });
  const manifest = makeManifest(`${oci}.manifest.v1+json`, {
    config: describe(`${oci}.config.v1+json`, config),
    layers: [describe(`${oci}.layer.v1.tar`, layer)],
  });
  await putManifest(session, address, manifest.digest, manifest);
  return manifest;
}

import { digestOf } from "../../../src/adapters/registry/hash.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import { askRegistry } from "./behind.ts";

/** What all images are made of. */
const blob = Buffer.from("{}");

export async function pushBlob(host: string, path: string, bytes: Uint8Array = blob): Promise<void> {
  const begun = await askRegistry(host, `/v2/${path}/blobs/uploads/`, { method: "POST" });
  const url = new URL(String(begun.headers.location), `http://${host}`);
  url.searchParams.set("digest", digestOf(bytes));
  const headers = { "content-type": "application/octet-stream" };
  const put = await askRegistry(host, `${url.pathname}${url.search}`, { method: "PUT", body: Buffer.from(bytes), headers });
  if (put.status !== 201) throw new Error(`the registry answered ${put.status} to a blob`);
}

/** Puts a manifest under a tag or its digest. */
export async function putManifest(
  host: string,
  path: string,
  under: string,
  { mediaType, bytes }: Pick<Manifest, "mediaType" | "bytes">,
): Promise<void> {
  const asked = { method: "PUT", body: Buffer.from(bytes), headers: { "content-type": mediaType } };
  const put = await askRegistry(host, `/v2/${path}/manifests/${under}`, asked);
  if (put.status !== 201) throw new Error(`the registry answered ${put.status} to a manifest`);
}

/**
 * Puts a manifest of its own, by digest or under a tag.
 * @param at when it says that it was built
 * @param known a digest that is there already, to be put under the tag
 */
export async function pushManifest(
  host: string,
  path: string,
  text: string,
  at: string,
  revision?: string,
  tag?: string,
  known?: string,
): Promise<string> {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const part = (type: string) => ({ mediaType: type, digest: digestOf(blob), size: blob.length });
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: part("application/vnd.oci.image.config.v1+json"),
    layers: [part("application/vnd.oci.image.layer.v1.tar")],
    annotations: {
      text,
      "io.github.tagstream.built": at,
      ...(revision === undefined ? {} : { "org.opencontainers.image.revision": revision }),
    },
  });
  const stored = known && (await askRegistry(host, `/v2/${path}/manifests/${known}`, { headers: { accept: mediaType } }));
  const bytes = stored ? stored.body : Buffer.from(body);
  const digest = digestOf(bytes);
  await putManifest(host, path, tag ?? digest, { mediaType, bytes });
  return digest;
}

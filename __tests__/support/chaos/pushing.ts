import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { ask } from "../ask.ts";

/** What all images are made of. */
const blob = Buffer.from("{}");

export async function pushBlob(host: string, path: string): Promise<void> {
  const begun = await ask(`http://${host}/v2/${path}/blobs/uploads/`, { method: "POST" });
  const url = new URL(begun.headers.get("location") ?? "", `http://${host}`);
  url.searchParams.set("digest", digestOf(blob));
  const put = await ask(url, { method: "PUT", body: blob, headers: { "content-type": "application/octet-stream" } });
  if (put.status !== 201) throw new Error(`the registry answered ${put.status} to a blob`);
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
  const stored = known && (await ask(`http://${host}/v2/${path}/manifests/${known}`, { headers: { accept: mediaType } }));
  const bytes = stored ? Buffer.from(await stored.arrayBuffer()) : Buffer.from(body);
  const digest = digestOf(bytes);
  const put = await ask(`http://${host}/v2/${path}/manifests/${tag ?? digest}`, {
    method: "PUT",
    body: bytes,
    headers: { "content-type": mediaType },
  });
  if (put.status !== 201) throw new Error(`the registry answered ${put.status} to a manifest`);
  return digest;
}

/** A file of an image, from the layers that a registry has: a container to print it takes half a second of a processor. */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { readTar } from "../../src/adapters/docker/export/tar.ts";
import { ask } from "./ask.ts";
import { split } from "./broken-tags.ts";
import { manifestOf } from "./registry-check.ts";

/**
 * What a file says in the image under a tag or digest: in its first platform's image, where it has several.
 * @param name `host/path`
 * @param file from the root: `/etc/motd`
 */
export async function fileIn(name: string, reference: string, file: string): Promise<string> {
  const { content } = await manifestOf(name, reference);
  const image = content.manifests ? (await manifestOf(name, content.manifests[0]?.digest ?? "")).content : content;
  const { layers } = image as { layers: { digest: string; mediaType: string }[] };
  for (const { digest, mediaType } of layers.toReversed()) {
    if (!/[.+](?:tar\+)?gzip$/.test(mediaType)) throw new Error(`${name} ${reference}: a layer is ${mediaType}`);
    const found = await fileOf(gunzipSync(await layerOf(name, digest)), file.replace(/^\//, ""));
    if (found !== undefined) return found.toString().trim();
  }
  throw new Error(`${name} ${reference} has no ${file}`);
}

async function layerOf(name: string, digest: string): Promise<Buffer> {
  const [host, path] = split(name);
  const answer = await ask(`http://${host}/v2/${path}/blobs/${digest}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (`sha256:${createHash("sha256").update(bytes).digest("hex")}` !== digest)
    throw new Error(`${name} has other bytes than ${digest}`);
  return bytes;
}

/** A regular file of a layer. */
async function fileOf(archive: Buffer, file: string): Promise<Buffer | undefined> {
  let found: Buffer | undefined;
  await readTar(chunksOf(archive), async ({ name, type }, content) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    if (name === file && type === "0") found = Buffer.concat(chunks);
  });
  return found;
}

async function* chunksOf(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}

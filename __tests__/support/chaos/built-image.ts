import { digestOf } from "../../../src/adapters/registry/hash.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import { makeManifest } from "../registry.ts";
import { pushBlob, putManifest } from "./pushing.ts";

/** An image as BuildKit makes one. */
export interface BuiltImage {
  /** What tells it from others. */
  content: string;
  /** With their full names. */
  annotations: Readonly<Record<string, string>>;
  labels?: Readonly<Record<string, string>>;
  /** `linux/amd64` by default. */
  platform?: string;
}

const oci = "application/vnd.oci.image";
const predicateType = "https://slsa.dev/provenance/v1";
const part = (mediaType: string, bytes: Uint8Array) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });

/** Pushes an index of one image with its provenance, by digest and under tags; it was built on nothing. */
export async function pushBuilt(
  repository: string,
  { content, annotations, labels = {}, platform = "linux/amd64" }: BuiltImage,
  tags: readonly string[] = [],
): Promise<Manifest> {
  const [host = "", path = ""] = repository.split(/\/(.*)/s);
  const put = async (manifest: Manifest, under: string = manifest.digest): Promise<Manifest> => {
    await putManifest(host, path, under, manifest);
    return manifest;
  };
  const [os, architecture] = platform.split("/");
  const layer = Buffer.from(`layer ${content}`);
  const rootfs = { type: "layers", diff_ids: [digestOf(layer)] };
  const config = Buffer.from(JSON.stringify({ architecture, os, config: { Labels: labels }, rootfs }));
  const statement = Buffer.from(JSON.stringify({ predicateType, predicate: { buildDefinition: { resolvedDependencies: [] } } }));
  const noConfig = Buffer.from("{}");
  for (const blob of [layer, config, statement, noConfig]) await pushBlob(host, path, blob);
  const image = await put(
    makeManifest(`${oci}.manifest.v1+json`, {
      config: part(`${oci}.config.v1+json`, config),
      layers: [part(`${oci}.layer.v1.tar`, layer)],
    }),
  );
  const attestation = await put(
    makeManifest(`${oci}.manifest.v1+json`, {
      config: part(`${oci}.config.v1+json`, noConfig),
      layers: [
        { ...part("application/vnd.in-toto+json", statement), annotations: { "in-toto.io/predicate-type": predicateType } },
      ],
    }),
  );
  const about = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest };
  const index = makeManifest(`${oci}.index.v1+json`, {
    manifests: [
      { ...part(image.mediaType, image.bytes), platform: { os, architecture } },
      {
        ...part(attestation.mediaType, attestation.bytes),
        platform: { os: "unknown", architecture: "unknown" },
        annotations: about,
      },
    ],
    annotations,
  });
  for (const under of [index.digest, ...tags]) await put(index, under);
  return index;
}

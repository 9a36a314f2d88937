import { createHash } from "node:crypto";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Layout } from "../../ports/builder.ts";
import type { Manifest } from "../../ports/registry.ts";
import { hashed } from "../hashed.ts";
import { runProcess } from "../process/process.ts";

/** A new, empty folder for BuildKit's `oci` exporter. */
export async function createLayout(): Promise<Layout> {
  const path = await mkdtemp(join(tmpdir(), "tagstream-layout-"));
  return {
    path,
    manifest: (digest) => manifest(path, digest),
    blob: (digest) => blob(path, digest),
    blobStream: (digest, limit) => blobStream(path, digest, limit),
    put: (digest, bytes) => writeFile(join(path, blobPath(digest)), bytes),
    dispose: () => rm(path, { recursive: true, force: true }),
  };
}

async function manifest(folder: string, digest: Digest): Promise<Manifest | undefined> {
  const bytes = await blob(folder, digest).catch(() => undefined);
  if (!bytes) return undefined;
  const { mediaType } = v.parse(
    v.pipe(v.string(), v.parseJson(), v.object({ mediaType: v.string() })),
    new TextDecoder().decode(bytes),
  );
  return { digest, mediaType, bytes };
}

async function blob(folder: string, digest: Digest): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, blobPath(digest)));
  if (`sha256:${createHash("sha256").update(bytes).digest("hex")}` === digest) return bytes;
  throw damaged(folder, digest);
}

async function* blobStream(folder: string, digest: Digest, limit: number): AsyncGenerator<Uint8Array> {
  const tooLong = failure("build-unreadable", `${digest} in the OCI layout ${folder} has more than ${limit} bytes.`);
  const file = await open(join(folder, blobPath(digest))).catch(() => {
    throw damaged(folder, digest);
  });
  const given = yield* hashed(file.createReadStream(), limit, tooLong);
  if (given !== digest) throw damaged(folder, digest);
}

function damaged(folder: string, digest: Digest): Error {
  return failure("build-unreadable", `The OCI layout ${folder} holds a damaged ${digest}. Run again.`);
}

/** OCI image specification, "Image Layout": `blobs/<algorithm>/<hex>`. */
function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

const image = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ config: v.object({ digest: v.string() }), layers: v.array(v.object({ digest: v.string() })) }),
);

/**
 * Writes one platform's image as an archive for `docker load` on every Docker ("Docker Image
 * Specification v1.2": a `manifest.json` names the parts), with its blobs unchanged. Returns the
 * archive's path.
 */
export async function archiveOf(layout: Layout, digest: Digest, name: string): Promise<string> {
  const { config, layers } = v.parse(image, new TextDecoder().decode(await layout.blob(digest)));
  const parts = { Config: blobPath(config.digest), RepoTags: [name], Layers: layers.map((layer) => blobPath(layer.digest)) };
  await writeFile(join(layout.path, "manifest.json"), JSON.stringify([parts]));
  const archive = join(layout.path, `${digest.slice("sha256:".length)}.tar`);
  const files = new Set(["manifest.json", parts.Config, ...parts.Layers]);
  const { status, output } = await runProcess(["tar", "--create", "--file", archive, "--directory", layout.path, ...files]);
  if (status !== 0) throw failure("test-daemon", `tar could not pack the image for Docker: ${output.trim()}`);
  return archive;
}

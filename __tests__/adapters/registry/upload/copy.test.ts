import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../../src/adapters/registry/upload/blob.ts";
import { createProgress } from "../../../../src/adapters/registry/upload/copy-progress.ts";
import { putManifest } from "../../../../src/adapters/registry/upload/put.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import type { Manifest } from "../../../../src/ports/registry.ts";
import { makeLog } from "../../../support/engine.ts";
import { recordRegistry } from "../../../support/recorder.ts";
import { makeManifest, pushImage, pushIndex } from "../../../support/registry.ts";
import { tagsOf } from "../../../support/registry-check.ts";
import { inProcessRegistries } from "../../../support/registry-in-process/for-tests.ts";

const hosts = inProcessRegistries();
const options = { environment: {}, retry: { scale: 0.001 } };
const registry = createRegistry(options);
const session = createRegistrySession(options);
const place = (): [string, string] => {
  const name = `test-${randomBytes(6).toString("hex")}/app`;
  return [`${hosts.first}/${name}`, `${hosts.second}/${name}`];
};
const oci = "application/vnd.oci.image";

/** An image of one layer of random bytes. */
async function pushRandom(repository: string, bytes: number): Promise<Manifest> {
  const address = session.address(repository);
  const [config, layer] = [Buffer.from("{}"), randomBytes(bytes)];
  for (const blob of [config, layer]) {
    await uploadBlob(session, address, { digest: digestOf(blob), size: blob.length }, async () => Readable.from([blob]));
  }
  const describeBlob = (mediaType: string, blob: Buffer) => ({ mediaType, digest: digestOf(blob), size: blob.length });
  const manifest = makeManifest(`${oci}.manifest.v1+json`, {
    config: describeBlob(`${oci}.config.v1+json`, config),
    layers: [describeBlob(`${oci}.layer.v1.tar`, layer)],
  });
  await putManifest(session, address, manifest.digest, manifest);
  return manifest;
}

describe("what stands before a registry refuses large requests (413)", () => {
  const limit = 10_000_000;
  test.each([
    ["three pieces", 20_000_000, [8_388_608, 8_388_608, 3_222_784]],
    ["a whole number of pieces", 16_777_216, [8_388_608, 8_388_608]],
  ])("%s", async (_, bytes, pieces) => {
    const [source, target] = place();
    const image = await pushRandom(source, bytes);
    const recorder = await recordRegistry(hosts.second, {
      refuse: ({ length }) => (length > limit ? 413 : undefined),
    });
    try {
      const through = target.replace(/^[^/]+/, recorder.host);
      await registry.copy(image.digest, source, through);
      expect(recorder.requests.filter(({ method }) => method === "PATCH").map(({ length }) => length)).toEqual(pieces);
      expect((await registry.manifest(target, image.digest))?.bytes).toEqual(new Uint8Array(image.bytes));
    } finally {
      await recorder.close();
    }
  });

  test("pieces are refused, too: the refusal is told", async () => {
    const [source, target] = place();
    const image = await pushRandom(source, 9_000_000);
    const recorder = await recordRegistry(hosts.second, {
      refuse: ({ length }) => (length > 1_000_000 ? 413 : undefined),
    });
    try {
      await expect(registry.copy(image.digest, source, target.replace(/^[^/]+/, recorder.host))).rejects.toThrow(/413/);
    } finally {
      await recorder.close();
    }
  });
});

describe("what refers to an image goes along", () => {
  const fallback = (digest: Digest): string => digest.replace(":", "-");

  async function pushReferrer(
    repository: string,
    subject: Manifest,
    text: string,
  ): Promise<{ manifest: Manifest; entry: object }> {
    const { config, layer } = await pushImage(repository, text);
    const manifest = makeManifest(`${oci}.manifest.v1+json`, {
      artifactType: "application/vnd.example.signature",
      config: { mediaType: `${oci}.config.v1+json`, digest: digestOf(config), size: config.length },
      layers: [{ mediaType: "application/octet-stream", digest: digestOf(layer), size: layer.length }],
      subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.length },
    });
    await putManifest(session, session.address(repository), manifest.digest, manifest);
    const { mediaType, digest, bytes } = manifest;
    return { manifest, entry: { mediaType, digest, size: bytes.length, artifactType: "application/vnd.example.signature" } };
  }
  const indexOf = (...entries: object[]): Manifest => makeManifest(`${oci}.index.v1+json`, { manifests: entries });

  test("by the tag that lists them, and by Cosign's tags, of the index and of a platform's manifest", async () => {
    const [source, target] = place();
    const child = (await pushImage(source, "child")).manifest;
    const index = await pushIndex(source, [child]);
    const referrer = await pushReferrer(source, child, "attestation");
    await registry.putManifest(source, fallback(child.digest), indexOf(referrer.entry));
    const signature = (await pushImage(source, "signature")).manifest;
    await registry.putManifest(source, `${fallback(index.digest)}.sig`, signature);

    await registry.copy(index.digest, source, target);
    expect(Object.keys(await tagsOf(target)).toSorted()).toEqual(
      [fallback(child.digest), `${fallback(index.digest)}.sig`].toSorted(),
    );
    expect((await registry.manifest(target, referrer.manifest.digest))?.bytes).toEqual(new Uint8Array(referrer.manifest.bytes));
    expect(await registry.resolve(target, `${fallback(index.digest)}.sig`)).toBe(signature.digest);
  });

  test("what the target lists already stays listed", async () => {
    const [source, target] = place();
    const { manifest } = await pushImage(source, "image");
    const [ours, theirs] = [await pushReferrer(source, manifest, "ours"), await pushReferrer(target, manifest, "theirs")];
    await registry.putManifest(source, fallback(manifest.digest), indexOf(ours.entry));
    await registry.putManifest(target, fallback(manifest.digest), indexOf(theirs.entry));
    await registry.copy(manifest.digest, source, target);
    const listed = await registry.manifest(target, fallback(manifest.digest));
    const { manifests } = JSON.parse(Buffer.from(listed?.bytes ?? []).toString()) as { manifests: object[] };
    expect(manifests).toEqual([theirs.entry, ours.entry]);
  });

  test("referrers that name their own subject, or one another's, keep no copy waiting", async () => {
    const [source, target] = place();
    const [one, two] = [(await pushImage(source, "one")).manifest, (await pushImage(source, "two")).manifest];
    const index = await pushIndex(source, [one, two]);
    const describe = ({ mediaType, digest, bytes }: Manifest) => ({ mediaType, digest, size: bytes.length });
    // Each refers to one image, and holds the other, or itself.
    for (const [subject, holds] of [
      [one, two],
      [two, one],
      [index, index],
    ] as const) {
      const content = { artifactType: "application/vnd.example.loop", subject: describe(subject), manifests: [describe(holds)] };
      const loop = makeManifest(`${oci}.index.v1+json`, content);
      await putManifest(session, session.address(source), loop.digest, loop);
      await registry.putManifest(source, fallback(subject.digest), indexOf(describe(loop)));
    }
    await registry.copy(index.digest, source, target);
    expect((await registry.manifest(target, index.digest))?.bytes).toEqual(new Uint8Array(index.bytes));
  });

  test("a signature that cannot be read holds up no image, and is told of", async () => {
    const [source, target] = place();
    const { manifest } = await pushImage(source, "image");
    const referrer = await pushReferrer(source, manifest, "unreadable");
    await registry.putManifest(source, fallback(manifest.digest), indexOf(referrer.entry));
    const refuse = ({ path }: { path: string }) => (path.endsWith(referrer.manifest.digest) ? 403 : undefined);
    const recorder = await recordRegistry(hosts.first, { refuse });
    const lines: string[] = [];
    try {
      const log = { line: (text: string) => lines.push(text) };
      await registry.copy(manifest.digest, source.replace(/^[^/]+/, recorder.host), target, log);
      expect(await registry.resolve(target, manifest.digest)).toBe(manifest.digest);
      expect(lines).toEqual([expect.stringMatching(/^could not copy the referrers of sha256:/)]);
    } finally {
      await recorder.close();
    }
  });

  test("the registry dies when it is asked what refers to an image: the copy goes on, and the process too", async () => {
    const [source, target] = place();
    const index = await pushIndex(source, [(await pushImage(source, "one")).manifest, (await pushImage(source, "two")).manifest]);
    const done = ({ path }: { path: string }) => !path.includes("/referrers/");
    const recorder = await recordRegistry(hosts.first, { done });
    const hasty = createRegistry({ ...options, idleTimeout: 300 });
    try {
      await hasty.copy(index.digest, source.replace(/^[^/]+/, recorder.host), target);
      expect(await registry.resolve(target, index.digest)).toBe(index.digest);
    } finally {
      await recorder.close();
    }
  });

  test("nothing refers to it: one listing, and one question", async () => {
    const [source, target] = place();
    const children = await Promise.all(["one", "two"].map(async (text) => (await pushImage(source, text)).manifest));
    const index = await pushIndex(source, children);
    const recorder = await recordRegistry(hosts.first);
    try {
      await registry.copy(index.digest, source.replace(/^[^/]+/, recorder.host), target);
      expect(recorder.requests.filter(({ path }) => path.includes("/tags/list"))).toHaveLength(1);
      expect(recorder.requests.filter(({ path }) => path.includes("/referrers/")).length).toBeLessThanOrEqual(2);
    } finally {
      await recorder.close();
    }
  });
});

describe("a long copy says how far it is", () => {
  test("at intervals, and at its end; what is there already counts as nothing", async () => {
    const lines: string[] = [];
    const progress = createProgress({ line: (text) => lines.push(text) }, "hub.example.org/app", 20);
    for (const size of [30_000_000, 70_000_000, 200_000_000]) progress.expect(size);
    progress.skip(200_000_000);
    progress.sent(30_000_000);
    progress.finish();
    await new Promise((resolve) => setTimeout(resolve, 50));
    progress.sent(70_000_000);
    progress.finish();
    progress.end();
    expect(lines[0]).toBe("30 of 100 MB copied to hub.example.org/app, 1 of 2 layers");
    expect(lines.at(-1)).toBe("100 of 100 MB copied to hub.example.org/app, 2 of 2 layers");
  });

  test("a short one says nothing", async () => {
    const [source, target] = place();
    const { manifest } = await pushImage(source, "short");
    const log = makeLog();
    await registry.copy(manifest.digest, source, target, log);
    expect(log).not.toHaveProperty("lines.0");
  });
});

/** What this run pushed and a registry does not show yet: replicas of GHCR and Docker Hub answer 404 for some seconds. */
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, manifest, options } from "../../support/faulty-registry.ts";
import { type Lag, laggingRegistry, unknown } from "../../support/lagging-registry.ts";
import { makeIndex, makeManifest } from "../../support/registry.ts";
import type { Received } from "../../support/registry-server.ts";

const { servers } = faultyServers();
const lagging = (lag: Lag) => laggingRegistry(servers, lag);

const layer = Buffer.from("layer");
const config = Buffer.from('{"architecture":"amd64","os":"linux"}');
const describeBlob = (bytes: Uint8Array) => ({ digest: digestOf(bytes), size: bytes.length });
const image = makeManifest("application/vnd.oci.image.manifest.v1+json", {
  config: describeBlob(config),
  layers: [describeBlob(layer)],
});
const index = makeIndex([image]);

/** A registry to which a builder has pushed an image, all but at once. */
async function pushedTo(lag: Lag) {
  const made = await lagging(lag);
  for (const bytes of [layer, config]) made.blobs.set(digestOf(bytes), bytes);
  for (const manifest of [image, index]) made.put(manifest);
  return { ...made, repository: `${made.host}/osg/app`, registry: createRegistry(options) };
}

const late = (path: string, times: number) => (request: Received, count: number) =>
  request.path.endsWith(path) && count <= times ? unknown("MANIFEST_UNKNOWN") : undefined;

describe("what a builder pushed", () => {
  test.each(["HEAD", "GET"])("is asked for again when %s answers that it is not there", async (method) => {
    const { registry, repository } = await pushedTo(late(index.digest, 4));
    registry.pushed(repository, index.digest);
    if (method === "HEAD") expect(await registry.resolve(repository, index.digest)).toBe(index.digest);
    else expect((await registry.manifest(repository, index.digest))?.digest).toBe(index.digest);
  });

  test("a cache that holds a 404 of HEAD alone is asked by GET in the end", async () => {
    const { registry, repository } = await pushedTo(({ method, path }) =>
      method === "HEAD" && path.includes(index.digest) ? { status: 404 } : undefined,
    );
    registry.pushed(repository, index.digest);
    expect(await registry.resolve(repository, index.digest)).toBe(index.digest);
  });

  test("so is what it is made of: manifests, then configurations and layers", async () => {
    const { registry, repository } = await pushedTo(
      (request, count) => late(image.digest, 3)(request, count) ?? late(digestOf(config), 3)(request, count),
    );
    registry.pushed(repository, index.digest);
    await registry.manifest(repository, index.digest);
    expect((await registry.manifest(repository, image.digest))?.digest).toBe(image.digest);
    expect(await registry.blob(repository, digestOf(config))).toEqual(config);
  });

  test("it is copied, though each of its parts is late", async () => {
    const from = await pushedTo(({ path, method }, count) =>
      method === "GET" && /sha256:/.test(path) && !path.includes("referrers") && count <= 2 ? unknown("BLOB_UNKNOWN") : undefined,
    );
    const to = await lagging(() => undefined);
    from.registry.pushed(from.repository, index.digest);
    await from.registry.copy(index.digest, from.repository, `${to.host}/osg/app`);
    expect(to.manifests.has(index.digest)).toBe(true);
  });

  test("later than 30 s it is missing, and is said to have been pushed; nobody waits for it again", async () => {
    const { registry, repository, sent } = await pushedTo(late(digestOf(config), 1000));
    registry.pushed(repository, digestOf(config));
    expect(await codeOf(registry.blob(repository, digestOf(config)))).toMatch(/^registry-missing: This run pushed .* after 30 s/);
    const asked = sent("GET", digestOf(config));
    expect(asked).toBeGreaterThan(6);
    await codeOf(registry.blob(repository, digestOf(config)));
    expect(sent("GET", digestOf(config))).toBe(asked + 1);
  });

  test("what others pushed, or to another repository, is missing at the first 404", async () => {
    const { registry, host, repository, sent } = await pushedTo(late(index.digest, 1000));
    registry.pushed(`${host}/osg/other`, index.digest);
    expect(await registry.manifest(repository, index.digest)).toBeUndefined();
    expect(await registry.resolve(repository, "release")).toBeUndefined();
    expect([sent("GET", index.digest), sent("HEAD", "release")]).toEqual([1, 1]);
  });
});

describe("what this client put", () => {
  test.each<[string, string]>([
    ["a tag", "release"],
    ["a digest", manifest.digest],
  ])("%s is asked for again later on, on a replica that lags behind", async (_, reference) => {
    let behind = 0;
    const { host } = await lagging(({ method }) => (method !== "PUT" && behind-- > 0 ? unknown("MANIFEST_UNKNOWN") : undefined));
    const registry = createRegistry(options);
    await registry.putManifest(`${host}/a`, reference, manifest);
    behind = 5;
    expect(await registry.resolve(`${host}/a`, reference)).toBe(manifest.digest);
  });

  test.each(["put", "claimed"])("a tag that was %s and is shown eight looks later only", async (how) => {
    let put = false;
    let looks = 0;
    const { host } = await lagging(({ method }) => {
      if (method === "PUT") put = true;
      return method === "HEAD" && put && ++looks < 8 ? unknown("MANIFEST_UNKNOWN") : undefined;
    });
    const registry = createRegistry(options);
    if (how === "put") await registry.putManifest(`${host}/a`, "release", manifest);
    else expect(await registry.claim(`${host}/a`, "release-1", manifest)).toBe(manifest.digest);
  });

  test("a tag that this run removed is gone at the first 404", async () => {
    let gone = false;
    const { host, sent } = await lagging(({ method, path }) => {
      if (method === "DELETE") gone = true;
      if (method === "DELETE") return { status: 202 };
      return gone && path.endsWith("/rc.release.pr-1") ? { status: 404 } : undefined;
    });
    const registry = createRegistry(options);
    await registry.putManifest(`${host}/a`, "rc.release.pr-1", manifest);
    const [removal] = await registry.removeTags(`${host}/a`, ["rc.release.pr-1"], { line: () => {} });
    expect(removal?.outcome).toBe("removed");
    expect(sent("HEAD", "rc.release.pr-1")).toBeLessThan(6);
  });
});

describe("a manifest of which the registry says that it lacks a part", () => {
  test.each(["BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_UNKNOWN"])(
    "%s: its blobs are looked at again, uploaded, and it is put again",
    async (code) => {
      const from = await pushedTo(() => undefined);
      let lost = false;
      const to = await lagging(({ method, path }, count) => {
        if (method !== "PUT" || !path.endsWith(image.digest) || count > 1) return undefined;
        lost = to.blobs.delete(digestOf(layer));
        return { status: code === "MANIFEST_UNKNOWN" ? 404 : 400, body: JSON.stringify({ errors: [{ code }] }) };
      });
      await from.registry.copy(index.digest, from.repository, `${to.host}/osg/app`);
      expect(lost).toBe(true);
      expect([...to.blobs.keys()].sort()).toEqual([digestOf(config), digestOf(layer)].sort());
      expect([to.sent("PUT", image.digest), to.sent("PUT", index.digest)]).toEqual([2, 1]);
    },
  );

  test("a registry that says that it has a blob, and that it lacks it, is given it once more", async () => {
    const from = await pushedTo(() => undefined);
    const to = await lagging(({ method, path }) => {
      if (method === "HEAD" && path.endsWith(digestOf(layer))) return {};
      return method === "PUT" && path.endsWith(image.digest) && !to.blobs.has(digestOf(layer))
        ? unknown("BLOB_UNKNOWN")
        : undefined;
    });
    await from.registry.copy(index.digest, from.repository, `${to.host}/osg/app`);
    expect(to.manifests.has(index.digest)).toBe(true);
  });

  test.each(["put", "claimed"])("a tag of what this run pushed is %s again", async (how) => {
    const { registry, repository, sent } = await pushedTo(({ method }, count) =>
      method === "PUT" && count < 4 ? unknown("MANIFEST_BLOB_UNKNOWN") : undefined,
    );
    registry.pushed(repository, index.digest);
    if (how === "put") await registry.putManifest(repository, "release", index);
    else await registry.claim(repository, "release", index);
    expect(sent("PUT", "release")).toBe(4);
  });

  test("for longer than 30 s: the error says so, and nothing of a project", async () => {
    const { registry, repository, sent } = await pushedTo(({ method }) =>
      method === "PUT" ? unknown("BLOB_UNKNOWN") : undefined,
    );
    const without = await codeOf(registry.putManifest(repository, "release", index));
    expect(sent("PUT", "release")).toBe(1); // nobody of this run has pushed it
    registry.pushed(repository, index.digest);
    const error = await codeOf(registry.putManifest(repository, "release", index));
    for (const text of [without, error]) {
      expect(text).toMatch(/^registry-failed: .*cannot find a layer or manifest/);
      expect(text).not.toContain("project");
    }
    expect(sent("PUT", "release")).toBeGreaterThan(6);
  });
});

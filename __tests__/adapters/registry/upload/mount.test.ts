import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, options } from "../../../support/faulty-registry.ts";
import { makeManifest } from "../../../support/registry.ts";
import type { Received, Reply, TestServer } from "../../../support/registry-server.ts";

const { server } = faultyServers();

describe("a mount that fails is an upload", () => {
  const layers = Array.from({ length: 12 }, (_, i) => Buffer.from(`layer ${i}`));
  const digests = new Map(layers.map((layer) => [digestOf(layer) as string, layer]));
  const image = makeManifest("application/vnd.oci.image.manifest.v1+json", {
    layers: layers.map((layer) => ({
      mediaType: "application/vnd.oci.image.layer.v1.tar",
      digest: digestOf(layer),
      size: layer.length,
    })),
  });
  const isMount = ({ path }: Received) => path.includes("?mount=");
  /** A registry whose repositories below `from` have the image, and which answers a mount in its own way. */
  const mounting = (mount: (request: Received) => Reply): Promise<TestServer> => {
    const stored = new Set<string>();
    const read = (path: string): Reply => {
      const [, , repository, ...rest] = path.split("/");
      const digest = rest.at(-1) ?? "";
      const layer = digests.get(digest);
      if (stored.has(`${repository} ${digest}`)) return { headers: { "docker-content-digest": digest } };
      if (!path.startsWith("/v2/from")) return { status: 404 };
      if (path.endsWith(image.digest)) return { headers: { "content-type": image.mediaType }, body: image.bytes };
      return layer ? { body: layer } : { status: 404 };
    };
    return server((request) => {
      const { method, path } = request;
      if (isMount(request)) return mount(request);
      if (method === "POST") return { status: 202, headers: { location: `${path.split("?")[0]}1` } };
      if (method !== "PUT") return read(path);
      stored.add(`${path.split("/")[2]} ${/sha256:[a-f0-9]{64}/.exec(path)?.[0]}`);
      return { status: 201, headers: { "docker-content-digest": image.digest } };
    });
  };

  test.each<[string, Reply]>([
    ["500", { status: 500 }],
    ["429, for an hour", { status: 429, headers: { "retry-after": "3600" } }],
    ["a reset", { destroy: true }],
    ["silence", { hang: true }],
    ["byte by byte", { status: 201, body: " ".repeat(1000), drip: { every: 20, of: "body" } }],
    ["403", { status: 403 }],
    ["404", { status: 404 }],
    ["405", { status: 405 }],
    ["a redirect to elsewhere", { status: 307, headers: { location: "file:///etc/passwd" } }],
    ["more than any answer", { status: 201, body: Buffer.alloc(5 * 1024 * 1024) }],
  ])("%s: tried once for a blob, and soon no more", async (_, reply) => {
    const { host, received } = await mounting(() => reply);
    // In everyday life a call that is repeated waits half a second at least, and a silent one half a minute.
    const registry = createRegistry({ ...options, idleTimeout: 2500, timeLimit: 2500, retry: {} });
    await registry.copy(image.digest, `${host}/from`, `${host}/to`);
    const mounts = received.filter(isMount);
    expect(new Set(mounts.map(({ path }) => path)).size).toBe(mounts.length);
    expect(mounts.length).toBeLessThanOrEqual(6);
    expect(received.filter(({ method, path }) => method === "PUT" && path.includes("digest="))).toHaveLength(layers.length);
    // From another source it may work.
    await registry.copy(image.digest, `${host}/from-elsewhere`, `${host}/to-elsewhere`);
    expect(received.filter(isMount).length).toBeGreaterThan(mounts.length);
  });

  test("a registry that begins an upload instead mounts nothing: so it is asked no more", async () => {
    const { host, received } = await mounting(({ path }) => ({ status: 202, headers: { location: `${path.split("?")[0]}2` } }));
    await createRegistry(options).copy(image.digest, `${host}/from`, `${host}/to`);
    expect(received.filter(isMount).length).toBeLessThanOrEqual(6);
  });

  test("one failure among mounts that succeed stops none", async () => {
    let mounts = 0;
    const { host, received } = await mounting(() => (++mounts % 3 === 0 ? { status: 500 } : { status: 201 }));
    expect(await codeOf(createRegistry(options).copy(image.digest, `${host}/from`, `${host}/to`))).toBe("no error");
    expect(received.filter(isMount)).toHaveLength(layers.length);
  });
});

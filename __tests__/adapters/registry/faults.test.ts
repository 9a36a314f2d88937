/** The client against a server that does what registries do when they are not well, or lie. */
import type { AddressInfo } from "node:net";
import net from "node:net";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, good, manifest, options, other, registry, stated } from "../../support/faulty-registry.ts";
import type { Received, Reply } from "../../support/registry-server.ts";

const { server } = faultyServers();

describe("what passes is tried again", () => {
  test.each<[string, Reply]>([
    ["429", { status: 429, headers: { "retry-after": "3" } }],
    ["429 with a date", { status: 429, headers: { "retry-after": new Date(Date.now() + 5000).toUTCString() } }],
    ["500", { status: 500, body: "<html>" }],
    ["503", { status: 503 }],
    ["a reset before the answer", { destroy: true }],
    ["a reset within the body", { ...good, body: manifest.bytes.subarray(0, 20), destroy: true }],
    ["no answer", { hang: true }],
  ])("%s", async (_, fault) => {
    const { host, received } = await server((__, count) => (count === 1 ? fault : good));
    const hasty = createRegistry({ ...options, ...(fault.hang ? { idleTimeout: 3000 } : {}) }); // a busy machine's pauses are no silence
    expect((await hasty.manifest(`${host}/a`, "release"))?.digest).toBe(manifest.digest);
    expect(received).toHaveLength(2);
  });
});

describe("what does not pass is said", () => {
  test.each<[string, Reply, string]>([
    ["429", { status: 429 }, "registry-failed: .* limits requests"],
    ["a wait of an hour", { status: 429, headers: { "retry-after": "3600" } }, "registry-failed"],
    ["502", { status: 502, body: "<html>" }, "registry-failed: .* answered 502"],
    ["resets", { destroy: true }, "registry-unreachable: .* closed the connection"],
    [
      "a body that breaks off",
      { ...good, body: manifest.bytes.subarray(0, 20), destroy: true },
      "registry-unreachable: .* closed the connection",
    ],
    ["400", { status: 400, body: "{" }, "registry-failed: .* answered 400"],
    ["a redirect in circles", { status: 302, headers: { location: "/v2/" } }, "registry-invalid: .*more than 5 redirects"],
    [
      "a redirect to elsewhere",
      { status: 302, headers: { location: "file:///etc/passwd" } },
      "registry-invalid: .*an invalid web address",
    ],
    [
      "another scheme of login",
      { status: 401, headers: { "www-authenticate": "Negotiate" } },
      "registry-login: .*\\(negotiate\\)",
    ],
    ["a 401 without a challenge", { status: 401 }, "registry-login: .*no login"],
    ["5 MiB", { headers: stated(), body: Buffer.alloc(5 * 1024 * 1024) }, "registry-invalid: .*more than 4194304 bytes"],
    ["something else", { headers: { "content-type": "text/html" }, body: "<html>" }, "registry-invalid: .*no image"],
  ])("%s", async (_, reply, expected) => {
    const { host } = await server(() => reply);
    expect(await codeOf(registry.manifest(`${host}/a`, "release"))).toMatch(new RegExp(`^${expected}`));
  });

  test("a host that hangs, and one that is not there", async () => {
    const { host } = await server(() => ({ hang: true }));
    const hasty = createRegistry({ ...options, idleTimeout: 50 });
    expect(await codeOf(hasty.resolve(`${host}/a`, "release"))).toMatch(/^registry-unreachable: .*silent for 0.05 s/);
    const { port } = await new Promise<AddressInfo>((resolve) => {
      const probe = net.createServer().listen(0, "127.0.0.1", () => {
        const address = probe.address() as AddressInfo;
        probe.close(() => resolve(address));
      });
    });
    expect(await codeOf(registry.tags(`127.0.0.1:${port}/a`))).toMatch(/^registry-unreachable: .*nothing listens/);
  });
});

describe("a registry that lies", () => {
  test.each<[string, (request: Received) => Reply, (host: string) => Promise<unknown>]>([
    [
      "bytes of another digest",
      () => ({ headers: { "content-type": manifest.mediaType }, body: other.bytes }),
      (host) => registry.manifest(`${host}/a`, manifest.digest),
    ],
    [
      "a header of another digest",
      () => ({ headers: stated(other.digest), body: manifest.bytes }),
      (host) => registry.manifest(`${host}/a`, "release"),
    ],
    ["HEAD of a digest", () => ({ headers: stated(other.digest) }), (host) => registry.resolve(`${host}/a`, manifest.digest)],
    [
      "another type",
      () => ({ headers: { ...stated(), "content-type": "application/vnd.oci.image.manifest.v1+json" }, body: manifest.bytes }),
      (host) => registry.manifest(`${host}/a`, "x"),
    ],
    ["a blob", () => ({ body: "other" }), (host) => registry.blob(`${host}/a`, digestOf(Buffer.from("blob")))],
    [
      "the answer to PUT",
      () => ({ status: 201, headers: stated(other.digest) }),
      (host) => registry.putManifest(`${host}/a`, "release", manifest),
    ],
  ])("%s", async (_, reply, ask) => {
    const { host } = await server(reply);
    expect(await codeOf(ask(host))).toMatch(/^registry-mismatch: /);
  });

  test("a digest that is missing from HEAD, or HEAD itself: GET, and hash", async () => {
    for (const head of [{}, { status: 405 }]) {
      const { host, received } = await server(({ method }) =>
        method === "HEAD" ? head : { ...good, headers: { "content-type": "application/json" } },
      );
      expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
      expect(received.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
      for (const { headers } of received) expect(headers.accept?.split(", ")).toHaveLength(4);
    }
  });
});

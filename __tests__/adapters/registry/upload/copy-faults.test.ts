/** What a copy opens and begins before it is needed is closed and cancelled again. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, options } from "../../../support/faulty-registry.ts";
import { makeManifest } from "../../../support/registry.ts";
import type { Received, Reply, TestServer } from "../../../support/registry-server.ts";

const { server } = faultyServers();
const layer = randomBytes(6_000_000); // more than fits into the buffers of a connection that nobody reads
const digest = digestOf(layer);
const image = makeManifest("application/vnd.oci.image.manifest.v1+json", {
  layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size: layer.length }],
});

type Answer = (request: Received, count: number) => Reply | Promise<Reply> | undefined;

/** A registry that has the image; `blob` answers for its layer. */
function source(blob: Answer): Promise<TestServer> {
  let asked = 0;
  return server((request) => {
    if (request.path.endsWith(`/manifests/${image.digest}`))
      return { headers: { "content-type": image.mediaType }, body: image.bytes };
    return (request.path.endsWith(`/blobs/${digest}`) && blob(request, ++asked)) || { status: 404 };
  });
}

/** A registry that lacks the image; `special` answers in its place. */
function target(special: Answer = () => undefined): Promise<TestServer> {
  const asked = new Map<string, number>();
  return server((request) => {
    const { method, path } = request;
    asked.set(method, (asked.get(method) ?? 0) + 1);
    const reply = special(request, asked.get(method) ?? 0);
    if (reply) return reply;
    if (method === "POST") return { status: 202, headers: { location: `${path}begun-${asked.get("POST")}` } };
    if (method === "PUT")
      return { status: 201, headers: path.includes("/manifests/") ? { "docker-content-digest": image.digest } : {} };
    return { status: method === "DELETE" ? 204 : 404 };
  });
}

const copy = (from: TestServer, to: TestServer, registry = createRegistry(options)): Promise<string> =>
  codeOf(registry.copy(image.digest, `${from.host}/a`, `${to.host}/b`));
const pathsOf = ({ received }: TestServer, method: string): string[] =>
  received.filter((request) => request.method === method).map(({ path }) => path);
const layerSent = (to: TestServer): Buffer[] =>
  to.received.filter(({ method, path }) => method === "PUT" && path.includes("digest=")).map(({ bytes }) => bytes);

describe("the source fails after the upload has begun: the upload is cancelled, and the error names the source", () => {
  test.each<[string, Reply, (from: string) => string]>([
    ["the blob is gone", { status: 404 }, (from) => `registry-missing: ${from}/a does not have ${digest}`],
    ["it refuses to read", { status: 403 }, (from) => `registry-login: ${from} `],
    ["other bytes", { body: randomBytes(layer.length) }, (from) => `registry-mismatch: ${from} gave`],
    ["too many bytes", { body: Buffer.concat([layer, layer]) }, (from) => `registry-mismatch: ${from} gave more bytes`],
  ])("%s", async (_, reply, expected) => {
    const [from, to] = [await source(() => reply), await target()];
    expect(await copy(from, to)).toContain(expected(from.host));
    expect(pathsOf(to, "DELETE")).toEqual(["/v2/b/blobs/uploads/begun-1"]);
    expect(pathsOf(to, "PUT").filter((path) => path.includes("/manifests/"))).toEqual([]);
  });

  test("a connection that breaks: each upload is cancelled, and the next one sends all", async () => {
    const broken: Reply = { body: layer.subarray(0, 5_000_000), destroy: true };
    const [from, to] = [await source((_, count) => (count < 3 ? broken : { body: layer })), await target()];
    expect(await copy(from, to)).toBe("no error");
    expect(pathsOf(to, "DELETE")).toEqual(["/v2/b/blobs/uploads/begun-1", "/v2/b/blobs/uploads/begun-2"]);
    expect(layerSent(to).at(-1)?.equals(layer)).toBe(true);
  });
});

test("the source ends the connection while the upload begins: it is opened again", async () => {
  const from = await source((_, count) => (count === 1 ? { body: layer.subarray(0, 1000), destroy: true } : { body: layer }));
  const later = (reply: Reply): Promise<Reply> => new Promise((resolve) => setTimeout(() => resolve(reply), 300));
  const to = await target(({ method }) =>
    method === "POST" ? later({ status: 202, headers: { location: "/v2/b/blobs/uploads/1" } }) : undefined,
  );
  expect(await copy(from, to)).toBe("no error");
  expect(layerSent(to)).toHaveLength(1);
  expect(layerSent(to)[0]?.equals(layer)).toBe(true);
  expect(pathsOf(to, "DELETE")).toEqual([]);
});

test("the target has the blob: no upload begins, and the source is not asked for it", async () => {
  const from = await source(() => ({ body: layer }));
  const to = await target(({ method, path }) => (method === "HEAD" && path.includes("/blobs/") ? { status: 200 } : undefined));
  expect(await copy(from, to)).toBe("no error");
  expect(pathsOf(to, "POST")).toEqual([]);
  expect(pathsOf(from, "GET").filter((path) => path.includes("/blobs/"))).toEqual([]);
});

test.each([401, 403])("the target refuses to say whether it has the blob (%d): it is uploaded", async (status) => {
  const from = await source(() => ({ body: layer }));
  const to = await target(({ method, path }) => (method === "HEAD" && path.includes("/blobs/") ? { status } : undefined));
  expect(await copy(from, to)).toBe("no error");
  expect(layerSent(to)[0]?.equals(layer)).toBe(true);
});

describe("a copy that ends early leaves no connection to the source open", () => {
  // More copies than there are connections to one registry.
  test.each<[string, Answer, string]>([
    ["no upload may begin", ({ method }) => (method === "POST" ? { status: 403 } : undefined), "registry-login"],
    ["an upload begins nowhere", ({ method }) => (method === "POST" ? { status: 202 } : undefined), "registry-invalid"],
    ["the target refuses the bytes", ({ method }) => (method === "PUT" ? { status: 400 } : undefined), "registry-failed"],
  ])("%s", async (_, special, expected) => {
    const [from, to] = [await source(() => ({ body: layer })), await target(special)];
    const registry = createRegistry(options);
    for (let n = 0; n < 13; n++) expect(await copy(from, to, registry)).toMatch(new RegExp(`^${expected}: `));
    expect((await registry.manifest(`${from.host}/a`, image.digest))?.digest).toBe(image.digest);
  });

  test("the target breaks every connection", async () => {
    const [from, to] = [
      await source(() => ({ body: layer })),
      await target(({ method }) => (method === "PUT" ? { destroy: true } : undefined)),
    ];
    const registry = createRegistry(options);
    for (let n = 0; n < 2; n++) expect(await copy(from, to, registry)).toMatch(/^registry-unreachable: /);
    expect((await registry.manifest(`${from.host}/a`, image.digest))?.digest).toBe(image.digest);
    expect(pathsOf(to, "DELETE")).toEqual([]); // The target failed, not the source.
  });
});

/** A blob that is read as a stream: nothing of it counts before its digest is known. */
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, options } from "../../../support/faulty-registry.ts";
import { type Reply, serve } from "../../../support/registry-server.ts";

const { servers } = faultyServers();
const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));

async function read(
  reply: (count: number) => Reply,
  limit = bytes.length,
): Promise<{ read: () => Promise<Buffer>; asked: () => number }> {
  const server = await serve((_, count) => reply(count));
  servers.push(server);
  const collect = async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of createRegistry(options).blobStream(`${server.host}/a`, digestOf(bytes), limit)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return { read: collect, asked: () => server.received.length };
}

describe("a blob as a stream", () => {
  test("gives the bytes, up to the limit", async () => {
    const blob = await read(() => ({ body: bytes }));
    expect(await blob.read()).toEqual(bytes);
    expect(blob.asked()).toBe(1);
  });

  test("goes on where the connection broke", async () => {
    const length = { "content-length": String(bytes.length) };
    const blob = await read((count) =>
      count < 3 ? { headers: length, body: bytes.subarray(0, count * 30_000), destroy: true } : { body: bytes },
    );
    expect(await blob.read()).toEqual(bytes);
    expect(blob.asked()).toBe(3);
  });

  test("a connection that always breaks is an error", async () => {
    const length = { "content-length": String(bytes.length) };
    const blob = await read(() => ({ headers: length, body: bytes.subarray(0, 10), destroy: true }));
    expect(await codeOf(blob.read())).toMatch(/^registry-unreachable/);
    expect(blob.asked()).toBe(4);
  });

  test.each<[string, Reply, number, string]>([
    ["other bytes", { body: Buffer.alloc(100_000) }, 100_000, "registry-mismatch"],
    ["fewer bytes", { body: bytes.subarray(1) }, 100_000, "registry-mismatch"],
    ["more bytes than the limit", { body: bytes }, 99_999, "registry-invalid"],
    ["more bytes, as the registry says", { body: bytes, headers: { "content-length": "100000" } }, 99_999, "registry-invalid"],
    ["no blob", { status: 404 }, 100_000, "registry-missing"],
    ["no access", { status: 403 }, 100_000, "registry-login"],
  ])("%s: an error", async (_, reply, limit, code) => {
    const blob = await read(() => reply, limit);
    expect(await codeOf(blob.read())).toMatch(new RegExp(`^${code}`));
  });
});

import { randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../../src/adapters/registry/upload/blob.ts";
import { codeOf, faultyServers, good, manifest, options } from "../../../support/faulty-registry.ts";
import { makeManifest } from "../../../support/registry.ts";
import type { Reply } from "../../../support/registry-server.ts";

const { server, loggedIn } = faultyServers();
/** Never silent for long, so that no limit on silence ends it. */
const limited = { ...options, timeLimit: 300 };
const tooSlow = /^registry-unreachable: 127\.0\.0\.1:\d+ is too slow: .* Check its health/;
const long = " ".repeat(100_000);

describe("an answer that comes byte by byte is given up", () => {
  const page = { body: `{"tags":["a"]}${long}`, drip: { every: 10, of: "body" } } as const;
  test.each<[string, Reply, (host: string) => Promise<unknown>]>([
    ["a list of tags", page, (host) => createRegistry(limited).tags(`${host}/a`)],
    ["a manifest", { ...good, ...page }, (host) => createRegistry(limited).manifest(`${host}/a`, "release")],
    ["its head", { drip: { every: 10, of: "answer" } }, (host) => createRegistry(limited).resolve(`${host}/a`, "release")],
    ["an error", { ...page, status: 500 }, (host) => createRegistry(limited).tags(`${host}/a`)],
  ])("%s", async (_, reply, ask) => {
    const { host, received } = await server(() => reply);
    expect(await codeOf(ask(host))).toMatch(tooSlow);
    expect(received).toHaveLength(1);
  });

  test("of a redirect, nobody waits for it", async () => {
    const { host } = await server(({ path }) =>
      path.endsWith("/there") ? good : { ...page, status: 307, headers: { location: "/there" } },
    );
    expect((await createRegistry(options).manifest(`${host}/a`, "release"))?.digest).toBe(manifest.digest);
  });

  test("a token, and what is told of is its service", async () => {
    const service = await server(() => page);
    const challenge = { "www-authenticate": `Bearer realm="${service.origin}/token"` };
    const { host } = await server(() => ({ status: 401, headers: challenge }));
    const asked = createRegistry({ ...limited, environment: loggedIn(host) }).tags(`${host}/a`);
    expect(await codeOf(asked)).toMatch(new RegExp(`^registry-unreachable: ${service.host} is too slow`));
  });
});

describe("a blob may take its time, as long as it goes on", () => {
  const blob = randomBytes(3_000_000);
  const image = makeManifest("application/vnd.oci.image.manifest.v1+json", {
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: digestOf(blob), size: blob.length }],
  });
  const source = (send: (outgoing: http.ServerResponse) => void) =>
    listening((incoming, outgoing) => {
      if (incoming.url?.includes("/manifests/sha256:")) outgoing.setHeader("content-type", image.mediaType).end(image.bytes);
      else if (incoming.url?.includes("/blobs/")) send(outgoing.writeHead(200, { "content-length": blob.length }));
      else outgoing.writeHead(404).end();
    });
  const target = () => {
    const stored = new Map<string, number>();
    return listening((incoming, outgoing) => {
      const { method, url = "" } = incoming;
      let length = 0;
      incoming.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
      });
      incoming.on("end", () => {
        if (method === "POST") outgoing.writeHead(202, { location: "/v2/b/blobs/uploads/1" }).end();
        else if (method === "PUT") {
          stored.set(url, length);
          outgoing.setHeader("docker-content-digest", image.digest).writeHead(201).end();
        } else outgoing.writeHead(404).end();
      });
    }).then((made) => ({ ...made, stored }));
  };

  test("longer than the limit for what is small", async () => {
    const from = await source((outgoing) => {
      let at = 0;
      const timer = setInterval(() => {
        outgoing.write(blob.subarray(at, at + 300_000));
        at += 300_000;
        if (at < blob.length) return;
        clearInterval(timer);
        outgoing.end();
      }, 100);
    });
    const to = await target();
    await createRegistry({ ...options, timeLimit: 500 }).copy(image.digest, `${from.host}/a`, `${to.host}/b`);
    expect([...to.stored.values()]).toEqual([blob.length, image.bytes.length]);
    await Promise.all([from.close(), to.close()]);
  });

  test("one that drips is given up, and what is told of is the registry that it comes from", async () => {
    const from = await source((outgoing) => {
      const timer = setInterval(() => outgoing.write("x"), 10);
      outgoing.once("close", () => clearInterval(timer));
    });
    const to = await target();
    const copied = createRegistry(limited).copy(image.digest, `${from.host}/a`, `${to.host}/b`);
    expect(await codeOf(copied)).toMatch(new RegExp(`^registry-unreachable: ${from.host} is too slow: it moved \\d+ bytes`));
    await Promise.all([from.close(), to.close()]);
  });

  test("a registry that takes an upload drop by drop is given up", async () => {
    const to = await listening((incoming, outgoing) => {
      if (incoming.method === "POST") {
        outgoing.writeHead(202, { location: "/v2/b/blobs/uploads/1" }).end();
        return;
      }
      incoming.pause();
      const timer = setInterval(() => incoming.read(1), 10);
      outgoing.once("close", () => clearInterval(timer));
    });
    const session = createRegistrySession(limited);
    const huge = Buffer.alloc(40_000_000);
    const upload = uploadBlob(session, session.address(`${to.host}/b`), { digest: digestOf(huge), size: huge.length }, async () =>
      Readable.from([huge]),
    );
    expect(await codeOf(upload)).toMatch(tooSlow);
    await to.close();
  });
});

test("what is answered in time is read, however slowly it begins", async () => {
  const { host } = await server(() => ({ ...good, slow: 200 }));
  const answered = await createRegistry({ ...options, timeLimit: 5000 }).manifest(`${host}/a`, "release");
  expect(answered?.digest).toBe(manifest.digest);
});

async function listening(listener: http.RequestListener): Promise<{ host: string; close(): Promise<void> }> {
  const made = http.createServer(listener);
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  const close = () => {
    made.closeAllConnections();
    return new Promise<void>((resolve) => made.close(() => resolve()));
  };
  return { host: `127.0.0.1:${(made.address() as AddressInfo).port}`, close };
}

import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession, type RegistryOptions } from "../../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../../src/adapters/registry/upload/blob.ts";
import { codeOf, faultyServers, good, manifest, options } from "../../../support/faulty-registry.ts";
import type { Received, Reply } from "../../../support/registry-server.ts";

const { server, loggedIn } = faultyServers();
/** Of each call alone the limits are those of everyday, so that only the verdict can end one in a test's time. */
const watchful = (more: RegistryOptions = {}): RegistryOptions => ({ ...options, silence: 300, ...more });
const downMessage = (host: string) =>
  new RegExp(`^registry-unreachable: ${host} cannot be reached: it did not answer for [\\d.]+ s`);
const many = Array.from({ length: 76 }, (_, i) => `image-${i}`);
const isProbe = ({ path }: Received) => path === "/v2/";

const closing: net.Server[] = [];
afterEach(() => {
  for (const one of closing.splice(0)) one.close();
});

/** The head of an answer that has no end. */
function dripHead(socket: net.Socket): void {
  socket.write("HTTP/1.1 200 OK\r\n");
  const timer = setInterval(() => socket.write("x: y\r\n"), 20);
  socket.once("close", () => clearInterval(timer));
}

/** A server of raw connections. */
async function raw(onConnection: (socket: net.Socket) => void): Promise<string> {
  const made = net.createServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  closing.push(made);
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  return `127.0.0.1:${(made.address() as AddressInfo).port}`;
}

describe("a host that never answers has one verdict for all calls", () => {
  test.each<[string, (socket: net.Socket) => void]>([
    ["it takes connections, and says nothing", () => {}],
    ["it says the beginning of something", (socket) => socket.write("HTTP/1.1 200 OK\r\n")],
    ["it says something, byte by byte", (socket) => dripHead(socket)],
    ["it closes each connection", (socket) => socket.destroy()],
  ])("%s", async (_, onConnection) => {
    let [connections, probes] = [0, 0];
    const host = await raw((socket) => {
      connections++;
      socket.once("data", (request) => String(request).startsWith("GET /v2/ ") && probes++);
      onConnection(socket);
    });
    // What is closed at once is tried again and again: here slowly enough for the verdict to come first.
    const registry = createRegistry(watchful({ retry: { scale: 0.05 } }));
    const reported = new Set(await Promise.all(many.map((name) => codeOf(registry.tags(`${host}/${name}`)))));
    expect([...reported]).toEqual([expect.stringMatching(downMessage(host))]);
    const asked = connections;
    expect(probes).toBeLessThanOrEqual(1);
    expect(await codeOf(registry.resolve(`${host}/image-0`, "release"))).toBe([...reported][0]);
    expect(connections).toBe(asked);
  });

  test("it answers whether it is there, and everything else byte by byte", async () => {
    const { host, received } = await server((request) =>
      isProbe(request) ? {} : { body: " ".repeat(10_000), drip: { every: 20, of: "body" } },
    );
    const registry = createRegistry(watchful({ timeLimit: 1000 }));
    const reported = await Promise.all(many.map((name) => codeOf(registry.tags(`${host}/${name}`))));
    expect([...new Set(reported)]).toEqual([expect.stringMatching(`^registry-unreachable: ${host} is too slow: `)]);
    expect(received.filter((request) => !isProbe(request)).length).toBeLessThan(30);
  });

  test("it is the token service: that one is named", async () => {
    const service = await raw(() => {});
    const challenge = { "www-authenticate": `Bearer realm="http://${service}/token"` };
    const { host } = await server(() => ({ status: 401, headers: challenge }));
    const registry = createRegistry(watchful({ environment: loggedIn(host) }));
    const reported = await Promise.all(many.map((name) => codeOf(registry.tags(`${host}/${name}`))));
    expect([...new Set(reported)]).toEqual([expect.stringMatching(downMessage(service))]);
  });

  test("it is where blobs are: that one is named", async () => {
    const storage = await raw(() => {});
    const { host } = await server(() => ({ status: 307, headers: { location: `http://${storage}/blob` } }));
    const asked = createRegistry(watchful()).blob(`${host}/a`, manifest.digest);
    expect(await codeOf(asked)).toMatch(downMessage(storage));
  });

  test("an upload that was taken, and is not answered, is given up with the others", async () => {
    let puts = 0;
    const { host } = await server((request) => {
      if (request.method === "POST") return { status: 202, headers: { location: "/v2/a/blobs/uploads/1" } };
      if (request.method === "PUT") puts++;
      return { hang: true };
    });
    const session = createRegistrySession(watchful());
    const bytes = Buffer.from("blob");
    const blob = { digest: digestOf(bytes), size: bytes.length };
    const upload = uploadBlob(session, session.address(`${host}/a`), blob, async () => Readable.from([bytes]));
    expect(await codeOf(upload)).toMatch(downMessage(host));
    expect(puts).toBe(1);
  });

  test("while it is waited for, that is told", async () => {
    const host = await raw(() => {});
    const lines: string[] = [];
    const registry = createRegistry(watchful({ silence: 2000, onWait: (line) => lines.push(line) }));
    await Promise.all(many.map((name) => codeOf(registry.tags(`${host}/${name}`))));
    expect(lines[0]).toBe(`waiting for ${host} to answer: 1 s …`);
    expect(lines.slice(0, 2)).toHaveLength(2);
  });
});

describe("a host that answers is not down", () => {
  test("one call stalls among others that are answered", async () => {
    const { host } = await server(({ path }) => (path.includes("stalls") ? { hang: true } : { ...good, slow: 50 }));
    const registry = createRegistry(watchful({ idleTimeout: 400, silence: 10_000 }));
    const stalled = codeOf(registry.resolve(`${host}/stalls`, "release"));
    for (const _ of many.slice(0, 20)) expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toBe("no error");
    expect(await stalled).toMatch(/silent for 0.4 s/);
    expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toBe("no error");
  });

  test("one call stalls alone, and whether the host is there is asked on another connection", async () => {
    const { host } = await server((request) => (isProbe(request) ? { status: 401 } : { hang: true }));
    const registry = createRegistry(watchful({ idleTimeout: 400, retry: { scale: 0.001 } }));
    const all = await Promise.all(many.slice(0, 14).map((name) => codeOf(registry.tags(`${host}/${name}`))));
    expect(new Set(all)).toEqual(new Set([expect.stringMatching(/silent for 0.4 s/)]));
  });

  test("some calls are too slow, among others that are answered", async () => {
    const { host } = await server(({ path }) =>
      path.includes("slow") ? { body: " ".repeat(10_000), drip: { every: 20, of: "body" } } : { ...good, slow: 20 },
    );
    const registry = createRegistry(watchful({ timeLimit: 400 }));
    for (let slow = 0; slow < 4; slow++) {
      expect(await codeOf(registry.tags(`${host}/slow`))).toMatch(/ is too slow: /);
      expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toBe("no error");
    }
  });

  test("it answers each call late", async () => {
    const late: Reply = { ...good, slow: 200 };
    const { host } = await server((request) => (isProbe(request) ? { hang: true } : late));
    const registry = createRegistry(watchful({ silence: 1000 }));
    const all = many.map((name) => registry.manifest(`${host}/${name}`, "release"));
    expect((await Promise.all(all)).every((one) => one?.digest === manifest.digest)).toBe(true);
  });

  test("errors are answers", async () => {
    const { host, received } = await server(() => ({ status: 503 }));
    const registry = createRegistry(watchful({ retry: { scale: 0.05 } }));
    for (const name of ["a", "b"]) expect(await codeOf(registry.tags(`${host}/${name}`))).toMatch(/answered 503/);
    expect(received.filter(isProbe)).toEqual([]);
  });
});

test("a host that was down is asked again later, and what it then answers counts", async () => {
  let down = true;
  const made = http.createServer((_, outgoing) => {
    if (!down) outgoing.setHeader("docker-content-digest", manifest.digest).end();
  });
  closing.push(made);
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  const host = `127.0.0.1:${(made.address() as AddressInfo).port}`;
  const registry = createRegistry(watchful({ downtime: 500 }));
  expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toMatch(downMessage(host));
  down = false;
  expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toMatch(downMessage(host));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
  expect(await registry.resolve(`${host}/b`, "release")).toBe(manifest.digest);
  made.closeAllConnections();
});

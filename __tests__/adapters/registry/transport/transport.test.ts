import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import type { RequestEvent } from "../../../../src/adapters/registry/transport/transport.ts";
import { codeOf, faultyServers, good, manifest, options, stated } from "../../../support/faulty-registry.ts";

const { server } = faultyServers();

test("requests to one host are limited, and each is reported", async () => {
  const { host, most } = await server(() => ({ ...good, slow: 20 }));
  const events: RequestEvent[] = [];
  const counted = createRegistry({ ...options, onRequest: (event) => events.push(event) });
  await Promise.all(Array.from({ length: 40 }, (_, i) => counted.manifest(`${host}/a`, `t${i}`)));
  expect(most()).toBeGreaterThan(4);
  expect(most()).toBeLessThanOrEqual(12);
  expect(events).toHaveLength(40);
  expect(events).toContainEqual({ method: "GET", host, path: "/v2/a/manifests/t0", status: 200 });
});

describe("a proxy", () => {
  afterEach(() => {
    delete process.env["HTTP_PROXY"];
    delete process.env["NO_PROXY"];
  });

  test("is used as HTTP_PROXY and NO_PROXY say", async () => {
    const target = await server(() => ({ headers: stated() }));
    const connects: string[] = [];
    const proxy = http.createServer().on("connect", (request, socket) => {
      connects.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
      const upstream = net.connect(Number(target.host.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [socket, upstream]) end.on("error", () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    process.env["HTTP_PROXY"] = `http://user:pass@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const proxied = () => createRegistry({ ...options, insecure: ["registry.invalid:5000"] });
    try {
      expect(await proxied().resolve("registry.invalid:5000/a", "release")).toBe(manifest.digest);
      expect(await proxied().resolve(`${target.host}/a`, "release")).toBe(manifest.digest); // loopback: not through the proxy
      expect(connects).toEqual([`registry.invalid:5000 Basic ${Buffer.from("user:pass").toString("base64")}`]);
      for (const noProxy of ["registry.invalid", ".invalid", "*.invalid", "*.invalid:5000"]) {
        process.env["NO_PROXY"] = noProxy;
        expect(await codeOf(proxied().resolve("registry.invalid:5000/a", "release"))).toMatch(/^registry-unreachable: /);
      }
      expect(connects).toHaveLength(1);
      process.env["NO_PROXY"] = "*.invalid:80, invalid.example.org, 10.0.0.0/8";
      expect(await proxied().resolve("registry.invalid:5000/a", "release")).toBe(manifest.digest);
      expect(connects).toHaveLength(2);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });
});

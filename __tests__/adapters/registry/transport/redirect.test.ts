import http from "node:http";
import net from "node:net";
import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { following } from "../../../../src/adapters/registry/transport/redirect.ts";
import type { Exchange, HttpRequest } from "../../../../src/adapters/registry/transport/transport.ts";
import { faultyServers, options } from "../../../support/faulty-registry.ts";

const { server, loggedIn } = faultyServers();

describe("redirects", () => {
  test("to another origin carry no credentials; within one they do", async () => {
    const bytes = Buffer.from("blob");
    const storage = await server(() => ({ body: bytes }));
    const { host, received } = await server(({ path, headers }) => {
      if (headers.authorization === undefined) return { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };
      return { status: 307, headers: { location: path.startsWith("/v2/") ? "/cdn" : `${storage.origin}/signed?x=1` } };
    });
    const blob = await createRegistry({ ...options, environment: loggedIn(host) }).blob(`${host}/a`, digestOf(bytes));
    expect(Buffer.from(blob)).toEqual(bytes);
    expect(received.map(({ path, headers }) => [path.slice(0, 4), headers.authorization !== undefined])).toEqual([
      ["/v2/", false],
      ["/v2/", true],
      ["/cdn", true],
    ]);
    expect(storage.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("from https to http are not followed, and credentials do not come back", async () => {
    const asked: HttpRequest[] = [];
    const exchange =
      (locations: (string | undefined)[]): Exchange =>
      async (request) => {
        asked.push(request);
        const location = locations.shift();
        const body = Object.assign(Readable.from([]), new http.IncomingMessage(new net.Socket()));
        return { url: request.url, status: location ? 302 : 200, headers: location ? { location } : {}, body };
      };
    const request: HttpRequest = {
      method: "GET",
      url: new URL("https://r.example.org/v2/"),
      headers: { authorization: "planted" },
    };
    await expect(following(exchange(["http://r.example.org/"]))(request)).rejects.toThrow("from https to http://r.example.org");
    asked.length = 0;
    await following(exchange(["https://other.example.org/", "https://r.example.org/again", undefined]))(request);
    expect(asked.map(({ headers }) => headers["authorization"])).toEqual(["planted", undefined, undefined]);
  });
});

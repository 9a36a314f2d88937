/** The client against a server that does what registries do when they are not well, or lie. */
import { rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "@jest/globals";
import { uploadBlob } from "../../../src/adapters/registry/blob.ts";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistry, createSession, type RegistryOptions } from "../../../src/adapters/registry/index.ts";
import { following } from "../../../src/adapters/registry/redirect.ts";
import type { Exchange, HttpRequest, RequestEvent } from "../../../src/adapters/registry/transport.ts";
import { Failure } from "../../../src/core/problem.ts";
import { dockerConfig, makeManifest } from "../../support/registry.ts";
import { type Received, type Reply, serve, type TestServer } from "../../support/registry-server.ts";

const servers: TestServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** An environment that holds a login. */
function loggedIn(host: string): NodeJS.ProcessEnv {
  const { folder, environment } = dockerConfig({ [host]: { username: "octo", password: "planted" } });
  folders.push(folder);
  return environment;
}

async function server(reply: (request: Received, count: number) => Reply | Promise<Reply>): Promise<TestServer> {
  const made = await serve(reply);
  servers.push(made);
  return made;
}

const options: RegistryOptions = {
  environment: { PATH: "", DOCKER_CONFIG: "/nonexistent" },
  retry: { scale: 0.001 },
  idleTimeout: 300,
};
const registry = createRegistry(options);

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "no error",
    (error: unknown) => error,
  );
  return error instanceof Failure ? `${error.problems[0]?.code}: ${error.message}` : String(error);
}

const manifest = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [] });
const other = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [], annotations: { other: "yes" } });
const stated = (digest: string = manifest.digest) => ({ "content-type": manifest.mediaType, "docker-content-digest": digest });
const good: Reply = { headers: stated(), body: manifest.bytes };

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
    expect((await registry.manifest(`${host}/a`, "release"))?.digest).toBe(manifest.digest);
    expect(received).toHaveLength(2);
  });
});

describe("what does not pass is said", () => {
  test.each<[string, Reply, string]>([
    ["429", { status: 429 }, "registry-failed: .* limits requests"],
    ["a wait of an hour", { status: 429, headers: { "retry-after": "3600" } }, "registry-failed"],
    ["502", { status: 502, body: "<html>" }, "registry-failed: .* answered 502"],
    ["resets", { destroy: true }, "registry-unreachable: .* broke off"],
    [
      "a body that breaks off",
      { ...good, body: manifest.bytes.subarray(0, 20), destroy: true },
      "registry-unreachable: .* broke off",
    ],
    ["400", { status: 400, body: "{" }, "registry-failed: .* answered 400"],
    ["a redirect in circles", { status: 302, headers: { location: "/v2/" } }, "registry-invalid: .*more than 5 redirects"],
    [
      "a redirect to elsewhere",
      { status: 302, headers: { location: "file:///etc/passwd" } },
      "registry-invalid: .*no web address",
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

describe("what is put is confirmed", () => {
  const putting = (shown: (looks: number) => string | undefined) => {
    let looks = 0;
    return server(({ method }) => {
      if (method === "PUT") return { status: 201 };
      const digest = shown(++looks);
      return digest === undefined ? { status: 404 } : { headers: stated(digest) };
    });
  };

  test("by a registry that shows it a little later", async () => {
    const { host, received } = await putting(
      (looks) => [undefined, undefined, other.digest][looks] ?? (looks > 2 ? manifest.digest : undefined),
    );
    await registry.putManifest(`${host}/a`, "release", manifest);
    expect(received.map(({ method }) => method)).toEqual(["PUT", "HEAD", "HEAD", "HEAD"]);
    expect(received[0]?.headers["content-type"]).toBe(manifest.mediaType);
  });

  test.each([
    ["another digest", other.digest],
    ["nothing", undefined],
  ])("never: %s", async (_, shown) => {
    const { host } = await putting(() => shown);
    expect(await codeOf(registry.putManifest(`${host}/a`, "release", manifest))).toMatch(
      new RegExp(`^registry-changed: .*shows ${shown ?? "nothing"}`),
    );
  });
});

describe("a tag that must never be overwritten", () => {
  /** A registry with one tag: what a PUT does to it, and is answered. */
  async function claiming(put: (count: number, write: (digest: string) => void) => Reply) {
    let held: string | undefined;
    let puts = 0;
    const made = await server(({ method }) => {
      if (method === "PUT") return put(++puts, (digest) => (held = digest));
      return held === undefined ? { status: 404 } : { headers: stated(held) };
    });
    const claim = () => registry.claim(`${made.host}/app`, "t", manifest);
    return { claim, received: made.received, holds: () => held };
  }
  const created: Reply = { status: 201, headers: { "docker-content-digest": manifest.digest } };

  test("is not put when it is there", async () => {
    const { claim, received } = await claiming(() => created);
    const taken = await server(() => ({ headers: stated(other.digest) }));
    expect(await registry.claim(`${taken.host}/app`, "t", manifest)).toBe(other.digest);
    expect(taken.received.map(({ method }) => method)).toEqual(["HEAD"]);
    expect(await codeOf(claim())).toContain("shows nothing there");
    expect(received.filter(({ method }) => method === "PUT")).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["a broken connection", { destroy: true }],
  ])("after %s it is looked at again: what somebody else wrote meanwhile stays", async (_, reply) => {
    const { claim, received } = await claiming((_count, write) => {
      write(other.digest);
      return reply;
    });
    expect(await claim()).toBe(other.digest);
    expect(received.map(({ method }) => method)).toEqual(["HEAD", "PUT", "HEAD"]);
  });

  test("a PUT whose answer was lost is not repeated", async () => {
    const { claim, received } = await claiming((_count, write) => {
      write(manifest.digest);
      return { destroy: true };
    });
    expect(await claim()).toBe(manifest.digest);
    expect(received.filter(({ method }) => method === "PUT")).toHaveLength(1);
  });

  test("one that failed without effect is repeated", async () => {
    const { claim, holds } = await claiming((count, write) => {
      if (count < 3) return { status: 500 };
      write(manifest.digest);
      return created;
    });
    expect(await claim()).toBe(manifest.digest);
    expect(holds()).toBe(manifest.digest);
  });

  const errors = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] });
  test.each<[string, Reply]>([
    ["Harbor", { status: 412, body: errors("PRECONDITION", "configured as immutable") }],
    ["Amazon ECR", { status: 400, body: errors("TAG_INVALID", "The image tag 't' already exists and cannot be overwritten") }],
    ["Azure", { status: 409, body: errors("OPERATION_DISALLOWED", "operation is disallowed on this registry, immutable") }],
    ["Google", { status: 403, body: errors("DENIED", "the tag is immutable") }],
  ])("a rule of the registry that keeps it (%s): what is there stays, and is told", async (_, reply) => {
    const { claim } = await claiming((_count, write) => {
      write(other.digest);
      return reply;
    });
    expect(await claim()).toBe(other.digest);
    const { claim: free } = await claiming(() => reply);
    expect(await codeOf(free())).toContain("registry-immutable");
  });

  test("somebody who was faster, though the registry said yes, is told", async () => {
    const { claim } = await claiming((_count, write) => {
      write(other.digest);
      return created;
    });
    expect(await claim()).toBe(other.digest);
  });
});

describe("lists of tags", () => {
  test("pages that repeat a tag, null, and a link to another origin", async () => {
    const second = await server(() => ({ body: '{"name":"a","tags":null}' }));
    const { host } = await server(({ path, headers }) => {
      if (headers.authorization === undefined) return { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };
      return path.includes("last")
        ? { body: '{"tags":["c","b"]}', headers: { link: `<${second.origin}/more>; rel="next"` } }
        : { body: '{"tags":["b","a"]}', headers: { link: "</v2/a/tags/list?last=b>; rel=next" } };
    });
    expect(await createRegistry({ ...options, environment: loggedIn(host) }).tags(`${host}/a`)).toEqual(["b", "a", "c"]);
    expect(second.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("pages without end, each with another link, and none with a new tag", async () => {
    const { host } = await server((_, count) => ({
      body: '{"tags":["a"]}',
      headers: { link: `</v2/a/tags/list?cursor=${count}>; rel="next"` },
    }));
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(/^registry-invalid: .*over and over/);
  });

  test.each<[string, Reply, string]>([
    ["a repository that does not exist", { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }, "no error"],
    ["something that is no registry", { status: 404, body: "<html>" }, "registry-invalid: .*does not answer as a registry"],
    ["no list", { body: '{"tags":"a"}' }, "registry-invalid: .*no list of tags"],
    [
      "the same page for ever",
      { body: '{"tags":[]}', headers: { link: '</v2/a/tags/list?n=1>; rel="next"' } },
      "registry-invalid: .*over and over",
    ],
    ["a second page that fails", { body: '{"tags":["a"]}', headers: { link: '</gone>; rel="next"' } }, "registry-"],
  ])("%s", async (_, reply, expected) => {
    const { host } = await server(({ path }) => (path === "/gone" ? { status: 404 } : reply));
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(new RegExp(`^${expected}`));
  });
});

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

describe("the right to push", () => {
  const began = (location: string): Reply => ({ status: 202, headers: { location } });
  test.each<[string, (origin: string) => Reply, string]>([
    ["granted, a relative place", () => began("/v2/a/blobs/uploads/1?state=x"), "no error"],
    ["granted, a whole place", (origin) => began(`${origin}/v2/a/blobs/uploads/1`), "no error"],
    ["granted, without a place", () => ({ status: 202 }), "registry-invalid"],
    ["403", () => ({ status: 403 }), "registry-login"],
    [
      "404, a project that is missing",
      () => ({ status: 404, body: '{"errors":[{"code":"NOT_FOUND","message":"project not found"}]}' }),
      "registry-missing",
    ],
    ["405", () => ({ status: 405, body: '{"errors":[{"code":"UNSUPPORTED"}]}' }), "registry-denied"],
    ["503", () => ({ status: 503 }), "registry-failed"],
  ])("%s", async (_, reply, expected) => {
    const made: TestServer = await server(({ method }) => (method === "POST" ? reply(made.origin) : { status: 500 }));
    expect(await codeOf(registry.assertCanPush(`${made.host}/a`))).toMatch(new RegExp(`^${expected}`));
    if (expected !== "no error") return;
    expect(made.received[0]).toMatchObject({ method: "POST", path: "/v2/a/blobs/uploads/" });
    expect(made.received.slice(1)).toContainEqual(
      expect.objectContaining({ method: "DELETE", path: expect.stringMatching(/uploads\/1/) }),
    );
  });
});

describe("a repository that the registry hides", () => {
  const hiding = (list: Reply, push: number) =>
    server(({ method, path }) => {
      if (method === "POST") return { status: push, headers: { location: "/v2/a/blobs/uploads/1" } };
      return path.includes("tags/list") ? list : { status: 403 };
    });
  test("is absent when we may push to it", async () => {
    for (const list of [{ status: 403 }, { status: 404, body: '{"errors":[]}' }]) {
      const { host } = await hiding(list, 202);
      expect(await registry.resolve(`${host}/a`, "release")).toBeUndefined();
      expect(await registry.manifest(`${host}/a`, "release")).toBeUndefined();
      expect(await registry.tags(`${host}/a`)).toEqual([]);
    }
  });
  test("is refused when we may not, or when its tags can be listed", async () => {
    const closed = await hiding({ status: 403 }, 403);
    expect(await codeOf(registry.resolve(`${closed.host}/a`, "release"))).toMatch(/^registry-login/);
    expect(await codeOf(registry.tags(`${closed.host}/a`))).toMatch(/^registry-login/);
    const listed = await hiding({ body: '{"tags":["release"]}' }, 202);
    expect(await codeOf(registry.resolve(`${listed.host}/a`, "release"))).toMatch(/^registry-login/);
  });
});

test("an upload whose connection breaks begins again, with the whole blob", async () => {
  const bytes = Buffer.alloc(300_000, "x");
  let puts = 0;
  const { host, received } = await server(({ method }) => {
    if (method === "POST") return { status: 202, headers: { location: "/v2/a/blobs/uploads/1" } };
    puts++;
    return puts === 1 ? { destroy: true } : { status: puts === 2 ? 503 : 201 };
  });
  const session = createSession(options);
  const blob = { digest: digestOf(bytes), size: bytes.length };
  await uploadBlob(session, session.address(`${host}/a`), blob, async () =>
    Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]),
  );
  expect(received.map(({ method, body }) => [method, body.length])).toEqual([
    ["POST", 0],
    ["PUT", 300_000],
    ["POST", 0],
    ["PUT", 300_000],
    ["POST", 0],
    ["PUT", 300_000],
  ]);
});

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
      process.env["NO_PROXY"] = "registry.invalid";
      expect(await codeOf(proxied().resolve("registry.invalid:5000/a", "release"))).toMatch(/^registry-unreachable: /);
      expect(connects).toHaveLength(1);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });
});

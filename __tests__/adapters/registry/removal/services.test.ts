/** Services that have an API of their own for it: servers that answer as theirs do, refusals included. */
import { rmSync } from "node:fs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createGhcrRemoval } from "../../../../src/adapters/registry/removal/ghcr.ts";
import { createHubRemoval } from "../../../../src/adapters/registry/removal/hub.ts";
import type { Removal } from "../../../../src/ports/registry.ts";
import { dockerConfig } from "../../../support/registry.ts";
import { type Received, type Reply, serve, type TestServer } from "../../../support/registry-server.ts";
import { indexType, type MemoryRegistry, memoryRegistry } from "../../../support/removal-registry.ts";

const own = "rc.release.pr-2";
const log = { line: () => {}, end: () => {} };
const servers: TestServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function loggedIn(host: string): NodeJS.ProcessEnv {
  const { folder, environment } = dockerConfig({ [host]: { username: "octo", password: "planted" } });
  folders.push(folder);
  return environment;
}

const anonymous = { PATH: "", DOCKER_CONFIG: "/nonexistent" };
const retry = { scale: 0.001 };
const basic = `Basic ${Buffer.from("octo:planted").toString("base64")}`;
const json = (body: object, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

describe("Quay", () => {
  /** Its token service knows the actions `pull`, `push` and `*`, and refuses a scope with any other; who may push may remove tags. */
  async function quay(may: string): Promise<MemoryRegistry> {
    const server = await memoryRegistry("by tag", ({ method, path, headers }) => {
      const url = new URL(path, "http://quay.test");
      if (url.pathname === "/v2/auth") {
        if (headers.authorization !== basic) return { status: 401 };
        const scopes = url.searchParams.getAll("scope");
        const known = /^repository:(?:[.\w-]+\/)*[.\w-]+:(?:push|pull|\*)(?:,(?:push|pull|\*))*$/;
        if (!scopes.every((scope) => known.test(scope))) {
          const message = `Unable to decode repository and actions: ${scopes.join()}`;
          return json({ errors: [{ code: "UNSUPPORTED", message }] }, 400);
        }
        const asked = scopes.join().split(":").at(-1)?.split(",") ?? [];
        return json({ token: asked.filter((action) => may.includes(action)).join("-") });
      }
      const needed = method === "DELETE" || method === "PUT" ? "push" : "pull";
      if (headers.authorization?.split(/[ -]/).includes(needed)) return undefined;
      const challenge = `Bearer realm="http://${server.host}/v2/auth",service="quay",scope="repository:osg/squid:pull,push"`;
      return { ...json({ errors: [{ code: "UNAUTHORIZED" }] }, 401), headers: { "www-authenticate": challenge } };
    });
    servers.push(server);
    server.push("of #2", own, "rc.release.4be1c0ff4be1");
    return server;
  }

  const remove = ({ host }: TestServer): Promise<Removal[]> =>
    createRegistry({ environment: loggedIn(host), retry }).removeTags(`${host}/osg/squid`, [own], log);

  test("a robot that may push removes the tag, and no other", async () => {
    const server = await quay("pull,push");
    expect(await remove(server)).toEqual([{ tag: own, outcome: "removed" }]);
    expect([...server.tags.keys()]).toEqual(["rc.release.4be1c0ff4be1"]);
    expect(server.manifests.size).toBe(1);
  });

  test("one that may only pull: the tag stays", async () => {
    const server = await quay("pull");
    const [removal] = await remove(server);
    expect(removal).toEqual({ tag: own, outcome: "kept", reason: expect.stringContaining("may not remove tags") });
    expect(server.tags.size).toBe(2);
  });
});

describe("Harbor", () => {
  const artifacts = "/api/v2.0/projects/osg/repositories/squid/artifacts";

  /** Its registry API refuses by design; its own API takes Basic alone. */
  async function harbor(refused?: number): Promise<MemoryRegistry> {
    const server = await memoryRegistry({ status: 400, code: "UNSUPPORTED" }, ({ method, path, headers }, { tags }) => {
      if (path === "/api/v2.0/systeminfo") return json({ auth_mode: "db_auth" });
      const tag = path.startsWith(artifacts) ? path.split("/").at(-1) : undefined;
      if (method !== "DELETE" || tag === undefined) return undefined;
      if (headers.authorization !== basic) return { status: 401 };
      if (path !== `${artifacts}/${tag}/tags/${tag}`) return { status: 404 };
      if (refused !== undefined) return { status: refused };
      return { status: tags.delete(tag) ? 200 : 404 };
    });
    servers.push(server);
    server.push("of #2", own, "rc.release.4be1c0ff4be1");
    return server;
  }

  const remove = ({ host }: TestServer, environment: NodeJS.ProcessEnv): Promise<Removal[]> =>
    createRegistry({ environment, retry }).removeTags(`${host}/osg/squid`, [own], log);

  test("removes the tag by its own API", async () => {
    const server = await harbor();
    expect(await remove(server, loggedIn(server.host))).toEqual([{ tag: own, outcome: "removed" }]);
    expect([...server.tags.keys()]).toEqual(["rc.release.4be1c0ff4be1"]);
    expect(server.manifests.size).toBe(1);
  });

  test.each([
    [403, "lacks the permission to delete tags in osg"],
    [412, "immutable"],
    [409, "answered 409"],
  ])("refuses with %i: the tag stays", async (status, reason) => {
    const server = await harbor(status);
    const [removal] = await remove(server, loggedIn(server.host));
    expect(removal).toEqual({ tag: own, outcome: "kept", reason: expect.stringContaining(reason) });
    expect(server.tags.size).toBe(2);
  });

  test.each([429, 500, 503])("answers %i: running again helps", async (status) => {
    const server = await harbor(status);
    const [removal] = await remove(server, loggedIn(server.host));
    expect(removal).toEqual({ tag: own, outcome: "failed", reason: expect.stringMatching(/run again/) });
    expect(server.tags.size).toBe(2);
  });

  test("without a login: the tag stays", async () => {
    const server = await harbor();
    expect((await remove(server, anonymous))[0]).toMatchObject({ outcome: "kept", reason: expect.stringContaining("no login") });
  });
});

describe("Docker Hub", () => {
  const address = { ...createRegistrySession({ environment: anonymous }).address("docker.io/osg/squid") };
  const target = {
    tag: own,
    manifest: { digest: `sha256:${"0".repeat(64)}`, mediaType: indexType, bytes: new Uint8Array() },
    siblings: ["release"],
  } as const;

  async function hub(answer: (request: Received) => Reply): Promise<TestServer> {
    const server = await serve(answer);
    servers.push(server);
    return server;
  }
  const remover = (origin: string, environment: NodeJS.ProcessEnv) =>
    createHubRemoval(createRegistrySession({ environment, retry }), origin);

  test("removes one tag with a token of its own, for which it asks once", async () => {
    const server = await hub(({ method, body }) => {
      if (method === "DELETE") return { status: 204 };
      expect(JSON.parse(body)).toEqual({ identifier: "octo", secret: "planted" });
      return json({ access_token: "short" });
    });
    const remove = remover(server.origin, loggedIn("https://index.docker.io/v1/"));
    expect(await remove(address, target)).toBeUndefined();
    expect(await remove(address, { ...target, tag: "rc.testing.pr-2" })).toBeUndefined();
    expect(server.received.map(({ method, path, headers }) => `${method} ${path} ${headers.authorization ?? "-"}`)).toEqual([
      "POST /v2/auth/token -",
      `DELETE /v2/repositories/osg/squid/tags/${own}/ Bearer short`,
      "DELETE /v2/repositories/osg/squid/tags/rc.testing.pr-2/ Bearer short",
    ]);
  });

  test.each<[string, Reply, string | undefined]>([
    ["gone already", { status: 404 }, undefined],
    ["the token may not", { status: 403 }, "Read, Write, Delete"],
    ["an immutable tag", { status: 400 }, "answered 400"],
  ])("%s", async (_, reply, reason) => {
    const server = await hub(({ method }) => (method === "DELETE" ? reply : json({ access_token: "short" })));
    const kept = await remover(server.origin, loggedIn("https://index.docker.io/v1/"))(address, target);
    expect(kept).toEqual(reason === undefined ? undefined : expect.stringContaining(reason));
  });

  test.each([
    [429, "DELETE"],
    [500, "DELETE"],
    [503, "DELETE"],
    [429, "POST"],
    [503, "POST"],
  ])("answers %i to %s: throws, since running again helps", async (status, failing) => {
    const server = await hub(({ method }) => (method === failing ? { status } : json({ access_token: "short" })));
    const removal = remover(server.origin, loggedIn("https://index.docker.io/v1/"))(address, target);
    await expect(removal).rejects.toThrow(/docker\.io .*run again/);
  });

  test("a login that its API does not take", async () => {
    const server = await hub(() => ({ status: 401 }));
    const kept = await remover(server.origin, loggedIn("https://index.docker.io/v1/"))(address, target);
    expect(kept).toBe("Docker Hub accepts no login for its API (it answered 401)");
    expect(server.received).toHaveLength(1);
  });

  test("no login: nobody is asked", async () => {
    const server = await hub(() => ({}));
    expect(await remover(server.origin, anonymous)(address, target)).toBe("there is no login for Docker Hub");
    expect(server.received).toHaveLength(0);
  });
});

describe("GHCR", () => {
  interface Options {
    owner?: "orgs" | "users";
    /** Answers to a version's removal instead of removing it. */
    refused?: Reply;
    /** Times that the list of versions is as it was at the start. */
    lag?: number;
  }

  /** Its registry API refuses; GitHub's removes a version: a digest with all its tags. */
  async function ghcr({ owner = "orgs", refused, lag = 0 }: Options = {}): Promise<MemoryRegistry> {
    let stale: object[] | undefined;
    let left = lag;
    const ids: string[] = [];
    const versions = ({ tags, manifests }: MemoryRegistry) =>
      [...manifests.keys()].map((name) => {
        if (!ids.includes(name)) ids.push(name);
        const shown = [...tags].flatMap(([tag, digest]) => (digest === name ? [tag] : []));
        return { id: ids.indexOf(name), name, metadata: { container: { tags: shown } } };
      });
    const base = `/${owner}/osg/packages/container/squid/versions`;
    const server = await memoryRegistry("nothing", ({ method, path }, registry) => {
      if (path.startsWith("/v2/")) return undefined;
      const [route = "", query] = path.split("?");
      if (!route.startsWith(base)) return json({ message: "Not Found" }, 404);
      const id = Number(route.slice(base.length + 1));
      const now = versions(registry);
      stale ??= now;
      if (query !== undefined || route === base) return json(left-- > 0 ? stale : now);
      const version = now.find((each) => each.id === id);
      if (!version) return json({ message: "Not Found" }, 404);
      if (method === "GET") return json(version);
      if (refused) return refused;
      registry.manifests.delete(version.name);
      for (const tag of version.metadata.container.tags) registry.tags.delete(tag);
      return { status: 204 };
    });
    servers.push(server);
    server.push("of #2", own, "rc.release.4be1c0ff4be1");
    server.push("of #267", "rc.release.pr-267");
    return server;
  }

  async function remove(server: MemoryRegistry, environment = loggedIn(server.host)): Promise<string | undefined> {
    const session = createRegistrySession({ environment, retry });
    const digest = server.tags.get(own) ?? "";
    const manifest = {
      digest: digest as `sha256:${string}`,
      mediaType: indexType,
      bytes: server.manifests.get(digest) ?? new Uint8Array(),
    };
    const siblings = ["rc.release.4be1c0ff4be1"];
    return createGhcrRemoval(
      session,
      server.origin,
      1,
    )(session.address(`${server.host}/osg/squid`), { tag: own, manifest, siblings });
  }

  test.each<["orgs" | "users"]>([["orgs"], ["users"]])("removes the tag, and no image of anybody, of %s", async (owner) => {
    const server = await ghcr({ owner });
    const images = [...server.manifests.keys()];
    expect(await remove(server)).toBeUndefined();
    expect([...server.tags.keys()].sort()).toEqual(["rc.release.4be1c0ff4be1", "rc.release.pr-267"]);
    expect([...server.manifests.keys()]).toEqual(images);
  });

  test("a list that lags behind is waited for", async () => {
    const server = await ghcr({ lag: 4 });
    expect(await remove(server)).toBeUndefined();
    expect(server.tags.has(own)).toBe(false);
    expect(server.tags.has("rc.release.4be1c0ff4be1")).toBe(true);
  });

  test.each<[string, Options, string]>([
    ["a list that never catches up", { lag: 99 }, "lags behind"],
    ["no right to remove versions", { refused: json({ message: "no" }, 403) }, "`packages: write`"],
    ["more than 5,000 downloads", { refused: json({ message: "no" }, 400) }, "answered 400"],
  ])("%s: the tag shows its image as before", async (_, options, reason) => {
    const server = await ghcr(options);
    const before = new Map(server.tags);
    expect(await remove(server)).toContain(reason);
    expect(server.tags).toEqual(before);
    for (const digest of before.values()) expect(server.manifests.has(digest)).toBe(true);
  });

  test.each<[string, Reply]>([
    ["GitHub is not well", json({ message: "no" }, 503)],
    ["requests are used up", { ...json({ message: "no" }, 403), headers: { "x-ratelimit-remaining": "0" } }],
    ["there were too many at once", json({ message: "You have exceeded a secondary rate limit" }, 403)],
  ])("%s: throws, since running again helps, and the tag shows its image as before", async (_, refused) => {
    const server = await ghcr({ refused });
    const before = new Map(server.tags);
    await expect(remove(server)).rejects.toThrow(/GitHub/);
    expect(server.tags).toEqual(before);
  });

  test("without a login nothing is touched", async () => {
    const server = await ghcr();
    expect(await remove(server, anonymous)).toContain("no login");
    expect(server.received).toHaveLength(0);
  });
});

/** Docker Hub: its own API removes tags. A server that answers as it does, refusals included. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createApiRemoval } from "../../../../src/adapters/registry/removal/by-api.ts";
import { dockerHub } from "../../../../src/core/registries/docker-hub.ts";
import { type Received, type Reply, serve, type TestServer } from "../../../support/registry-server.ts";
import { indexType } from "../../../support/removal-registry.ts";
import { anonymous, json, own, retry, Services } from "../../../support/services.ts";

const services = new Services();
const loggedIn = (host: string) => services.loggedIn(host);
afterEach(() => services.end());

describe("Docker Hub", () => {
  const address = { ...createRegistrySession({ environment: anonymous }).address("docker.io/osg/squid") };
  const target = {
    tag: own,
    manifest: { digest: `sha256:${"0".repeat(64)}`, mediaType: indexType, bytes: new Uint8Array() },
    siblings: ["release"],
  } as const;

  async function hub(answer: (request: Received) => Reply): Promise<TestServer> {
    const server = await serve(answer);
    services.add(server);
    return server;
  }
  const remover = (origin: string, environment: NodeJS.ProcessEnv) => {
    const { removal, title } = dockerHub;
    if (removal.by !== "api") throw new Error(removal.by);
    return createApiRemoval(createRegistrySession({ environment, retry }), { ...removal.api, origin }, title);
  };

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
    expect(kept).toBe("Docker Hub rejected the login for its API (it answered 401)");
    expect(server.received).toHaveLength(1);
  });

  test("no login: nobody is asked", async () => {
    const server = await hub(() => ({}));
    expect(await remover(server.origin, anonymous)(address, target)).toBe(
      "Tagstream found no login with a name and a password for Docker Hub",
    );
    expect(server.received).toHaveLength(0);
  });
});

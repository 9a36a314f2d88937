/** Whether a login may remove tags, as far as that shows without a removal. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistryInspector } from "../../../../src/adapters/registry/inspect/index.ts";
import { type Received, type Reply, serve } from "../../../support/registry-server.ts";
import { basic, json, retry, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());

/** A token in Docker's form, with these rights. */
function tokenFor(actions: readonly string[], name = "osg/squid"): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ access: [{ type: "repository", name, actions }] })}.x`;
}

/** A registry with a token service of its own. @param answer of the token service */
async function registry(answer: (request: Received) => Reply, challenge?: string) {
  const server = services.add(
    await serve((request): Reply => {
      if (request.path.startsWith("/token?")) return answer(request);
      if (!request.path.startsWith("/v2/")) return { status: 404 };
      const bearer = `Bearer realm="${server.origin}/token",service="test"`;
      return { status: 401, headers: { "www-authenticate": challenge ?? bearer } };
    }),
  );
  const { mayRemove } = createRegistryInspector({ environment: services.loggedIn(server.host), retry });
  return { server, mayRemove: () => mayRemove(`${server.host}/osg/squid`) };
}

describe("a registry with tokens", () => {
  test("that gives the right: it may, and nothing was removed", async () => {
    const { server, mayRemove } = await registry(() => json({ token: tokenFor(["pull", "push", "delete"]) }));
    expect(await mayRemove()).toEqual({ known: true });
    expect(server.received.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ["GET", "/api/v2.0/systeminfo", undefined],
      ["GET", "/v2/osg/squid/tags/list", undefined],
      ["GET", "/token?service=test&scope=repository%3Aosg%2Fsquid%3Apull%2Cpush%2Cdelete", basic],
    ]);
  });

  test.each<[string, Reply]>([
    ["a token with fewer rights", json({ token: tokenFor(["pull", "push"]) })],
    ["a token for another repository", json({ token: tokenFor(["*"], "osg/other") })],
    ["403", { status: 403 }],
    ["401", { status: 401 }],
  ])("that gives %s: it may not", async (_, reply) => {
    const { server, mayRemove } = await registry(() => reply);
    expect(await mayRemove()).toEqual({ known: `${server.host} gives the login no right to remove tags` });
  });

  test.each<[string, Reply]>([
    ["a token that only it can read", json({ token: "opaque" })],
    ["a token with three parts that is none of Docker's", json({ token: "a.b.c" })],
  ])("that gives %s: unknown", async (_, reply) => {
    const { server, mayRemove } = await registry(() => reply);
    expect(await mayRemove()).toEqual({
      unknown: `${server.host} says only at a removal whether the login may remove tags`,
      remedy: "compare it with docs/registries",
    });
  });
});

test("a registry with Basic authentication says it only at a removal", async () => {
  const { server, mayRemove } = await registry(() => ({ status: 500 }), 'Basic realm="test"');
  expect(await mayRemove()).toEqual({
    unknown: `${server.host} says only at a removal whether the login may remove tags`,
    remedy: "compare it with docs/registries",
  });
});

test.each([
  ["quay.io/osg/squid", { known: true }],
  [
    "ghcr.io/osg/squid",
    {
      unknown: "GHCR says only at a removal whether the login may remove tags",
      remedy: "compare it with docs/registries/ghcr.md",
    },
  ],
])("%s, whose way needs no question", async (repository, expected) => {
  const { mayRemove } = createRegistryInspector({ environment: { PATH: "", DOCKER_CONFIG: "/nonexistent" }, retry });
  expect(await mayRemove(repository)).toEqual(expected);
});

test("Harbor removes tags by its own API, which says it only then", async () => {
  const server = services.add(await serve(() => json({ auth_mode: "db_auth" })));
  const { mayRemove } = createRegistryInspector({ environment: services.loggedIn(server.host), retry });
  expect(await mayRemove(`${server.host}/osg/squid`)).toEqual({
    unknown: "Harbor says only at a removal whether the login may remove tags",
    remedy: "compare it with docs/registries/harbor.md",
  });
});

/** Logins, against a registry with the tests' token service, and against servers that answer as others do. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createAuthorizer } from "../../../../src/adapters/registry/auth/authorization.ts";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { parseRepository } from "../../../../src/adapters/registry/reference.ts";
import { basicLogin, makeManifest } from "../../../support/registry.ts";
import { codeOf, describeLogins, loggedIn, removeLogins } from "../../../support/registry-contract/login.ts";
import { startInProcessRegistry } from "../../../support/registry-in-process/index.ts";
import { type Received, type Reply, serve, type TestServer } from "../../../support/registry-server.ts";

describeLogins(async (auth) => {
  const registry = await startInProcessRegistry({ auth: auth.kind === "basic" ? { ...auth, login: basicLogin } : auth });
  return { host: registry.host, stop: registry.close };
});

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  removeLogins();
});

describe("registries of other kinds", () => {
  const manifest = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [] });
  const good: Reply = {
    headers: { "content-type": manifest.mediaType, "docker-content-digest": manifest.digest },
    body: manifest.bytes,
  };
  const octo = { username: "octo", password: "planted" };

  async function bearer(
    accepts: (request: Received, tokens: number) => boolean,
    challenge = "",
    token: (count: number) => Reply = (count) => ({ body: JSON.stringify({ access_token: `t${count}` }) }),
  ) {
    const issued: Received[] = [];
    const made: TestServer = await serve((request) => {
      if (request.path.startsWith("/token")) return token(issued.push(request));
      if (accepts(request, issued.length)) return good;
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${made.origin}/token",service="s"${challenge}` } };
    });
    servers.push(made);
    return { ...made, issued, registry: createRegistry(loggedIn(made.host, octo)) };
  }

  test("a token that is not accepted any more is renewed once", async () => {
    let revoked = "none";
    const { host, issued, registry, received } = await bearer(
      ({ headers }) => headers.authorization !== undefined && headers.authorization !== `Bearer ${revoked}`,
    );
    await registry.resolve(`${host}/a`, "release");
    revoked = "t1";
    received.length = 0;
    expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
    expect(issued).toHaveLength(2);
    expect(received.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ["HEAD", "Bearer t1"],
      ["GET", expect.stringMatching(/^Basic /)],
      ["HEAD", "Bearer t2"],
    ]);
  });

  test("a fresh token that is not accepted is the end of it", async () => {
    const { host, issued, registry, received } = await bearer(() => false);
    expect(await codeOf(registry.tags(`${host}/a`))).toMatch(/^registry-denied/);
    expect(issued).toHaveLength(2); // for reading, and for the question whether we may push
    expect(received.length).toBeLessThanOrEqual(7);
  });

  test("a scope that the registry asks for beyond ours", async () => {
    const { host, issued, registry } = await bearer((_, tokens) => tokens === 2, ',scope="repository:prefix/a:pull"');
    expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
    expect(issued.map(({ path }) => new URLSearchParams(path.split("?")[1]).getAll("scope"))).toEqual([
      ["repository:a:pull"],
      ["repository:a:pull", "repository:prefix/a:pull"],
    ]);
  });

  test.each<[string, Reply, string]>([
    ["no token", { body: "{}" }, "registry-invalid: .*without a token"],
    ["no JSON", { body: "<html>planted" }, "registry-invalid: .*without a token"],
    [
      "a refusal",
      { status: 403, body: '{"errors":[{"code":"DENIED","message":"Basic b2N0bzpwbGFudGVk planted"}]}' },
      "registry-denied: .*DENIED: Basic \\*\\*\\* \\*\\*\\*",
    ],
    ["a service that is not well", { status: 503 }, "registry-failed: "],
  ])("a token service that answers with %s", async (_, reply, expected) => {
    const { host, registry } = await bearer(
      () => false,
      "",
      () => reply,
    );
    expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toMatch(new RegExp(`^${expected}`, "s"));
  });

  test("what a registry's service gave is given to no other registry that names the same service", async () => {
    const service = await serve(() => ({ body: JSON.stringify({ token: "planted-token" }) }));
    servers.push(service);
    const challenge = { "www-authenticate": `Bearer realm="${service.origin}/token",service="one"` };
    const registryOf = async () => {
      const made = await serve(({ headers }) =>
        headers.authorization
          ? { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }
          : { status: 401, headers: challenge },
      );
      servers.push(made);
      return made;
    };
    const [own, other] = [await registryOf(), await registryOf()];
    const client = createRegistry(loggedIn(own.host, { username: "octo", password: "planted" }));
    for (const { host } of [own, own, other]) await codeOf(client.resolve(`${host}/osg/app`, "release"));
    // One for the first registry, with its login; one more for the other, without.
    expect(service.received.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false]);
  });

  test.each([
    ["https://r.example.org", "http://r.example.org/token", false],
    ["https://r.example.org", "https://auth.example.org/token", true],
    ["https://r.example.org", "", false],
    ["https://r.example.org", "file:///token", false],
  ])("a login from %s to %j: %s", async (origin, realm, sent) => {
    const realms: string[] = [];
    const authorizer = createAuthorizer(async () => undefined, {
      get: async (_registry, service) => {
        realms.push(service.realm.href);
        return { header: "Bearer x", fresh: true };
      },
      drop: () => {},
    });
    const address = { ...parseRepository("r.example.org/a"), origin };
    const outcome = await codeOf(authorizer.answer(address, { scopes: [] }, `Bearer realm="${realm}"`));
    expect(outcome === "no error").toBe(sent);
    if (!sent) expect(outcome).toMatch(/^registry-invalid: .*names an unsafe address/);
    expect(realms).toEqual(sent ? [realm] : []);
  });
});

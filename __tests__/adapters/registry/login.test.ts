/** Logins, against a real registry with the tests' token service, and against servers that answer as others do. */
import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createAuthorizer } from "../../../src/adapters/registry/authorization.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { parseRepository } from "../../../src/adapters/registry/reference.ts";
import { Failure } from "../../../src/core/lib/problem.ts";
import { basicLogin, dockerConfig, makeManifest, type OwnRegistry, pushImage, startRegistry } from "../../support/registry.ts";
import { type Received, type Reply, serve, type TestServer } from "../../support/registry-server.ts";
import { startTokenServer, type TokenServer } from "../../support/token-server.ts";

const folders: string[] = [];
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function loggedIn(host: string, login?: { username: string; password: string } | { identitytoken: string }) {
  const { folder, environment } = dockerConfig(login ? { [host]: login } : {});
  folders.push(folder);
  return { environment, retry: { scale: 0.001 } };
}

/** `code: message`, after a look that nothing planted shows, not in the error's stack nor in its causes either. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (!(error instanceof Failure)) return String(error);
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    expect(`${at.stack}${JSON.stringify(at)}`).not.toMatch(/planted|cGxhbnRlZ/);
  return `${error.problems[0]?.code}: ${error.message}`;
}

describe("token authentication", () => {
  let tokens: TokenServer;
  let own: OwnRegistry;
  const octo = { username: "octo", password: "planted-password" };
  const reader = { username: "reader", password: "planted-reader" };

  beforeAll(async () => {
    tokens = await startTokenServer({
      users: {
        octo: { password: octo.password, actions: ["pull", "push"] },
        reader: { password: reader.password, actions: ["pull"] },
      },
      identities: { "planted-identity": "octo" },
    });
    own = await startRegistry({ kind: "token", server: tokens });
    await pushImage(`${own.host}/osg/app`, "one", loggedIn(own.host, octo)).then(async ({ manifest }) => {
      await createRegistry(loggedIn(own.host, octo)).putManifest(`${own.host}/osg/app`, "release", manifest);
    });
    const { manifest } = await pushImage(`${own.host}/public/app`, "one", loggedIn(own.host, octo));
    await createRegistry(loggedIn(own.host, octo)).putManifest(`${own.host}/public/app`, "release", manifest);
  });
  afterEach(() => {
    tokens.expiresIn = undefined;
  });
  afterAll(async () => {
    await own?.stop();
    await tokens?.close();
  });

  test("one token for each repository and right, however many wait for it", async () => {
    tokens.received.length = 0;
    const registry = createRegistry(loggedIn(own.host, octo));
    await registry.resolve(`${own.host}/osg/app`, "release");
    await Promise.all(Array.from({ length: 20 }, () => registry.resolve(`${own.host}/osg/app`, "release")));
    await registry.resolve(`${own.host}/public/app`, "release");
    await registry.assertCanPush(`${own.host}/osg/app`);
    const asked = tokens.received.map(({ path }) => new URL(path, tokens.origin).searchParams);
    expect(asked.map((query) => query.getAll("scope"))).toEqual([
      ["repository:osg/app:pull"],
      ["repository:public/app:pull"],
      ["repository:osg/app:pull,push"],
    ]);
    expect(asked.map((query) => [query.get("service"), query.get("account")])).toEqual(Array(3).fill([tokens.service, "tests"]));
  });

  test("a token is renewed before it ends", async () => {
    const registry = createRegistry(loggedIn(own.host, octo));
    tokens.received.length = 0;
    tokens.expiresIn = 1;
    await registry.resolve(`${own.host}/osg/app`, "release");
    await new Promise((resolve) => setTimeout(resolve, 600));
    tokens.expiresIn = 3600;
    await registry.resolve(`${own.host}/osg/app`, "release");
    await registry.resolve(`${own.host}/osg/app`, "release");
    expect(tokens.received).toHaveLength(2);
  });

  test("an identity token is posted, never put into an address", async () => {
    tokens.received.length = 0;
    const registry = createRegistry(loggedIn(own.host, { identitytoken: "planted-identity" }));
    await registry.assertCanPush(`${own.host}/osg/app`);
    expect(tokens.received).toMatchObject([{ method: "POST", path: "/token?account=tests" }]);
    expect(Object.fromEntries(new URLSearchParams(tokens.received[0]?.body))).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "planted-identity",
      service: tokens.service,
      scope: "repository:osg/app:pull,push",
    });
  });

  test.each<[string, string, { username: string; password: string } | { identitytoken: string } | undefined, string, string]>([
    ["a reader reads", "osg/app", reader, "no error", "registry-denied: .* refused to push osg/app: the login has not the right"],
    [
      "nobody reads what is public",
      "public/app",
      undefined,
      "no error",
      "registry-login: .* refused to push public/app: there is no login",
    ],
    [
      "nobody reads what is not",
      "osg/app",
      undefined,
      "registry-login: .* refused to read osg/app:release: there is no login",
      "registry-login",
    ],
    [
      "a wrong password",
      "osg/app",
      { username: "octo", password: "planted-wrong" },
      "registry-login: .*does not accept the login",
      "registry-login: .*does not accept",
    ],
    [
      "a wrong identity",
      "osg/app",
      { identitytoken: "planted-wrong" },
      "registry-login: .*does not accept the login",
      "registry-login: .*does not accept",
    ],
  ])("%s", async (_, name, login, read, push) => {
    const registry = createRegistry(loggedIn(own.host, login));
    expect(await codeOf(registry.resolve(`${own.host}/${name}`, "release"))).toMatch(new RegExp(`^${read}`));
    expect(await codeOf(registry.tags(`${own.host}/${name}`))).toMatch(new RegExp(`^${read.split(" ")[0]}`));
    expect(await codeOf(registry.assertCanPush(`${own.host}/${name}`))).toMatch(new RegExp(`^${push}`));
  });
});

describe("Basic authentication", () => {
  let own: OwnRegistry;
  beforeAll(async () => {
    own = await startRegistry({ kind: "basic" });
  });
  afterAll(() => own?.stop());

  test.each<[string, { username: string; password: string } | undefined, string]>([
    ["the right password", basicLogin, "no error"],
    ["a wrong one", { username: "octo", password: "planted-wrong" }, "registry-login: .*does not accept the login"],
    ["none", undefined, "registry-login: .*there is no login"],
  ])("%s", async (_, login, expected) => {
    const registry = createRegistry(loggedIn(own.host, login));
    expect(await codeOf(registry.assertCanPush(`${own.host}/app`))).toMatch(new RegExp(`^${expected}`));
    expect(await codeOf(registry.resolve(`${own.host}/app`, "release"))).toMatch(new RegExp(`^${expected}`));
  });
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
    if (!sent) expect(outcome).toMatch(/^registry-invalid: .*no login can be sent safely/);
    expect(realms).toEqual(sent ? [realm] : []);
  });
});

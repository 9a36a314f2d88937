import { describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { codeOf, faultyServers, options } from "../../../support/faulty-registry.ts";
import type { Reply } from "../../../support/registry-server.ts";

const { server, loggedIn } = faultyServers();

/** What listing a repository's tags comes to, with what a token service gives; a registry takes the token `planted` alone. */
async function listWith(reply: (path: string) => Reply): Promise<string> {
  const service = await server(({ path }) => reply(path));
  const { host, received } = await server(({ headers }) =>
    headers.authorization === "Bearer planted"
      ? { body: '{"tags":["a"]}' }
      : { status: 401, headers: { "www-authenticate": `Bearer realm="${service.origin}/token",service="tests"` } },
  );
  const listed = createRegistry({ ...options, environment: loggedIn(host) }).tags(`${host}/a`);
  const result = await listed.then(
    (tags) => tags.join(),
    () => codeOf(listed),
  );
  expect(received.some(({ headers }) => headers.authorization?.startsWith("Basic "))).toBe(false);
  return result.replaceAll(service.host, "SERVICE").replaceAll(host, "REGISTRY");
}

const token = '{"token":"planted"}';

describe("a usable token is taken, however it comes", () => {
  test.each<[string, Reply]>([
    ["201", { status: 201, body: token }],
    ["202", { status: 202, body: token }],
    ["203", { status: 203, body: token }],
    ["299", { status: 299, body: token }],
    ["as access_token", { status: 201, body: '{"access_token":"planted","token_type":"Bearer"}' }],
    ["as both, of which one is empty", { body: '{"token":"","access_token":"planted"}' }],
    ["its life as text", { body: '{"token":"planted","expires_in":"300"}' }],
    ["its life as nonsense", { body: '{"token":"planted","expires_in":{"s":1},"issued_at":7}' }],
    ["with white space around it", { body: '{"token":" planted\\n"}' }],
  ])("%s", async (_, reply) => {
    expect(await listWith(() => reply)).toBe("a");
  });

  test.each([301, 302, 303, 307, 308])("after a redirect (%d)", async (status) => {
    const moved: Reply = { status, headers: { location: "/elsewhere" } };
    expect(await listWith((path) => (path.startsWith("/token") ? moved : { status: 201, body: token }))).toBe("a");
  });
});

describe("without one, what is told is the token service", () => {
  const none = "registry-invalid: SERVICE, the registry's token service, answered without a token";
  test.each<[string, Reply, string]>([
    ["204", { status: 204 }, none],
    ["200, and nothing", { body: "" }, none],
    ["200, and a page", { body: "<html>" }, none],
    ["a token that no header can carry", { body: '{"token":"plan\\nted"}' }, none],
    ["a token that is no text", { body: '{"token":["planted"]}' }, none],
    [
      "300",
      { status: 300, body: "{}" },
      "registry-invalid: SERVICE, the registry's token service, answered 300 instead of a token",
    ],
    ["304", { status: 304 }, "registry-invalid: SERVICE, the registry's token service, answered 304 instead of a token"],
    [
      "404",
      { status: 404, body: '{"errors":[]}' },
      "registry-invalid: SERVICE, the registry's token service, answered 404 instead of a token",
    ],
    ["500", { status: 500 }, "registry-failed: SERVICE, the registry's token service, answered 500 to read a"],
  ])("%s", async (_, reply, expected) => {
    expect(await listWith(() => reply)).toContain(expected);
  });
});

/** Logins at registries with the tests' token service, and with Basic authentication: at real ones, and at the one in the tests' own process. */
import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { basicLogin, dockerConfig, type OwnRegistry, pushImage, type startRegistry } from "../registry.ts";
import { startTokenServer, type TokenServer } from "../token-server.ts";

/** Starts a registry that asks for a login. */
export type StartRegistry = typeof startRegistry;

const folders: string[] = [];

/** Docker's configuration with this login. */
export function loggedIn(host: string, login?: { username: string; password: string } | { identitytoken: string }) {
  const { folder, environment } = dockerConfig(login ? { [host]: login } : {});
  folders.push(folder);
  return { environment, retry: { scale: 0.001 } };
}

/** Removes what `loggedIn` made; for `afterEach`. */
export function removeLogins(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** `code: message`, after a look that nothing planted shows, not in the error's stack nor in its causes either. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (!(error instanceof Failure)) return String(error);
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    expect(`${at.stack}${JSON.stringify(at)}`).not.toMatch(/planted|cGxhbnRlZ/);
  return `${error.problems[0]?.code}: ${error.message}`;
}

/** Checks logins at registries that a file starts. */
export function describeLogins(start: StartRegistry): void {
  describe("token authentication", () => describeTokens(start));
  describe("Basic authentication", () => describeBasic(start));
}

const octo = { username: "octo", password: "planted-password" };
const reader = { username: "reader", password: "planted-reader" };

/** A token service, and a registry that takes its tokens. */
interface TokenPlace {
  tokens: TokenServer;
  own: OwnRegistry;
}

type Login = { username: string; password: string } | { identitytoken: string } | undefined;

function describeTokens(start: StartRegistry): void {
  let place: TokenPlace;
  beforeAll(async () => {
    place = await startWithTokens(start);
  });
  afterEach(() => {
    place.tokens.expiresIn = undefined;
    removeLogins();
  });
  afterAll(async () => {
    await place?.own.stop();
    await place?.tokens.close();
  });

  test("one token for each repository and right, however many wait for it", () => asksOnce(place));
  test("a token is renewed before it ends", () => renews(place));
  test("an identity token is posted, never put into an address", () => posts(place));
  test.each(tokenRows)("%s", async (_, name, login, read, push) => {
    const { host } = place.own;
    const registry = createRegistry(loggedIn(host, login));
    expect(await codeOf(registry.resolve(`${host}/${name}`, "release"))).toMatch(new RegExp(`^${read}`));
    expect(await codeOf(registry.tags(`${host}/${name}`))).toMatch(new RegExp(`^${read.split(" ")[0]}`));
    expect(await codeOf(registry.assertCanPush(`${host}/${name}`))).toMatch(new RegExp(`^${push}`));
  });
}

async function startWithTokens(start: StartRegistry): Promise<TokenPlace> {
  const tokens = await startTokenServer({
    users: {
      octo: { password: octo.password, actions: ["pull", "push"] },
      reader: { password: reader.password, actions: ["pull"] },
    },
    identities: { "planted-identity": "octo" },
  });
  const own = await start({ kind: "token", server: tokens });
  await pushImage(`${own.host}/osg/app`, "one", loggedIn(own.host, octo)).then(async ({ manifest }) => {
    await createRegistry(loggedIn(own.host, octo)).putManifest(`${own.host}/osg/app`, "release", manifest);
  });
  const { manifest } = await pushImage(`${own.host}/public/app`, "one", loggedIn(own.host, octo));
  await createRegistry(loggedIn(own.host, octo)).putManifest(`${own.host}/public/app`, "release", manifest);
  return { tokens, own };
}

async function asksOnce({ tokens, own }: TokenPlace): Promise<void> {
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
}

async function renews({ tokens, own }: TokenPlace): Promise<void> {
  const registry = createRegistry(loggedIn(own.host, octo));
  tokens.received.length = 0;
  tokens.expiresIn = 1;
  await registry.resolve(`${own.host}/osg/app`, "release");
  await new Promise((resolve) => setTimeout(resolve, 600));
  tokens.expiresIn = 3600;
  await registry.resolve(`${own.host}/osg/app`, "release");
  await registry.resolve(`${own.host}/osg/app`, "release");
  expect(tokens.received).toHaveLength(2);
}

async function posts({ tokens, own }: TokenPlace): Promise<void> {
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
}

/** Who reads and pushes what, and what comes of it. */
const tokenRows: [string, string, Login, string, string][] = [
  ["a reader reads", "osg/app", reader, "no error", "registry-denied: .* refused to push osg/app: the login lacks the right"],
  [
    "nobody reads what is public",
    "public/app",
    undefined,
    "no error",
    "registry-login: .* refused to push public/app: Tagstream found no login",
  ],
  [
    "nobody reads what is not",
    "osg/app",
    undefined,
    "registry-login: .* refused to read osg/app:release: Tagstream found no login",
    "registry-login",
  ],
  [
    "a wrong password",
    "osg/app",
    { username: "octo", password: "planted-wrong" },
    "registry-login: .*rejected the login",
    "registry-login: .*rejected the login",
  ],
  [
    "a wrong identity",
    "osg/app",
    { identitytoken: "planted-wrong" },
    "registry-login: .*rejected the login",
    "registry-login: .*rejected the login",
  ],
];

function describeBasic(start: StartRegistry): void {
  let own: OwnRegistry;
  beforeAll(async () => {
    own = await start({ kind: "basic" });
  });
  afterEach(removeLogins);
  afterAll(() => own?.stop());

  test.each<[string, { username: string; password: string } | undefined, string]>([
    ["the right password", basicLogin, "no error"],
    ["a wrong one", { username: "octo", password: "planted-wrong" }, "registry-login: .*rejected the login"],
    ["none", undefined, "registry-login: .*Tagstream found no login"],
  ])("%s", async (_, login, expected) => {
    const registry = createRegistry(loggedIn(own.host, login));
    expect(await codeOf(registry.assertCanPush(`${own.host}/app`))).toMatch(new RegExp(`^${expected}`));
    expect(await codeOf(registry.resolve(`${own.host}/app`, "release"))).toMatch(new RegExp(`^${expected}`));
  });
}

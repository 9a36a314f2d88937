/** Docker Hub's manifests without tags: its registry API removes them, unless something needs them. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createManifestRegistry } from "../../../../src/adapters/registry/removal/manifests.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import { dockerHub } from "../../../../src/core/registries/docker-hub.ts";
import type { ManifestRemoval } from "../../../../src/ports/manifests.ts";
import type { Received, Reply } from "../../../support/registry-server.ts";
import { indexPusher, type MemoryRegistry, memoryRegistry, refusal } from "../../../support/removal-registry.ts";
import { anonymous, basic, json, retry, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());
const log = { line: () => {}, end: () => {} };

/** Its token service grants what the login may, and the registry refuses to remove what a tag or an index needs. */
async function hub(
  instead: (request: Received, registry: MemoryRegistry) => Reply | undefined = () => undefined,
  may = "pull,push,delete",
) {
  const server: MemoryRegistry = await memoryRegistry("by digest", (request, registry) => {
    const { method, path, headers } = request;
    const url = new URL(path, "http://hub.test");
    if (url.pathname === "/token") return tokenFor(url, headers.authorization, may);
    const needed = { DELETE: "delete", PUT: "push" }[method] ?? "pull";
    if (!headers.authorization?.split(/[ .]/).includes(needed)) return challenge(server, needed);
    return instead(request, registry) ?? (method === "DELETE" && isNeeded(url, registry) ? refusal(403, "DENIED") : undefined);
  });
  services.add(server);
  const session = createRegistrySession({ environment: services.loggedIn(server.host), retry });
  const registry = createManifestRegistry(session, { wayOf: () => dockerHub.untagged });
  const repository = `${server.host}/osg/squid`;
  const push = indexPusher(server);
  const remove = (...digests: Digest[]): Promise<ManifestRemoval[]> => registry.removeManifests(repository, digests, log);
  return { ...registry, server, repository, push, remove };
}

function tokenFor(url: URL, authorization: string | undefined, may: string): Reply {
  if (authorization !== basic) return { status: 401 };
  if (may === "none") return { status: 403 };
  const asked = url.searchParams.getAll("scope").join().split(":").at(-1)?.split(",") ?? [];
  return json({ token: asked.filter((action) => may.split(",").includes(action)).join(".") });
}

function challenge({ host }: MemoryRegistry, needed: string): Reply {
  const header = `Bearer realm="http://${host}/token",service="registry.docker.io",scope="repository:osg/squid:${needed}"`;
  return { ...refusal(401, "UNAUTHORIZED"), headers: { "content-type": "application/json", "www-authenticate": header } };
}

function isNeeded({ pathname }: URL, { tags, manifests }: MemoryRegistry): boolean {
  const digest = pathname.split("/").at(-1) ?? "";
  return (
    [...tags.values()].some((shown) => shown === digest) || [...manifests.values()].some(({ bytes }) => names(bytes, digest))
  );
}

const names = (bytes: Uint8Array, digest: string) => new TextDecoder().decode(bytes).includes(digest);
const deletes = ({ received }: MemoryRegistry) => received.filter(({ method }) => method === "DELETE").length;

test("keeps what has no tag, and has no list of it", async () => {
  const made = await hub();
  expect(await made.keepsUntagged(made.repository)).toBe(true);
  expect(await made.manifests(made.repository)).toBeUndefined();
  expect(made.server.received).toEqual([]);
});

test("removes an index, then its parts; what a tag or another index needs stays", async () => {
  const made = await hub();
  const [shared, own] = [made.push("shared"), made.push("own")];
  const kept = made.push("published", ["release"], [shared]);
  const old = made.push("old", [], [shared, own]);
  expect(await made.remove(old, shared, own, kept)).toEqual([
    { digest: old, outcome: "removed" },
    { digest: shared, outcome: "kept", reason: expect.stringContaining("a tag or another image still needs it") },
    { digest: own, outcome: "removed" },
    { digest: kept, outcome: "kept", reason: expect.stringContaining("a tag or another image still needs it") },
  ]);
  expect([...made.server.manifests.keys()]).toEqual([shared, kept]);
  expect(await made.remove(old)).toEqual([{ digest: old, outcome: "absent" }]);
  // A GET would count as a pull.
  expect(made.server.received.filter(({ method, path }) => method === "GET" && path.startsWith("/v2/"))).toEqual([]);
});

test("a login that may not remove is asked once", async () => {
  const made = await hub(undefined, "pull,push");
  const digests = [made.push("a"), made.push("b")];
  expect(await made.remove(...digests)).toEqual(
    digests.map((digest) => ({ digest, outcome: "kept", reason: expect.stringContaining('"Read, Write, Delete"') })),
  );
  expect(made.server.manifests.size).toBe(2);
});

test("so is a token service that refuses the right", async () => {
  const made = await hub(undefined, "none");
  const digests = [made.push("a"), made.push("b")];
  expect((await made.remove(...digests)).map(({ outcome }) => outcome)).toEqual(["kept", "kept"]);
  expect(deletes(made.server)).toBe(1);
});

describe("a 500, after which Docker Hub goes on by itself", () => {
  test("the removal is looked at, and not asked for again", async () => {
    let looked = 0;
    const made = await hub(({ method, path }, { manifests }) => {
      if (method === "DELETE") return { status: 500 };
      if (method === "HEAD" && ++looked === 3) manifests.delete(path.split("/").at(-1) as Digest);
      return undefined;
    });
    const digest = made.push("large");
    expect(await made.remove(digest)).toEqual([{ digest, outcome: "removed" }]);
    expect(deletes(made.server)).toBe(2); // the first without a token
  });

  test("what still is there stays, and is no fault", async () => {
    const made = await hub(({ method }) => (method === "DELETE" ? { status: 500 } : undefined));
    const digests = [made.push("a"), made.push("b")];
    expect((await made.remove(...digests)).map(({ outcome }) => outcome)).toEqual(["kept", "kept"]);
  });
});

describe("a fault that may pass ends the removal", () => {
  const soon = String(Math.ceil(Date.now() / 1000) + 7200);
  test.each<[string, Reply, RegExp]>([
    [
      "a limit, in seconds",
      { status: 429, headers: { "retry-after": "7200" } },
      /limits requests and asks clients to wait for 2 h/,
    ],
    [
      "a limit, as a Unix time",
      { status: 429, headers: { "x-retry-after": soon } },
      /limits requests and asks clients to wait for (?:1 h 59 min|2 h)/,
    ],
    ["not well", { status: 503 }, /answered 503 to remove/],
  ])("%s", async (_, reply, reason) => {
    const made = await hub(({ method }) => (method === "DELETE" ? reply : undefined));
    const digests = [made.push("a"), made.push("b")];
    const removals = await made.remove(...digests);
    expect(removals).toEqual(digests.map((digest) => ({ digest, outcome: "failed", reason: expect.stringMatching(reason) })));
    expect(made.server.received.filter(({ path }) => path.endsWith(digests[1] ?? "?"))).toEqual([]);
    expect(JSON.stringify(removals)).not.toMatch(/planted|pull\.push/);
  });
});

test("any other registry frees such images itself: nothing is asked", async () => {
  const registry = createRegistry({ environment: anonymous });
  for (const host of [
    "quay.io/osg",
    "hub.example.org/osg",
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
    "localhost:5000",
  ]) {
    const repository = `${host}/squid`;
    expect(await registry.keepsUntagged(repository)).toBe(false);
    expect(await registry.manifests(repository)).toBeUndefined();
    expect(await registry.removeManifests(repository, [`sha256:${"0".repeat(64)}`], log)).toMatchObject([
      { outcome: "kept", reason: expect.stringContaining("garbage collection") },
    ]);
  }
  expect(await registry.keepsUntagged("ghcr.io/osg/squid")).toBe(true);
  expect(await registry.keepsUntagged("docker.io/osg/squid")).toBe(true);
});

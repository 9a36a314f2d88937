/** Quay: the registry API removes tags, and its token service knows no right for it. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import type { Removal } from "../../../../src/ports/registry.ts";
import type { Reply, TestServer } from "../../../support/registry-server.ts";
import { type MemoryRegistry, memoryRegistry } from "../../../support/removal-registry.ts";
import { basic, json, log, own, retry, Services } from "../../../support/services.ts";

const services = new Services();
const loggedIn = (host: string) => services.loggedIn(host);
afterEach(() => services.end());

describe("Quay", () => {
  /** Its token service knows the actions `pull`, `push` and `*`, and refuses a scope with any other. */
  function token(url: URL, authorization: string | undefined, may: string): Reply {
    if (authorization !== basic) return { status: 401 };
    const scopes = url.searchParams.getAll("scope");
    const known = /^repository:(?:[.\w-]+\/)*[.\w-]+:(?:push|pull|\*)(?:,(?:push|pull|\*))*$/;
    if (!scopes.every((scope) => known.test(scope))) {
      const message = `Unable to decode repository and actions: ${scopes.join()}`;
      return json({ errors: [{ code: "UNSUPPORTED", message }] }, 400);
    }
    const asked = scopes.join().split(":").at(-1)?.split(",") ?? [];
    return json({ token: asked.filter((action) => may.includes(action)).join("-") });
  }

  /** Who may push may remove tags. */
  async function quay(may: string): Promise<MemoryRegistry> {
    const server = await memoryRegistry("by tag", ({ method, path, headers }) => {
      const url = new URL(path, "http://quay.test");
      if (url.pathname === "/v2/auth") return token(url, headers.authorization, may);
      const needed = method === "DELETE" || method === "PUT" ? "push" : "pull";
      if (headers.authorization?.split(/[ -]/).includes(needed)) return undefined;
      const challenge = `Bearer realm="http://${server.host}/v2/auth",service="quay",scope="repository:osg/squid:pull,push"`;
      return { ...json({ errors: [{ code: "UNAUTHORIZED" }] }, 401), headers: { "www-authenticate": challenge } };
    });
    services.add(server);
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

/** GHCR: GitHub's API removes versions. A server that answers as it does, refusals included. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createPackagesRemoval } from "../../../../src/adapters/registry/removal/github-packages.ts";
import { createPackageSource } from "../../../../src/adapters/registry/removal/package-source.ts";
import type { Reply } from "../../../support/registry-server.ts";
import { type MemoryRegistry, memoryRegistry } from "../../../support/removal-registry.ts";
import { anonymous, json, own, retry, Services } from "../../../support/services.ts";

const services = new Services();
const loggedIn = (host: string) => services.loggedIn(host);
afterEach(() => services.end());

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
    const list = (registry: MemoryRegistry): object[] => {
      const now = versions(registry);
      stale ??= now;
      return left-- > 0 ? stale : now;
    };
    const one = (method: string, registry: MemoryRegistry, id: number): Reply => {
      const version = versions(registry).find((each) => each.id === id);
      if (!version) return json({ message: "Not Found" }, 404);
      if (method === "GET") return json(version);
      if (refused) return refused;
      registry.manifests.delete(version.name);
      for (const tag of version.metadata.container.tags) registry.tags.delete(tag);
      return { status: 204 };
    };
    const base = `/${owner}/osg/packages/container/squid/versions`;
    const server = await memoryRegistry("nothing", ({ method, path }, registry) => {
      if (path.startsWith("/v2/")) return undefined;
      const [route = "", query] = path.split("?");
      if (!route.startsWith(base)) return json({ message: "Not Found" }, 404);
      if (query !== undefined || route === base) return json(list(registry));
      return one(method, registry, Number(route.slice(base.length + 1)));
    });
    services.add(server);
    server.push("of #2", own, "rc.release.4be1c0ff4be1");
    server.push("of #267", "rc.release.pr-267");
    return server;
  }

  async function remove(server: MemoryRegistry, environment = loggedIn(server.host)): Promise<string | undefined> {
    const session = createRegistrySession({ environment, retry });
    const digest = server.tags.get(own);
    const manifest = digest && server.manifests.get(digest);
    if (!manifest) throw new Error("the tag shows nothing");
    const siblings = ["rc.release.4be1c0ff4be1"];
    const source = createPackageSource(session, () => server.origin, 1);
    return createPackagesRemoval(session, source)(session.address(`${server.host}/osg/squid`), { tag: own, manifest, siblings });
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
    ["a list that never catches up", { lag: 99 }, "is not up to date"],
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

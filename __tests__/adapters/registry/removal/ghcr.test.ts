/** GHCR: GitHub's API removes versions. A server that answers as it does, refusals included. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createPackagesRemoval } from "../../../../src/adapters/registry/removal/github-packages.ts";
import { createPackageSource } from "../../../../src/adapters/registry/removal/package-source.ts";
import { removeTags } from "../../../../src/adapters/registry/removal/remove.ts";
import { usedUp } from "../../../support/ghcr-package.ts";
import { type GhcrOptions, type GhcrServer, ghcrServer } from "../../../support/ghcr-server.ts";
import type { Reply } from "../../../support/registry-server.ts";
import { anonymous, json, log, own, retry, Services } from "../../../support/services.ts";

const services = new Services();
const loggedIn = (host: string) => services.loggedIn(host);
afterEach(() => services.end());

const downloads =
  "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.";

describe("GHCR", () => {
  async function ghcr(options: GhcrOptions = {}): Promise<GhcrServer> {
    const server = services.add(await ghcrServer(options));
    server.push("of #2", own, "rc.release.4be1c0ff4be1");
    server.push("of #267", "rc.release.pr-267");
    return server;
  }

  async function remove(server: GhcrServer, environment = loggedIn(server.host)): Promise<string | undefined> {
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

  test.each<[string, GhcrOptions, string]>([
    ["a list that never catches up", { lag: 99 }, "is not up to date"],
    ["no right to remove versions", { refused: json({ message: "no" }, 403) }, "`packages: write`"],
    ["the same, hidden", { refused: json({ message: "Not Found" }, 404) }, "the role Admin"],
    ["more than 5,000 downloads", { refused: json({ message: downloads }, 400) }, "more than 5,000 downloads"],
    ["another refusal", { refused: json({ message: "no" }, 400) }, "answered 400"],
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

  test("three requests for a tag, however many pages the list has before its image", async () => {
    const server = await ghcr();
    for (let index = 0; index < 250; index++) server.push(`build ${index}`, `release-${index}`);
    const environment = loggedIn(server.host);
    const session = createRegistrySession({ environment, retry });
    const way = createPackagesRemoval(
      session,
      createPackageSource(session, () => server.origin, 1),
    );
    const tags = [own, "release-0", "release-1", "release-2"];
    for (const [index, tag] of tags.entries()) {
      const digest = server.tags.get(tag);
      const manifest = digest && server.manifests.get(digest);
      if (!manifest) throw new Error("the tag shows nothing");
      const before = server.asked().length;
      expect(await way(session.address(`${server.host}/osg/squid`), { tag, manifest, siblings: [] })).toBeUndefined();
      // The first one also reads three pages.
      expect(server.asked().length - before).toBe(index === 0 ? 6 : 3);
    }
    expect(server.tags.size).toBe(249);
  });

  test("once the rate limit is used up, no other tag is moved", async () => {
    const server = await ghcr({ refused: usedUp });
    const before = new Map(server.tags);
    const session = createRegistrySession({ environment: loggedIn(server.host), retry });
    const removeTag = createPackagesRemoval(
      session,
      createPackageSource(session, () => server.origin, 1),
    );
    const tags = [own, "rc.release.pr-267"];
    const removals = await removeTags({ ...session, removeTag }, session.address(`${server.host}/osg/squid`), tags, log);
    const failed = tags.map((tag) => ({ tag, outcome: "failed", reason: expect.stringContaining("rate limit is used up") }));
    expect(removals).toEqual(failed);
    expect(server.tags).toEqual(before);
    const written = server.received.flatMap(({ method, path }) => (method === "PUT" ? [path.split("/").at(-1)] : []));
    expect(new Set(written)).toEqual(new Set([own]));
  });

  test("without a login nothing is touched", async () => {
    const server = await ghcr();
    expect(await remove(server, anonymous)).toContain("no login");
    expect(server.received).toHaveLength(0);
  });
});

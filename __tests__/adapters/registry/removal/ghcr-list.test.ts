/** GHCR's versions: listed whole, or not at all. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { ghcrPackage, usedUp } from "../../../support/ghcr-package.ts";
import { type GhcrOptions, pageOf } from "../../../support/ghcr-server.ts";
import type { Reply } from "../../../support/registry-server.ts";
import { json, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());
const ghcr = (options?: GhcrOptions, login?: boolean) => ghcrPackage(services, options, login);

describe("the list", () => {
  test("has every version of every page, with its tags, and its last change", async () => {
    const made = await ghcr();
    const digests = Array.from({ length: 230 }, (_, index) =>
      made.push(`${index}`, index % 2 === 0 ? [`release-${index}`, `r-${index}`] : []),
    );
    const listed = await made.manifests(made.repository);
    expect(listed?.map(({ digest }) => digest)).toEqual([...digests].reverse());
    expect(listed?.at(-1)).toEqual({ digest: digests[0], tags: ["release-0", "r-0"], pushed: Date.UTC(2026, 0, 1) });
    expect(listed?.at(-2)).toEqual({ digest: digests[1], tags: [], pushed: Date.UTC(2026, 0, 2) });
    expect(made.server.asked()).toHaveLength(3);
    expect(await made.keepsUntagged(made.repository)).toBe(true);
  });

  test("of a user", async () => {
    const made = await ghcr({ owner: "users" });
    const digest = made.push("a");
    expect(await made.manifests(made.repository)).toMatchObject([{ digest, tags: [] }]);
  });

  test("a full last page is followed by one more look", async () => {
    const made = await ghcr();
    for (let index = 0; index < 100; index++) made.push(`${index}`);
    expect(await made.manifests(made.repository)).toHaveLength(100);
    expect(made.server.asked()).toHaveLength(2);
  });

  test("a version that was pushed again counts as young", async () => {
    const made = await ghcr({
      intercept: ({ method }, url, versions) =>
        method === "GET" && url.pathname.endsWith("versions")
          ? json(versions.map((version) => ({ ...version, updated_at: "2026-11-20T00:00:00Z" })))
          : undefined,
    });
    made.push("a");
    expect(await made.manifests(made.repository)).toMatchObject([{ pushed: Date.UTC(2026, 10, 20) }]);
  });

  test("of a package that does not exist is empty, unless the registry shows a tag of it", async () => {
    const made = await ghcr({ intercept: () => json({ message: "Package not found." }, 404) });
    expect(await made.manifests(made.repository)).toEqual([]);
    made.push("a", ["release"]);
    await expect(made.manifests(made.repository)).rejects.toThrow(/packages: write/);
  });

  const onPage = (wanted: number, reply: (versions: object[]) => Reply): GhcrOptions => ({
    intercept: (_, url, versions) => (url.searchParams.get("page") === String(wanted) ? reply(versions) : undefined),
  });
  test.each<[string, GhcrOptions, RegExp]>([
    ["a page with a fault", onPage(2, () => json({ message: "no" }, 502)), /answered 502/],
    [
      "a page that breaks off",
      onPage(3, () => ({ status: 200, headers: { "content-length": "900" }, body: "[{", destroy: true })),
      /GitHub/,
    ],
    ["a page that is no list", onPage(2, () => ({ status: 200, body: "<html>a proxy</html>" })), /no list/],
    ["a page that vanishes", onPage(2, () => json({ message: "Not Found" }, 404)), /lost page 2/],
    ["an end before the last page", onPage(2, () => json([])), /ends at page 2 of 3/],
    ["the first page again", onPage(2, (versions) => pageOf(versions, 1, 100, "http://api.test")), /repeats a page/],
    [
      "a version without tags or name",
      onPage(2, (versions) => pageOf([{ id: 1 }, ...versions.slice(99)], 1, 100, "http://x")),
      /form/,
    ],
    ["requests that are used up", onPage(2, () => usedUp), /rate limit/],
  ])("%s: no list at all", async (_, options, reason) => {
    const made = await ghcr(options);
    for (let index = 0; index < 230; index++) made.push(`${index}`);
    await expect(made.manifests(made.repository)).rejects.toThrow(reason);
  });

  test("that lags behind the registry is read again, and counts only when it has every tag", async () => {
    const lagging = await ghcr({ lag: 3 });
    lagging.push("old", ["release-1"]);
    await lagging.manifests(lagging.repository);
    const young = lagging.push("young", ["release-2"]);
    expect(await lagging.manifests(lagging.repository)).toContainEqual(expect.objectContaining({ digest: young }));

    const stuck = await ghcr({ lag: 99 });
    stuck.push("old", ["release-1"]);
    await stuck.manifests(stuck.repository);
    stuck.push("young", ["release-2"]);
    await expect(stuck.manifests(stuck.repository)).rejects.toThrow("lacks the tag release-2");
  });

  test("that still has a removed image is read again, and does not count", async () => {
    const remove = (made: Awaited<ReturnType<typeof ghcr>>, tag: string) => {
      made.server.manifests.delete(made.server.tags.get(tag) ?? "sha256:");
      made.server.tags.delete(tag);
    };
    const lagging = await ghcr({ lag: 3 });
    lagging.push("placeholder", ["release-1"]);
    const digest = lagging.push("shown", ["release"]);
    await lagging.manifests(lagging.repository);
    remove(lagging, "release-1");
    expect(await lagging.manifests(lagging.repository)).toMatchObject([{ digest }]);

    const stuck = await ghcr({ lag: 99 });
    const gone = stuck.push("placeholder", ["release-1"]);
    await stuck.manifests(stuck.repository);
    remove(stuck, "release-1");
    await expect(stuck.manifests(stuck.repository)).rejects.toThrow(`still has ${gone}`);
  });

  test("does not wait for a tag that was removed, and that the registry still lists", async () => {
    const made = await ghcr({
      more: ({ path }) => (path.includes("/tags/list") ? json({ tags: ["gone", "release"] }) : undefined),
    });
    const digest = made.push("a", ["release"]);
    expect(await made.manifests(made.repository)).toMatchObject([{ digest, tags: ["release"] }]);
    expect(made.server.asked()).toHaveLength(1);
  });

  test("needs a login", async () => {
    const made = await ghcr({}, false);
    made.push("a");
    await expect(made.manifests(made.repository)).rejects.toThrow("no login");
    expect(made.server.asked()).toEqual([]);
  });
});

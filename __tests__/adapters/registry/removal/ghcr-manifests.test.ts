/** GHCR's versions without tags are removed by id. */
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import { ghcr as vendor } from "../../../../src/core/registries/ghcr.ts";
import { type GhcrPackage, ghcrPackage, usedUp } from "../../../support/ghcr-package.ts";
import type { GhcrOptions } from "../../../support/ghcr-server.ts";
import { makeManifest } from "../../../support/registry.ts";
import type { Reply } from "../../../support/registry-server.ts";
import { indexType } from "../../../support/removal-registry.ts";
import { json, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());
const ghcr = (options?: GhcrOptions, login?: boolean) => ghcrPackage(services, options, login);

const plentiful =
  "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.";
const last = "You cannot delete the last tagged version of a package. You must delete the package instead.";
const later: Reply = { ...json({ message: "Too many" }, 429), headers: { "retry-after": "900" } };
const idOf = ({ server }: GhcrPackage, digest: Digest) => server.versions().find(({ name }) => name === digest)?.id ?? 0;

describe("the removal", () => {
  test("of versions without tags, by id: two requests each, and how to restore them", async () => {
    const made = await ghcr();
    const child = made.push("child");
    const parent = made.push("parent", [], [child]);
    const published = made.push("published", ["release"]);
    await made.manifests(made.repository);
    const before = made.server.asked().length;
    const restore = (digest: Digest) =>
      `\`gh api --method POST /orgs/osg/packages/container/squid/versions/${idOf(made, digest)}/restore\` within 30 days`;
    const expected = [parent, child].map((digest) => ({ digest, outcome: "removed", restore: restore(digest) }));
    expect(await made.remove(parent, child)).toEqual(expected);
    expect([...made.server.manifests.keys()]).toEqual([published]);
    expect(made.server.asked().slice(before)).toEqual(["GET /2", "DELETE /2", "GET /1", "DELETE /1"]);
    expect(made.lines[0]).toBe(`removed ${parent} from ${made.repository} (to restore it: ${expected[0]?.restore})`);
    expect(await made.remove(parent, child)).toMatchObject([{ outcome: "absent" }, { outcome: "absent" }]);
  });

  test("a version that got a tag meanwhile stays, with all its parts and theirs", async () => {
    const made = await ghcr({ lag: 99 });
    const [grandchild, other] = [made.push("grandchild"), made.push("other")];
    const child = made.push("child", [], [grandchild]);
    const parent = made.push("parent", [], [child]);
    await made.manifests(made.repository); // The list stays as it is now.
    made.server.tags.set("release-20261127-0600", parent);
    expect(await made.remove(parent, child, grandchild, other)).toMatchObject([
      { digest: parent, outcome: "kept", reason: "it has the tag release-20261127-0600 by now" },
      { digest: child, outcome: "kept", reason: expect.stringContaining("belongs to") },
      { digest: grandchild, outcome: "kept", reason: expect.stringContaining("belongs to") },
      { digest: other, outcome: "removed" },
    ]);
    expect([...made.server.manifests.keys()]).toEqual([grandchild, child, parent]);
  });

  test("what refers to one that stays, stays", async () => {
    const made = await ghcr();
    const signature = made.push("signature");
    const image = made.push("image", ["release"]);
    made.push("what refers to it", [image.replace(":", "-")], [signature]);
    expect(await made.remove(image, signature)).toMatchObject([{ outcome: "kept" }, { outcome: "kept" }]);
  });

  test("what one that stays refers to, stays", async () => {
    const made = await ghcr();
    const image = made.push("image");
    const manifest = makeManifest(indexType, { manifests: [], subject: { mediaType: indexType, digest: image, size: 1 } });
    made.server.manifests.set(manifest.digest, manifest);
    made.server.tags.set("signature", manifest.digest);
    expect(await made.remove(manifest.digest, image)).toMatchObject([{ outcome: "kept" }, { outcome: "kept" }]);
  });

  test("if the parts of one that stays cannot be read, nothing more is removed", async () => {
    const made = await ghcr();
    const child = made.push("child");
    const parent = made.push("parent", ["release"], [child]);
    const manifest = made.server.manifests.get(parent);
    if (manifest) made.server.manifests.set(parent, { ...manifest, bytes: new TextEncoder().encode("{}") });
    expect(await made.remove(parent, child)).toMatchObject([
      { outcome: "kept" },
      { outcome: "failed", reason: expect.stringContaining("could not read what") },
    ]);
    expect(made.server.manifests.has(child)).toBe(true);
  });

  test.each<[string, Reply, "kept" | "failed", RegExp]>([
    ["more than 5,000 downloads", json({ message: plentiful }, 400), "kept", /more than 5,000 downloads/],
    ["the last tagged version", json({ message: last }, 400), "kept", /last version of the package/],
    ["another refusal", json({ message: "no" }, 422), "kept", /answered 422/],
    ["no right", json({ message: "Must have admin rights" }, 403), "kept", /role Admin/],
    ["no right, hidden", json({ message: "Not Found" }, 404), "kept", /role Admin/],
    ["requests are used up", usedUp, "failed", /rate limit/],
    ["too many requests", later, "failed", /rate limit .* for 15 min/],
    ["GitHub is not well", json({ message: "no" }, 503), "failed", /answered 503/],
  ])("%s: it stays, with the reason", async (_, refused, outcome, reason) => {
    const made = await ghcr({ refused });
    const digest = made.push("a");
    expect(await made.remove(digest)).toEqual([{ digest, outcome, reason: expect.stringMatching(reason) }]);
    expect(made.server.manifests.has(digest)).toBe(true);
    expect(made.lines).toEqual([expect.stringContaining("stays in")]);
    expect(made.lines.join()).not.toContain("planted");
  });

  test("one that GitHub keeps does not stop the next; a missing right and a fault do", async () => {
    const only = (message: string, status: number, of: number): GhcrOptions => ({
      intercept: ({ method }, url) =>
        method === "DELETE" && url.pathname.endsWith(`/${of}`) ? json({ message }, status) : undefined,
    });
    const removed = async (options: GhcrOptions) => {
      const made = await ghcr(options);
      const digests = ["a", "b", "c"].map((text) => made.push(text));
      return (await made.remove(...digests)).map(({ outcome }) => outcome);
    };
    expect(await removed(only(plentiful, 400, 1))).toEqual(["kept", "removed", "removed"]);
    expect(await removed(only("no", 403, 2))).toEqual(["removed", "kept", "kept"]);
    expect(await removed(only("no", 502, 2))).toEqual(["removed", "failed", "failed"]);
  });

  test("an id that names another digest is left alone", async () => {
    const made = await ghcr({
      intercept: ({ method }, url, versions) =>
        method === "GET" && /\/\d+$/.test(url.pathname) ? json({ ...versions[0], name: `sha256:${"0".repeat(64)}` }) : undefined,
    });
    const digest = made.push("a");
    expect(await made.remove(digest)).toMatchObject([{ outcome: "failed", reason: expect.stringContaining("another version") }]);
    expect(made.server.manifests.has(digest)).toBe(true);
  });

  test("one that GitHub does not list yet fails; one that nobody has is absent", async () => {
    const made = await ghcr({ lag: 99 });
    await made.manifests(made.repository);
    const young = made.push("young");
    const gone: Digest = `sha256:${"0".repeat(64)}`;
    expect(await made.remove(young, gone)).toMatchObject([{ outcome: "failed" }, { outcome: "absent" }]);
    expect(made.server.manifests.has(young)).toBe(true);
  });

  test("without a login nothing is asked", async () => {
    const made = await ghcr({}, false);
    const digest = made.push("a");
    expect(await made.remove(digest, digest)).toMatchObject([{ outcome: "kept" }, { outcome: "kept" }]);
    expect(made.server.asked()).toEqual([]);
  });
});

test.each([
  ["ghcr.io", "https://github.example/api", "https://github.example/api"],
  ["ghcr.io", undefined, undefined],
  ["containers.octo.ghe.com", "https://api.github.com", "https://api.octo.ghe.com"],
])("%s: a login goes to its own server only", (host, own, url) => {
  const { untagged } = vendor;
  if (untagged?.by !== "github-packages") throw new Error(untagged?.by);
  expect(untagged.apiUrl(host, own)).toBe(url);
});

/** What each vendor's registry answers to the removal of a tag, as its documentation says: a rule keeps the tag, a passing fault fails. */
import { afterEach, expect, test } from "@jest/globals";
import { createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createTagRemoval } from "../../../../src/adapters/registry/removal/by-registry.ts";
import { removeTags } from "../../../../src/adapters/registry/removal/remove.ts";
import type { Removal } from "../../../../src/ports/registry.ts";
import type { Received, Reply } from "../../../support/registry-server.ts";
import { type MemoryRegistry, memoryRegistry, refusal } from "../../../support/removal-registry.ts";
import { anonymous, json, log, retry, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());

const tag = "release-20251103-0617";
const azure = "octo.azurecr.io";
const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const google = "europe-docker.pkg.dev";
const gitlab = "registry.gitlab.com";
const zot = "zot.example.org";

type Answer = (request: Received, registry: MemoryRegistry) => Reply | undefined;

/** A vendor's registry in this process, under the vendor's name. */
async function removeFrom(
  registry: string,
  answer: Answer,
  more: readonly string[] = [],
): Promise<{ removals: Removal[]; server: MemoryRegistry; sent: string[] }> {
  const server: MemoryRegistry = await memoryRegistry("by tag", (request, there) =>
    request.method === "DELETE" ? answer(request, there) : undefined,
  );
  services.add(server);
  server.push("old", tag, "other", ...more);
  const session = createRegistrySession({ environment: anonymous, retry });
  const address = { ...session.address(`${registry}/osg/squid`), origin: server.origin };
  const removals = await removeTags({ ...session, removeTag: createTagRemoval(session, {}) }, address, [tag, ...more], log);
  const sent = server.received.flatMap(({ method, path }) => (method === "DELETE" ? [path] : []));
  return { removals, server, sent };
}

const words = (status: number, code: string, message: string): Reply => json({ errors: [{ code, message }] }, status);
const always = (reply: Reply) => () => reply;

test("Azure: the tag goes by its own address, which leaves the image", async () => {
  const { removals, server, sent } = await removeFrom(azure, ({ path }, { tags }) => {
    if (path !== `/acr/v1/osg/squid/_tags/${tag}`) return refusal(405, "UNSUPPORTED");
    tags.delete(tag);
    return { status: 202 };
  });
  expect(removals).toEqual([{ tag, outcome: "removed" }]);
  expect(sent).toEqual([`/acr/v1/osg/squid/_tags/${tag}`]);
  expect([...server.tags.keys()]).toEqual(["other"]);
});

test.each([[google], [gitlab], [zot], [ecr]])("%s: by the OCI distribution specification", async (registry) => {
  const { removals, server, sent } = await removeFrom(registry, () => undefined);
  expect(removals).toEqual([{ tag, outcome: "removed" }]);
  expect(sent).toEqual([`/v2/osg/squid/manifests/${tag}`]);
  expect([...server.tags.keys()]).toEqual(["other"]);
});

test.each<[string, string, Reply, RegExp]>([
  [
    "Azure, a lock",
    azure,
    words(405, "UNSUPPORTED", "The operation is disallowed on this registry, repository or image."),
    /makes it immutable/,
  ],
  ["Azure, no right", azure, words(401, "UNAUTHORIZED", "authentication required"), /may not remove tags/],
  [
    "ECR, no such request",
    ecr,
    { status: 404, headers: { "content-type": "text/plain" }, body: "404 page not found\n" },
    /\(it answered 404\)/,
  ],
  ["ECR, part of an index", ecr, words(400, "UNSUPPORTED", "ImageReferencedByManifestList"), /\(it answered 400\)/],
  [
    "Google, immutable tags",
    google,
    words(400, "MANIFEST_INVALID", "tag is immutable and cannot be deleted"),
    /makes it immutable/,
  ],
  [
    "Google, a manifest with other tags",
    google,
    words(400, "GOOGLE_MANIFEST_DANGLING_TAG", "Manifest is still referenced"),
    /\(it answered 400\)/,
  ],
  ["Google, no right", google, words(403, "DENIED", 'Permission "artifactregistry.tags.delete" denied'), /may not remove tags/],
  [
    "GitLab, a protected tag",
    gitlab,
    words(403, "DENIED", "requested access to the resource is denied"),
    /a rule there protects this one/,
  ],
  ["Quay, an immutable tag", "quay.io", words(409, "TAG_IMMUTABLE", "tag is immutable"), /makes it immutable/],
  ["zot, no policy", zot, refusal(403, "DENIED"), /may not remove tags/],
  ["zot, not allowed", zot, refusal(405, "UNSUPPORTED"), /\(it answered 405\)/],
  ["zot, another tag of the digest", zot, refusal(409, "MANIFEST_COLLISION"), /\(it answered 409\)/],
])("%s: the tag stays, and the run is green", async (_, registry, reply, reason) => {
  const { removals, server } = await removeFrom(registry, always(reply));
  expect(removals).toEqual([{ tag, outcome: "kept", reason: expect.stringMatching(reason) }]);
  expect([...server.tags.keys()]).toEqual([tag, "other"]);
});

test.each(
  [azure, ecr, google, gitlab, "quay.io", zot].flatMap((registry) =>
    [429, 500, 503].map((status) => [registry, status] as const),
  ),
)("%s answers %i: running again helps, and the run is red", async (registry, status) => {
  const { removals, server } = await removeFrom(registry, always({ status }));
  expect(removals).toEqual([{ tag, outcome: "failed", reason: expect.stringMatching(/run again/i) }]);
  expect([...server.tags.keys()]).toEqual([tag, "other"]);
});

test("a registry that removes the image along with one of its tags gets the other tag back", async () => {
  const { removals, server } = await removeFrom(ecr, (_, { tags, manifests }) => {
    const digest = tags.get(tag);
    if (digest) manifests.delete(digest);
    tags.clear();
    return { status: 202 };
  });
  expect(removals).toMatchObject([{ outcome: "failed", reason: expect.stringContaining("removed other along with") }]);
  expect([...server.tags.keys()]).toEqual(["other"]);
});

test("after two faults in a row a registry is not asked again; one alone stops nothing", async () => {
  const others = ["latest", "release"];
  const failing = (broken: readonly string[]) =>
    removeFrom(zot, ({ path }) => (broken.some((name) => path.endsWith(`/${name}`)) ? { status: 503 } : undefined), others);
  const twice = await failing([tag, "latest"]);
  expect(twice.removals.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "failed"]);
  expect(twice.removals[2]?.reason).toBe(twice.removals[1]?.reason);
  expect(twice.sent.filter((path) => path.endsWith("/release"))).toEqual([]);
  const apart = await failing([tag, "release"]);
  expect(apart.removals.map(({ outcome }) => outcome)).toEqual(["failed", "removed", "failed"]);
});

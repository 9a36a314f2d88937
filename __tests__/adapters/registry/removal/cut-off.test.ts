/** Removals that were cut off once the tag was on its placeholder: the next run completes them. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { createPackagesRemoval } from "../../../../src/adapters/registry/removal/github-packages.ts";
import { createPackageSource } from "../../../../src/adapters/registry/removal/package-source.ts";
import { removeByPlaceholder } from "../../../../src/adapters/registry/removal/placeholder.ts";
import type { RemoveTag } from "../../../../src/adapters/registry/removal/remove.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import type { Manifest } from "../../../../src/ports/registry.ts";
import { ghcrServer } from "../../../support/ghcr-server.ts";
import { sha256 } from "../../../support/registry-in-process/store.ts";
import { indexType, type MemoryRegistry, memoryRegistry, refusal } from "../../../support/removal-registry.ts";
import { json, own, retry, Services } from "../../../support/services.ts";

const services = new Services();
afterEach(() => services.end());

type Session = ReturnType<typeof createRegistrySession>;

/** Two ways to remove a tag by a placeholder, on registries that may refuse each removal. */
const kinds = {
  "distribution 2": {
    serve: (refuses: boolean) =>
      memoryRegistry("by digest", ({ method }) => (refuses && method === "DELETE" ? refusal(405, "UNSUPPORTED") : undefined)),
    way: (_: MemoryRegistry, session: Session): RemoveTag => {
      return (address, target) => removeByPlaceholder(session, address, target);
    },
  },
  GHCR: {
    serve: (refuses: boolean) => ghcrServer(refuses ? { refused: json({ message: "no" }, 400) } : {}),
    way: ({ origin }: MemoryRegistry, session: Session): RemoveTag =>
      createPackagesRemoval(
        session,
        createPackageSource(session, () => origin, 1),
      ),
  },
};

/** What a removal leaves if it is cut off after its first write. */
function placeholderOf(tag: string, digest: string): Manifest {
  const annotations = { "io.github.tagstream.removes": tag, "io.github.tagstream.removed-digest": digest };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [], annotations }));
  return { digest: sha256(bytes), mediaType: indexType, bytes };
}

describe.each(["distribution 2", "GHCR"] as const)("%s: a tag on its placeholder", (kind) => {
  async function cutOff(refuses = false, others: readonly string[] = []) {
    const { serve, way } = kinds[kind];
    const server = services.add(await serve(refuses));
    const image = server.push("the image") as Digest;
    const placeholder = placeholderOf(own, image);
    server.manifests.set(placeholder.digest, placeholder);
    for (const tag of [own, ...others]) server.tags.set(tag, placeholder.digest);
    const session = createRegistrySession({ environment: services.loggedIn(server.host), retry });
    const address = session.address(`${server.host}/osg/squid`);
    const target = { tag: own, manifest: placeholder, siblings: others };
    return { server, image, remove: () => way(server, session)(address, target) };
  }

  test("goes, and leaves no second placeholder", async () => {
    const { server, image, remove } = await cutOff();
    expect(await remove()).toBeUndefined();
    expect([...server.tags.keys()]).toEqual([]);
    expect([...server.manifests.keys()]).toEqual([image]);
    expect(server.received.filter(({ method }) => method === "PUT")).toEqual([]);
  });

  test("gets its image back if the registry refuses", async () => {
    const { server, image, remove } = await cutOff(true);
    expect(await remove()).toContain("to the removal");
    expect(server.tags).toEqual(new Map([[own, image]]));
  });

  test("stays as it is if the registry refuses, and has the image no more", async () => {
    const { server, image, remove } = await cutOff(true);
    server.manifests.delete(image);
    const before = new Map(server.tags);
    expect(await remove()).toContain("to the removal");
    expect(server.tags).toEqual(before);
  });

  test("goes alone if another tag shows the same", async () => {
    const { server, remove } = await cutOff(false, ["release"]);
    const before = server.tags.get("release");
    expect(await remove()).toBeUndefined();
    expect(server.tags).toEqual(new Map([["release", before]]));
  });
});

/** What the registry client does on every registry. */
import { expect } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistrySession } from "../../../src/adapters/registry/index.ts";
import { listTags } from "../../../src/adapters/registry/read/tags.ts";
import { makeIndex, makeManifest, pushImage, pushIndex } from "../registry.ts";
import { problemOf, type Row } from "./place.ts";

export const clientRows: Row[] = [
  [
    "a repository that does not exist: empty, absent, and ready for a push",
    async ({ registry, repository }) => {
      expect(await registry.tags(repository("none"))).toEqual([]);
      expect(await registry.resolve(repository("none"), "release")).toBeUndefined();
      expect(await registry.manifest(repository("none"), "release")).toBeUndefined();
      await registry.assertCanPush(repository("none"));
      expect((await problemOf(registry.blob(repository("none"), digestOf(Buffer.from("x"))))).code).toBe("registry-missing");
    },
  ],
  [
    "put, resolve and read back: by digest and by tag, byte for byte",
    async ({ registry, repository, options }) => {
      const image = await pushImage(repository(), "one", options);
      const index = await pushIndex(repository(), [image.manifest], options);
      await registry.putManifest(repository(), "release", index);
      await registry.putManifest(repository(), "release-20261123-0617", index);
      for (const reference of ["release", "release-20261123-0617", index.digest]) {
        expect(await registry.resolve(repository(), reference)).toBe(index.digest);
        const { digest, mediaType, bytes } = (await registry.manifest(repository(), reference)) ?? {};
        expect({ digest, mediaType, text: Buffer.from(bytes ?? []).toString() }).toEqual({
          digest: index.digest,
          mediaType: index.mediaType,
          text: Buffer.from(index.bytes).toString(),
        });
      }
      expect(Buffer.from(await registry.blob(repository(), digestOf(image.config)))).toEqual(Buffer.from(image.config));
      expect(await registry.resolve(repository(), "absent")).toBeUndefined();
      expect(await registry.resolve(repository(), digestOf(Buffer.from("x")))).toBeUndefined();
      expect((await problemOf(registry.blob(repository(), digestOf(Buffer.from("x"))))).code).toBe("registry-missing");
      expect((await registry.tags(repository())).sort()).toEqual(["release", "release-20261123-0617"]);
    },
  ],
  [
    "a tag moves, another one on the same digest does not",
    async ({ registry, repository, options }) => {
      const [one, two] = [
        await pushImage(repository("moves"), "one", options),
        await pushImage(repository("moves"), "two", options),
      ];
      await registry.putManifest(repository("moves"), "stays", one.manifest);
      await registry.putManifest(repository("moves"), "moves", one.manifest);
      await registry.putManifest(repository("moves"), "moves", two.manifest);
      expect(await registry.resolve(repository("moves"), "moves")).toBe(two.manifest.digest);
      expect(await registry.resolve(repository("moves"), "stays")).toBe(one.manifest.digest);
    },
  ],
  [
    "a tag is claimed once: what is there stays, and is told",
    async ({ registry, repository, options }) => {
      const [one, two] = [
        await pushImage(repository("claims"), "one", options),
        await pushImage(repository("claims"), "two", options),
      ];
      for (const manifest of [one.manifest, two.manifest, one.manifest]) {
        expect(await registry.claim(repository("claims"), "release-20261123-0617", manifest)).toBe(one.manifest.digest);
      }
      expect(await registry.resolve(repository("claims"), "release-20261123-0617")).toBe(one.manifest.digest);
    },
  ],
  [
    "all four types of manifest keep theirs",
    async ({ registry, repository, options }) => {
      const { manifest } = await pushImage(repository("types"), "one", options);
      const content = JSON.parse(Buffer.from(manifest.bytes).toString());
      const docker = "application/vnd.docker";
      const image = makeManifest(`${docker}.distribution.manifest.v2+json`, {
        config: { ...content.config, mediaType: `${docker}.container.image.v1+json` },
        layers: [{ ...content.layers[0], mediaType: `${docker}.image.rootfs.diff.tar.gzip` }],
      });
      await registry.putManifest(repository("types"), image.digest, image);
      const list = makeManifest(`${docker}.distribution.manifest.list.v2+json`, {
        manifests: [
          {
            mediaType: image.mediaType,
            digest: image.digest,
            size: image.bytes.length,
            platform: { os: "linux", architecture: "amd64" },
          },
        ],
      });
      for (const [tag, one] of Object.entries({ oci: manifest, index: makeIndex([manifest]), image, list })) {
        await registry.putManifest(repository("types"), tag, one);
        expect(await registry.manifest(repository("types"), tag)).toMatchObject({ digest: one.digest, mediaType: one.mediaType });
      }
    },
  ],
  [
    "all tags, over several pages where the registry has pages",
    async ({ registry, repository, options, requests, facts }) => {
      const session = createRegistrySession(options);
      const { manifest } = await pushImage(repository("many"), "one", options);
      const tags = Array.from({ length: 25 }, (_, i) => `t-${i}`);
      await Promise.all(tags.map((tag) => registry.putManifest(repository("many"), tag, manifest)));
      requests.length = 0;
      expect((await listTags(session, session.address(repository("many")), 10)).sort()).toEqual([...tags].sort());
      const pages = requests.filter(({ path, status }) => path.endsWith("/tags/list") && status === 200);
      expect(pages).toHaveLength(facts.version === 3 ? 3 : 1);
      expect((await registry.tags(repository("many"))).sort()).toEqual([...tags].sort());
    },
  ],
  [
    "a manifest whose parts are not there is refused, in the registry's words",
    async ({ registry, repository, options }) => {
      await pushImage(repository("refuses"), "one", options);
      const orphan = makeIndex([makeManifest("application/vnd.oci.image.manifest.v1+json", { config: {}, layers: [] })]);
      const { code, message } = await problemOf(registry.putManifest(repository("refuses"), "release", orphan));
      expect(code).toBe("registry-failed");
      expect(message).toMatch(/answered 400 to push .*MANIFEST/s);
    },
  ],
  [
    "moving one tag, verified, takes three requests once the login is known",
    async ({ registry, repository, options, requests, host: own }) => {
      const { manifest } = await pushImage(repository("cheap"), "one", options);
      await registry.putManifest(repository("cheap"), "release", manifest);
      requests.length = 0;
      const source = await registry.manifest(repository("cheap"), manifest.digest);
      if (source) await registry.putManifest(repository("cheap"), "release-20261123-0617", source);
      const ours = requests.filter(({ host, path }) => host === own && path.startsWith("/v2/"));
      expect(ours.map(({ method, status }) => [method, status])).toEqual([
        ["GET", 200],
        ["PUT", 201],
        ["HEAD", 200],
      ]);
    },
  ],
];

/** What the registry client does on every registry: one table for real ones and for the one in the tests' own process. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { digestOf } from "../../src/adapters/registry/hash.ts";
import { createRegistry, createSession, type RegistryOptions } from "../../src/adapters/registry/index.ts";
import { listTags } from "../../src/adapters/registry/tags.ts";
import type { RequestEvent } from "../../src/adapters/registry/transport.ts";
import { Failure } from "../../src/core/problem.ts";
import type { Registry } from "../../src/ports.ts";
import { makeIndex, makeManifest, pushImage, pushIndex } from "./registry.ts";
import type { ContractFacts } from "./registry-wire.ts";
import { wireRows } from "./registry-wire-contract.ts";

/** A registry that the contract is checked on. */
export interface ContractSetting {
  /** `HOST:PORT`. */
  host: string;
  /** Another registry, without a login. */
  other: string;
  environment: NodeJS.ProcessEnv;
  close?: () => Promise<void>;
}

/** What a row of the contract works with. */
interface Place {
  host: string;
  facts: ContractFacts;
  options: RegistryOptions;
  registry: Registry;
  /** All requests of the row so far. */
  requests: RequestEvent[];
  /** A repository of this run, `app` where none is named. */
  repository: (part?: string) => string;
  /** A repository in the other registry. */
  elsewhere: string;
}

/** Checks the contract on one registry. */
export function describeContract(kind: string, start: () => Promise<ContractSetting>, facts: ContractFacts): void {
  describe(kind, () => {
    let setting: ContractSetting;
    const name = `contract-${randomBytes(4).toString("hex")}`;
    beforeAll(async () => {
      setting = await start();
    });
    afterAll(() => setting?.close?.());

    test.each(rows)("%s", (_, row) => {
      const requests: RequestEvent[] = [];
      const { host, other, environment } = setting;
      const options = { environment, onRequest: (event: RequestEvent) => void requests.push(event) };
      const repository = (part?: string) => `${host}/${name}/${part ?? "app"}`;
      const elsewhere = `${other}/${name}/elsewhere`;
      return row({ host, facts, options, registry: createRegistry(options), requests, repository, elsewhere });
    });

    if (!facts.login) test.each(wireRows)("by plain requests: %s", (_, row) => row({ host: setting.host, name, facts }));
  });
}

async function problemOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Failure) || !error.problems[0]) throw new Error("no Failure", { cause: error });
  return error.problems[0];
}

const rows: [string, (place: Place) => Promise<void>][] = [
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
      const session = createSession(options);
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
    "copy: within the registry by mounting, nothing twice, the same bytes",
    async ({ registry, repository, options, requests }) => {
      const images = [
        await pushImage(repository("source"), "amd", options),
        await pushImage(repository("source"), "arm", options),
      ];
      const index = await pushIndex(
        repository("source"),
        images.map(({ manifest }) => manifest),
        options,
      );
      requests.length = 0;
      await registry.copy(index.digest, repository("source"), repository("target"));
      const sent = requests.filter(({ method, path }) => ["PUT", "PATCH"].includes(method) && path.includes("/blobs/"));
      expect(sent).toEqual([]);
      expect(await registry.manifest(repository("target"), index.digest)).toMatchObject({ mediaType: index.mediaType });
      for (const { manifest, layer } of images) {
        expect(await registry.resolve(repository("target"), manifest.digest)).toBe(manifest.digest);
        expect(await registry.blob(repository("target"), digestOf(layer))).toHaveLength(layer.length);
      }
      expect(await registry.tags(repository("target"))).toEqual([]);
      requests.length = 0;
      await registry.copy(index.digest, repository("source"), repository("target"));
      expect(requests).toMatchObject([{ method: "HEAD", status: 200 }]);
    },
  ],
  [
    "copy from another registry: streamed",
    async ({ registry, repository, options, elsewhere }) => {
      const other = elsewhere;
      const image = await pushImage(other, "streamed", options);
      await registry.copy(image.manifest.digest, other, repository("streamed"));
      expect(await registry.resolve(repository("streamed"), image.manifest.digest)).toBe(image.manifest.digest);
      expect(Buffer.from(await registry.blob(repository("streamed"), digestOf(image.layer)))).toEqual(Buffer.from(image.layer));
      const gone = digestOf(Buffer.from("gone"));
      expect(await problemOf(registry.copy(gone, other, repository("streamed")))).toMatchObject({
        code: "registry-missing",
        message: expect.stringContaining(other),
      });
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

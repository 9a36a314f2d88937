/** The client against real registries: the same table for all of them. Needs the engine: `eval "$(script/engine env)"`. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession, type RegistryOptions } from "../../../src/adapters/registry/index.ts";
import { listTags } from "../../../src/adapters/registry/tags.ts";
import type { RequestEvent } from "../../../src/adapters/registry/transport.ts";
import { Failure } from "../../../src/core/lib/problem.ts";
import {
  basicLogin,
  dockerConfig,
  makeIndex,
  makeManifest,
  pushImage,
  pushIndex,
  startRegistry,
} from "../../support/registry.ts";
import { startTokenServer } from "../../support/token-server.ts";

interface Setting {
  host: string;
  environment: NodeJS.ProcessEnv;
  close?: () => Promise<void>;
}

const password = "planted-password";
const engine = (variable: string) => async (): Promise<Setting> => {
  const host = process.env[variable];
  if (!host) throw new Error(`${variable} is not set: eval "$(script/engine env)"`);
  return { host, environment: process.env };
};

const settings: [string, () => Promise<Setting>][] = [
  ["distribution 3.1", engine("TAGSTREAM_TEST_REGISTRY")],
  ["distribution 3.1, another one", engine("TAGSTREAM_TEST_REGISTRY_B")],
  ["distribution 2.8", engine("TAGSTREAM_TEST_REGISTRY_V2")],
  [
    "token authentication",
    async () => {
      const server = await startTokenServer({ users: { octo: { password, actions: ["pull", "push"] } } });
      const { host, stop } = await startRegistry({ kind: "token", server });
      const { folder, environment } = dockerConfig({ [host]: { username: "octo", password } });
      const close = async () => {
        await Promise.all([server.close(), stop()]);
        rmSync(folder, { recursive: true });
      };
      return { host, environment, close };
    },
  ],
  [
    "Basic authentication",
    async () => {
      const { host, stop } = await startRegistry({ kind: "basic" });
      const { folder, environment } = dockerConfig({ [host]: basicLogin });
      const close = async () => {
        await stop();
        rmSync(folder, { recursive: true });
      };
      return { host, environment, close };
    },
  ],
];

async function problemOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Failure) || !error.problems[0]) throw new Error("no Failure", { cause: error });
  return error.problems[0];
}

describe.each(settings)("%s", (kind, start) => {
  let setting: Setting;
  let options: RegistryOptions;
  const requests: RequestEvent[] = [];
  const name = `contract-${randomBytes(4).toString("hex")}`;
  const repository = (part = "app") => `${setting.host}/${name}/${part}`;
  const client = () => createRegistry(options);

  beforeAll(async () => {
    setting = await start();
    options = { environment: setting.environment, onRequest: (event) => requests.push(event) };
  });
  afterAll(() => setting?.close?.());

  test("a repository that does not exist: empty, absent, and ready for a push", async () => {
    const registry = client();
    expect(await registry.tags(repository("none"))).toEqual([]);
    expect(await registry.resolve(repository("none"), "release")).toBeUndefined();
    expect(await registry.manifest(repository("none"), "release")).toBeUndefined();
    await registry.assertCanPush(repository("none"));
    expect((await problemOf(registry.blob(repository("none"), digestOf(Buffer.from("x"))))).code).toBe("registry-missing");
  });

  test("put, resolve and read back: by digest and by tag, byte for byte", async () => {
    const registry = client();
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
  });

  test("a tag moves, another one on the same digest does not", async () => {
    const registry = client();
    const [one, two] = [
      await pushImage(repository("moves"), "one", options),
      await pushImage(repository("moves"), "two", options),
    ];
    await registry.putManifest(repository("moves"), "stays", one.manifest);
    await registry.putManifest(repository("moves"), "moves", one.manifest);
    await registry.putManifest(repository("moves"), "moves", two.manifest);
    expect(await registry.resolve(repository("moves"), "moves")).toBe(two.manifest.digest);
    expect(await registry.resolve(repository("moves"), "stays")).toBe(one.manifest.digest);
  });

  test("a tag is claimed once: what is there stays, and is told", async () => {
    const registry = client();
    const [one, two] = [
      await pushImage(repository("claims"), "one", options),
      await pushImage(repository("claims"), "two", options),
    ];
    for (const manifest of [one.manifest, two.manifest, one.manifest]) {
      expect(await registry.claim(repository("claims"), "release-20261123-0617", manifest)).toBe(one.manifest.digest);
    }
    expect(await registry.resolve(repository("claims"), "release-20261123-0617")).toBe(one.manifest.digest);
  });

  test("all four types of manifest keep theirs", async () => {
    const registry = client();
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
  });

  test("all tags, over several pages where the registry has pages", async () => {
    const session = createRegistrySession(options);
    const { manifest } = await pushImage(repository("many"), "one", options);
    const tags = Array.from({ length: 25 }, (_, i) => `t-${i}`);
    await Promise.all(tags.map((tag) => client().putManifest(repository("many"), tag, manifest)));
    requests.length = 0;
    expect((await listTags(session, session.address(repository("many")), 10)).sort()).toEqual([...tags].sort());
    const pages = requests.filter(({ path, status }) => path.endsWith("/tags/list") && status === 200);
    expect(pages).toHaveLength(kind === "distribution 2.8" ? 1 : 3);
    expect((await client().tags(repository("many"))).sort()).toEqual([...tags].sort());
  });

  test("a manifest whose parts are not there is refused, in the registry's words", async () => {
    await pushImage(repository("refuses"), "one", options);
    const orphan = makeIndex([makeManifest("application/vnd.oci.image.manifest.v1+json", { config: {}, layers: [] })]);
    const { code, message } = await problemOf(client().putManifest(repository("refuses"), "release", orphan));
    expect(code).toBe("registry-failed");
    expect(message).toMatch(/answered 400 to push .*MANIFEST/s);
  });

  test("copy: within the registry by mounting, nothing twice, the same bytes", async () => {
    const registry = client();
    const images = [await pushImage(repository("source"), "amd", options), await pushImage(repository("source"), "arm", options)];
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
  });

  test("copy from another registry: streamed", async () => {
    const other = `${process.env["TAGSTREAM_TEST_REGISTRY"]}/${name}/elsewhere`;
    const image = await pushImage(other, "streamed", options);
    const registry = client();
    await registry.copy(image.manifest.digest, other, repository("streamed"));
    expect(await registry.resolve(repository("streamed"), image.manifest.digest)).toBe(image.manifest.digest);
    expect(Buffer.from(await registry.blob(repository("streamed"), digestOf(image.layer)))).toEqual(Buffer.from(image.layer));
    const gone = digestOf(Buffer.from("gone"));
    expect(await problemOf(registry.copy(gone, other, repository("streamed")))).toMatchObject({
      code: "registry-missing",
      message: expect.stringContaining(other),
    });
  });

  test("moving one tag, verified, takes three requests once the login is known", async () => {
    const registry = client();
    const { manifest } = await pushImage(repository("cheap"), "one", options);
    await registry.putManifest(repository("cheap"), "release", manifest);
    requests.length = 0;
    const source = await registry.manifest(repository("cheap"), manifest.digest);
    if (source) await registry.putManifest(repository("cheap"), "release-20261123-0617", source);
    const ours = requests.filter(({ host, path }) => host === setting.host && path.startsWith("/v2/"));
    expect(ours.map(({ method, status }) => [method, status])).toEqual([
      ["GET", 200],
      ["PUT", 201],
      ["HEAD", 200],
    ]);
  });
});

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { digestOf } from "../../src/adapters/registry/hash.ts";
import { createRegistrySession, type RegistryOptions } from "../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../src/adapters/registry/upload/blob.ts";
import { putManifest } from "../../src/adapters/registry/upload/put.ts";
import type { Manifest } from "../../src/ports/registry.ts";
import type { TokenServer } from "./token-server.ts";

/** A registry of the tests' own, thrown away at the end. */
export interface OwnRegistry {
  /** `127.0.0.1:PORT`. */
  host: string;
  stop(): Promise<void>;
}

/** The login that `startRegistry({ kind: "basic" })` accepts: bcrypt of a password with all that makes a password difficult. */
export const basicLogin = { username: "octo", password: 'planted:secret, with "quotes"' };
const htpasswd = "octo:$2y$04$QuQFZbyhr6pyfF75Evw52OG7.YyOXFJ3vm9OZMP7ZoQiy/.RbHcnG\n";

/**
 * A distribution with authentication: the engine's `registry` program where it is on PATH, else a container of registry:3.
 * `basic` takes `basicLogin`, `token` the tokens of a token server.
 */
export async function startRegistry(auth: { kind: "basic" } | { kind: "token"; server: TokenServer }): Promise<OwnRegistry> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-registry-"));
  const port = await freePort();
  const contained = spawnSync("registry", ["--version"]).error !== undefined;
  const inside = contained ? "/tagstream" : folder;
  writeFileSync(path.join(folder, "htpasswd"), htpasswd);
  if (auth.kind === "token") writeFileSync(path.join(folder, "jwks.json"), auth.server.jwks);
  const config = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: `${inside}/data` }, delete: { enabled: true } },
    http: { addr: contained ? ":5000" : `127.0.0.1:${port}` },
    auth:
      auth.kind === "basic"
        ? { htpasswd: { realm: "tests, with a comma", path: `${inside}/htpasswd` } }
        : {
            token: {
              realm: `${auth.server.origin}/token?account=tests`,
              service: auth.server.service,
              issuer: auth.server.issuer,
              jwks: `${inside}/jwks.json`,
            },
          },
  };
  writeFileSync(path.join(folder, "config.yml"), JSON.stringify(config)); // YAML has JSON in it
  const run = ["run", "--rm", "--publish", `127.0.0.1:${port}:5000`, "--volume", `${folder}:${inside}`, "registry:3"];
  const serve = ["serve", `${inside}/config.yml`];
  const child = contained ? spawn("docker", [...run, ...serve], silent) : spawn("registry", serve, silent);
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  await listening(port, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { host: `127.0.0.1:${port}`, stop };
}

const silent = { stdio: "ignore", env: { ...process.env, OTEL_TRACES_EXPORTER: "none" } } as const;

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (answer) return;
    if (child.exitCode !== null)
      throw new Error(`the registry ended with status ${child.exitCode}: is the engine there? eval "$(script/engine env)"`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the registry does not answer");
}

/** A folder with Docker's `config.json` in it, and an environment that names it. */
export function dockerConfig(logins: Record<string, { username: string; password: string } | { identitytoken: string }>): {
  folder: string;
  environment: NodeJS.ProcessEnv;
} {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-docker-"));
  const auths = Object.entries(logins).map(([host, login]) => [
    host,
    "username" in login ? { auth: Buffer.from(`${login.username}:${login.password}`).toString("base64") } : login,
  ]);
  writeFileSync(path.join(folder, "config.json"), JSON.stringify({ auths: Object.fromEntries(auths) }));
  return { folder, environment: { ...process.env, DOCKER_CONFIG: folder, DOCKER_AUTH_CONFIG: "" } };
}

/** An image as the tests make them: its parts, and what was put under its own digest. */
export interface TestImage {
  manifest: Manifest;
  config: Uint8Array;
  layer: Uint8Array;
}

const oci = "application/vnd.oci.image";

/** Pushes a small image, of one layer, by digest. The same text gives the same image. */
export async function pushImage(repository: string, text: string, options: RegistryOptions = {}): Promise<TestImage> {
  const session = createRegistrySession(options);
  const address = session.address(repository);
  const layer = Buffer.from(`layer ${text}`.repeat(1000));
  const config = Buffer.from(
    JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs: { type: "layers", diff_ids: [digestOf(layer)] } }),
  );
  for (const blob of [config, layer]) {
    await uploadBlob(session, address, { digest: digestOf(blob), size: blob.length }, async () => Readable.from([blob]));
  }
  const describe = (mediaType: string, blob: Uint8Array) => ({ mediaType, digest: digestOf(blob), size: blob.length });
  const manifest = makeManifest(`${oci}.manifest.v1+json`, {
    config: describe(`${oci}.config.v1+json`, config),
    layers: [describe(`${oci}.layer.v1.tar`, layer)],
  });
  await putManifest(session, address, manifest.digest, manifest);
  return { manifest, config, layer };
}

/** Pushes an index of images that are there, by digest. */
export async function pushIndex(
  repository: string,
  children: readonly Manifest[],
  options: RegistryOptions = {},
): Promise<Manifest> {
  const session = createRegistrySession(options);
  const index = makeIndex(children);
  await putManifest(session, session.address(repository), index.digest, index);
  return index;
}

export function makeIndex(children: readonly Manifest[]): Manifest {
  return makeManifest(`${oci}.index.v1+json`, {
    manifests: children.map(({ mediaType, digest, bytes }, i) => ({
      mediaType,
      digest,
      size: bytes.length,
      platform: { os: "linux", architecture: ["amd64", "arm64", "s390x"][i % 3] },
    })),
  });
}

export function makeManifest(mediaType: string, content: object): Manifest {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }, null, 1));
  return { digest: digestOf(bytes), mediaType, bytes };
}

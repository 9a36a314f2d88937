/** The client, and servers that do what registries do when they are not well, or lie. */
import { rmSync } from "node:fs";
import { afterEach } from "@jest/globals";
import { createRegistry, type RegistryOptions } from "../../src/adapters/registry/index.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import { dockerConfig, makeManifest } from "./registry.ts";
import { type Received, type Reply, serve, type TestServer } from "./registry-server.ts";

/** In a hurry between attempts, and with no login. */
export const options: RegistryOptions = {
  environment: { PATH: "", DOCKER_CONFIG: "/nonexistent" },
  retry: { scale: 0.001 },
};
export const registry = createRegistry(options);

/** `code: message` of what a piece of work throws. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "no error",
    (error: unknown) => error,
  );
  return error instanceof Failure ? `${error.problems[0]?.code}: ${error.message}` : String(error);
}

export const manifest = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [] });
export const other = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [], annotations: { other: "yes" } });
/** What a registry says of a manifest in its headers. */
export const stated = (digest: string = manifest.digest) => ({
  "content-type": manifest.mediaType,
  "docker-content-digest": digest,
});
export const good: Reply = { headers: stated(), body: manifest.bytes };

/** Servers of a file's tests, closed after each of them. */
export function faultyServers() {
  const servers: TestServer[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  return {
    servers,
    /** An environment that holds a login. */
    loggedIn(host: string): NodeJS.ProcessEnv {
      const { folder, environment } = dockerConfig({ [host]: { username: "octo", password: "planted" } });
      folders.push(folder);
      return environment;
    },
    async server(reply: (request: Received, count: number) => Reply | Promise<Reply>): Promise<TestServer> {
      const made = await serve(reply);
      servers.push(made);
      return made;
    },
  };
}

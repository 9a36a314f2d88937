import { rmSync } from "node:fs";
import type { RegistryOptions } from "../../src/adapters/registry/index.ts";
import { dockerConfig } from "./registry.ts";
import type { Reply, TestServer } from "./registry-server.ts";

/** The tag that the tests of removals remove. */
export const own = "rc.release.pr-2";
export const log = { line: () => {}, end: () => {} };
export const anonymous = { PATH: "", DOCKER_CONFIG: "/nonexistent" };
export const retry: RegistryOptions["retry"] & object = { scale: 0.001 };
/** The login of `loggedIn`. */
export const basic = `Basic ${Buffer.from("octo:planted").toString("base64")}`;

export const json = (body: object, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Servers that answer as a vendor's do, and logins for them: `end` removes all, after each test. */
export class Services {
  readonly #servers: TestServer[] = [];
  readonly #folders: string[] = [];

  add<T extends TestServer>(server: T): T {
    this.#servers.push(server);
    return server;
  }

  loggedIn(...hosts: string[]): NodeJS.ProcessEnv {
    const login = { username: "octo", password: "planted" };
    const { folder, environment } = dockerConfig(Object.fromEntries(hosts.map((host) => [host, login])));
    this.#folders.push(folder);
    return environment;
  }

  async end(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.close()));
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true });
  }
}

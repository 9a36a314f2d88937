/** Logins that end during a run: a build may take hours, a password of a cloud's registry is good for one. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createCredentials } from "../../../../src/adapters/registry/auth/credentials.ts";
import { createKnownSecrets } from "../../../../src/adapters/registry/auth/secrets.ts";
import { digestOf } from "../../../../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession } from "../../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../../src/adapters/registry/upload/blob.ts";
import { codeOf, faultyServers, good, manifest } from "../../../support/faulty-registry.ts";
import type { Received, Reply } from "../../../support/registry-server.ts";

const { server } = faultyServers();
const base64 = (text: string) => Buffer.from(text).toString("base64");
const basic = (password: string) => `Basic ${base64(`octo:${password}`)}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-renewed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const configure = (config: unknown) => writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
const logIn = (host: string, password: string) => configure({ auths: { [host]: { auth: base64(`octo:${password}`) } } });
const optionsHere = () => ({
  environment: { PATH: `${folder}:${process.env["PATH"]}`, DOCKER_CONFIG: folder },
  retry: { scale: 0.001 },
});

/** A `docker-credential-x` that runs a piece of shell and gives the password in the file `password`; each call leaves a line in `asked`. */
function helper(script = ""): void {
  const file = path.join(folder, "docker-credential-x");
  const answer = `printf '{"Username":"octo","Secret":"%s"}' "$(cat ${folder}/password)"`;
  writeFileSync(file, `#!/bin/sh\necho >>${folder}/asked\n${script}\n${answer}\n`);
  chmodSync(file, 0o755);
}
const askedHelper = () => readFileSync(path.join(folder, "asked"), "utf8").length;

type Kind = "basic" | "bearer";

/** A registry that takes one password at a time, by Basic or by tokens of its own service; a token ends with the password. */
async function registryOf(kind: Kind, answer: (request: Received) => Reply = () => good) {
  const state = { password: "first", issued: 0, refusal: 401, received: [] as Received[] };
  const made = await server((request) => {
    const { authorization } = request.headers;
    if (request.path.startsWith("/token")) {
      state.issued++;
      return authorization === basic(state.password)
        ? { body: JSON.stringify({ token: `token-${state.password}` }) }
        : { status: state.refusal, body: '{"errors":[{"code":"UNAUTHORIZED"}]}' };
    }
    state.received.push(request);
    const taken = kind === "basic" ? basic(state.password) : `Bearer token-${state.password}`;
    if (authorization === taken) return answer(request);
    if (authorization !== undefined && state.refusal === 403) return { status: 403, body: '{"errors":[{"code":"DENIED"}]}' };
    const challenge = kind === "basic" ? 'Basic realm="r"' : `Bearer realm="${made.origin}/token",service="s"`;
    return { status: 401, headers: { "www-authenticate": challenge } };
  });
  return { host: made.host, origin: made.origin, state };
}

/** A client that has logged in once with the first password, which a credential helper gave it. */
async function helped(kind: Kind) {
  const made = await registryOf(kind);
  helper();
  configure({ credHelpers: { [made.host]: "x" } });
  writeFileSync(path.join(folder, "password"), "first");
  const registry = createRegistry(optionsHere());
  await registry.resolve(`${made.host}/a`, "release");
  return { ...made, registry };
}

describe.each<Kind>(["basic", "bearer"])("by %s, a password that is replaced during the run", (kind) => {
  test.each(["config.json", "a credential helper"])("in %s is read again", async (where) => {
    const { host, state } = await registryOf(kind);
    const set = (password: string) => {
      if (where === "config.json") logIn(host, password);
      else writeFileSync(path.join(folder, "password"), password);
    };
    if (where !== "config.json") {
      helper();
      configure({ credHelpers: { [host]: "x" } });
    }
    set("first");
    const registry = createRegistry(optionsHere());
    expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
    for (const password of ["second", "third"]) {
      state.password = password;
      set(password);
      expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
      await registry.putManifest(`${host}/a`, "release", manifest);
    }
  });

  test("is read once, however many requests are refused at a time", async () => {
    const { host, state, registry } = await helped(kind);
    state.password = "second";
    writeFileSync(path.join(folder, "password"), "second");
    state.issued = 0;
    const all = await Promise.all(Array.from({ length: 20 }, (_, at) => registry.resolve(`${host}/a`, `t${at}`)));
    expect(new Set(all)).toEqual(new Set([manifest.digest]));
    expect(askedHelper()).toBe(2);
    expect(state.issued).toBeLessThanOrEqual(kind === "basic" ? 0 : 2); // refused with the old password, given for the new one
  });

  test("and is not, so that the refusal stands: nobody tries for ever", async () => {
    const { host, state } = await registryOf(kind);
    logIn(host, "first");
    const registry = createRegistry(optionsHere());
    await registry.resolve(`${host}/a`, "release");
    state.password = "second";
    state.received.length = 0;
    expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toMatch(/^registry-login: .*rejected the login/);
    expect(state.received.length).toBeLessThan(8);
    logIn(host, "second"); // a failure is not kept
    expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
  });

  test("403 is not 401: what the login may not do is not tried again", async () => {
    const { host, state, registry } = await helped(kind);
    Object.assign(state, { password: "second", refusal: 403 });
    writeFileSync(path.join(folder, "password"), "second");
    expect(await codeOf(registry.putManifest(`${host}/a`, "release", manifest))).toMatch(/^registry-denied/);
    expect(askedHelper()).toBe(1);
  });

  test("while a blob is uploaded: the upload begins again with the new one", async () => {
    const layer = Buffer.from("layer");
    const uploads: string[] = [];
    const { host, state } = await registryOf(kind, ({ method, path: asked, body }) => {
      if (method === "POST") {
        if (uploads.length === 0) {
          state.password = "second"; // between the beginning of the upload and its bytes
          logIn(host, "second");
        }
        uploads.push("begun");
        return { status: 202, headers: { location: asked } };
      }
      uploads.push(body);
      return { status: 201 };
    });
    logIn(host, "first");
    const session = createRegistrySession(optionsHere());
    const blob = { digest: digestOf(layer), size: layer.length };
    await uploadBlob(session, session.address(`${host}/a`), blob, async () => Readable.from([layer]));
    expect(uploads).toEqual(["begun", "begun", "layer"]);
  });
});

test("a login that is there only once the registry asked in vain is found", async () => {
  const { host } = await registryOf("basic");
  const registry = createRegistry(optionsHere());
  expect(await codeOf(registry.resolve(`${host}/a`, "release"))).toMatch(/^registry-login: .*Tagstream found no login/);
  logIn(host, "first");
  expect(await registry.resolve(`${host}/a`, "release")).toBe(manifest.digest);
});

describe("a look-up that fails is not kept", () => {
  test("a helper that fails once", async () => {
    helper(`[ $(wc -l <${folder}/asked) -gt 1 ] || { echo locked; exit 1; }`);
    writeFileSync(path.join(folder, "password"), "first");
    configure({ credsStore: "x" });
    const look = createCredentials(optionsHere().environment, createKnownSecrets());
    const both = await Promise.allSettled([look("ghcr.io"), look("ghcr.io")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(askedHelper()).toBe(1);
    expect(await look("ghcr.io")).toEqual({ kind: "basic", username: "octo", password: "first" });
    expect(askedHelper()).toBe(2);
    await look("ghcr.io");
    expect(askedHelper()).toBe(2);
  });

  test("a config.json that is half written", async () => {
    writeFileSync(path.join(folder, "config.json"), '{"auths": {');
    const look = createCredentials(optionsHere().environment, createKnownSecrets());
    expect(await codeOf(look("ghcr.io"))).toMatch(/^registry-credentials/);
    logIn("ghcr.io", "first");
    expect(await look("ghcr.io")).toEqual({ kind: "basic", username: "octo", password: "first" });
  });
});

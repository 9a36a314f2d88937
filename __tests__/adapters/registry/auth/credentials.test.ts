import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createCredentials } from "../../../../src/adapters/registry/auth/credentials.ts";
import { createKnownSecrets } from "../../../../src/adapters/registry/auth/secrets.ts";
import { Failure } from "../../../../src/core/lib/problems/problem.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const hub = "https://index.docker.io/v1/";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-credentials-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lookUp(registry: string, config: unknown, environment: NodeJS.ProcessEnv = {}, secrets = createKnownSecrets()) {
  if (config !== undefined) {
    writeFileSync(path.join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  }
  return createCredentials(
    { PATH: `${folder}:${process.env["PATH"]}`, DOCKER_CONFIG: folder, ...environment },
    secrets,
  )(registry);
}

/** A `docker-credential-NAME`: a shell script that leaves what it was given in a file. */
function helper(name: string, script: string): void {
  const file = path.join(folder, `docker-credential-${name}`);
  writeFileSync(file, `#!/bin/sh\nprintf '%s %s\\n' "$1" "$(cat)" >>"${folder}/asked"\n${script}\n`);
  chmodSync(file, 0o755);
}

const basic = (username: string, password: string) => ({ kind: "basic", username, password });

describe("auths", () => {
  test.each<[string, string, unknown, unknown]>([
    ["auth", "ghcr.io", { auths: { "ghcr.io": { auth: base64("octo:a:b c") } } }, basic("octo", "a:b c")],
    ["user and password", "ghcr.io", { auths: { "ghcr.io": { username: "u", password: "p" } } }, basic("u", "p")],
    [
      "an identity token",
      "r.azurecr.io",
      { auths: { "r.azurecr.io": { auth: base64("00-00:"), identitytoken: "idt" } } },
      { kind: "identity", token: "idt" },
    ],
    [
      "a key that is a URL",
      "r.example.org:8443",
      { auths: { "https://r.example.org:8443/v2/": { auth: base64("u:p") } } },
      basic("u", "p"),
    ],
    [
      "the very name before a URL",
      "r.org",
      { auths: { "https://r.org/v1/": { auth: base64("u:1") }, "r.org": { auth: base64("u:2") } } },
      basic("u", "2"),
    ],
    ["Docker Hub by its alias", "docker.io", { auths: { [hub]: { auth: base64("u:p") } } }, basic("u", "p")],
    ["Docker Hub by its name", "index.docker.io", { auths: { "docker.io": { auth: base64("u:p") } } }, basic("u", "p")],
    [
      "Docker Hub by a login to its API's host",
      "docker.io",
      { auths: { "registry-1.docker.io": { auth: base64("u:p") } } },
      basic("u", "p"),
    ],
    ["capitals in the login", "ghcr.io", { auths: { "GHCR.io": { auth: base64("u:p") } } }, basic("u", "p")],
    [
      "the default port in the login",
      "ghcr.io",
      { auths: { "https://ghcr.io:443/v2/": { auth: base64("u:p") } } },
      basic("u", "p"),
    ],
    ["the default port in the configuration", "ghcr.io:443", { auths: { "ghcr.io": { auth: base64("u:p") } } }, basic("u", "p")],
    [
      "of several spellings, one without a login",
      "ghcr.io",
      { auths: { "ghcr.io": {}, "GHCR.io": { auth: base64("u:p") } } },
      basic("u", "p"),
    ],
    ["port 443 where http is spoken", "localhost:443", { auths: { localhost: { auth: base64("u:p") } } }, undefined],
    ["another port", "localhost:5001", { auths: { "localhost:5000": { auth: base64("u:p") } } }, undefined],
    ["an empty entry, as a credential store leaves it", "ghcr.io", { auths: { "ghcr.io": {} } }, undefined],
    ["other keys", "ghcr.io", { HttpHeaders: { a: "b" }, currentContext: "x" }, undefined],
    ["no file", "ghcr.io", undefined, undefined],
  ])("%s", async (_, registry, config, expected) => {
    expect(await lookUp(registry, config)).toEqual(expected);
  });

  test("~/.docker without DOCKER_CONFIG, and DOCKER_AUTH_CONFIG before both", async () => {
    expect(await lookUp("ghcr.io", undefined, { DOCKER_CONFIG: "", HOME: folder })).toBeUndefined();
    const inline = JSON.stringify({ auths: { "ghcr.io": { auth: base64("inline:p") } } });
    const file = { auths: { "ghcr.io": { auth: base64("file:p") }, "quay.io": { auth: base64("file:q") } } };
    expect(await lookUp("ghcr.io", file, { DOCKER_AUTH_CONFIG: inline })).toEqual(basic("inline", "p"));
    expect(await lookUp("quay.io", file, { DOCKER_AUTH_CONFIG: inline })).toEqual(basic("file", "q"));
  });
});

describe("helpers", () => {
  const answer = (username: string, secret: string) =>
    `echo '${JSON.stringify({ ServerURL: "x", Username: username, Secret: secret })}'`;

  test("a registry's own before the common one, the server on standard input, asked once", async () => {
    helper("own", answer("own", "s1"));
    helper("common", answer("<token>", "s2"));
    const config = { credHelpers: { "gcr.io": "own" }, credsStore: "common" };
    expect(await lookUp("gcr.io", config)).toEqual(basic("own", "s1"));
    expect(await lookUp("docker.io", config)).toEqual({ kind: "identity", token: "s2" });
    expect(readFileSync(path.join(folder, "asked"), "utf8")).toBe(`get gcr.io\nget ${hub}\n`);
    const look = createCredentials({ PATH: `${folder}:${process.env["PATH"]}`, DOCKER_CONFIG: folder }, createKnownSecrets());
    await Promise.all([look("gcr.io"), look("gcr.io")]);
    expect(readFileSync(path.join(folder, "asked"), "utf8").split("\n")).toHaveLength(4);
  });

  test.each([
    ["of `auths`", "ghcr.io:443", { credsStore: "x", auths: { "GHCR.io": {} } }, "GHCR.io", ["ghcr.io:443", "GHCR.io"]],
    ["of `credHelpers`", "ghcr.io", { credHelpers: { "ghcr.io:443": "x" } }, "ghcr.io:443", ["ghcr.io", "ghcr.io:443"]],
    ["without a port", "ghcr.io:443", { credsStore: "x" }, "ghcr.io", ["ghcr.io:443", "ghcr.io"]],
  ])("is asked by the spelling %s, too", async (_, registry, config, known, asked) => {
    const script = `read -r server <"${folder}/last"; [ "$server" = "${known}" ] || { echo credentials not found; exit 1; }; ${answer("u", "p")}`;
    helper("x", `tail -n 1 "${folder}/asked" | cut -d' ' -f2 >"${folder}/last"; ${script}`);
    expect(await lookUp(registry, config)).toEqual(basic("u", "p"));
    expect(readFileSync(path.join(folder, "asked"), "utf8").trim().split("\n")).toEqual(asked.map((server) => `get ${server}`));
  });

  test("knows nothing: then auths", async () => {
    helper("x", "echo 'credentials not found in native keychain'; exit 1");
    expect(await lookUp("ghcr.io", { credsStore: "x", auths: { "ghcr.io": { auth: base64("u:p") } } })).toEqual(basic("u", "p"));
    expect(await lookUp("quay.io", { credsStore: "x" })).toBeUndefined();
  });

  test.each([
    [
      "fails",
      "echo 'the keychain is locked'; exit 1",
      "docker-credential-x, the credential helper of ghcr.io in config.json, failed: the keychain is locked.",
    ],
    [
      "fails, and says why on standard error alone",
      "echo 'Error: no Azure CLI login' >&2; exit 1",
      "docker-credential-x, the credential helper of ghcr.io in config.json, failed: Error: no Azure CLI login.",
    ],
    [
      "fails, and says why in both",
      "echo 'the keychain is locked'; echo 'unlock it first.' >&2; exit 1",
      "failed: the keychain is locked. It also printed: unlock it first.",
    ],
    ["fails without a word", "exit 3", "failed: exit status 3."],
    ["is ended", "kill -TERM $$", "failed: the signal SIGTERM ended it."],
    [
      "answers rubbish, and says why",
      "echo planted-secret; echo 'no such profile' >&2",
      "docker-credential-x did not print the JSON of a Docker credential helper. It printed: no such profile.",
    ],
    ["answers rubbish", "echo planted-secret", "docker-credential-x did not print the JSON of a Docker credential helper."],
    [
      "is missing",
      undefined,
      "Could not start docker-credential-x, a credential helper named in config.json. Install it, or log in without it.",
    ],
  ])("%s", async (_, script, message) => {
    if (script !== undefined) helper("x", script);
    await expect(lookUp("ghcr.io", { credHelpers: { "ghcr.io": "x" } })).rejects.toThrow(message);
  });
});

describe("a helper that cannot be started", () => {
  const write = (text: string, mode = 0o755) => {
    const file = path.join(folder, "docker-credential-x");
    writeFileSync(file, text);
    chmodSync(file, mode);
  };
  const names = "Could not start docker-credential-x, a credential helper named in config.json: ";

  test.each<[name: string, text: string, mode: number, message: string]>([
    ["Windows line ends", "#!/bin/sh\r\n", 0o755, "has a carriage return (Windows line end) after `#!/bin/sh`"],
    ["Windows line ends, through env", "#!/usr/bin/env sh\r\n", 0o755, "has a carriage return"],
    ["no interpreter", "#!/opt/none/python9\n", 0o755, "needs the interpreter /opt/none/python9"],
    ["not executable", "#!/bin/sh\n", 0o644, "is not executable"],
  ])("%s", async (_, text, mode, message) => {
    write(text, mode);
    await expect(lookUp("ghcr.io", { credHelpers: { "ghcr.io": "x" } })).rejects.toThrow(
      `${names}${path.join(folder, "docker-credential-x")} ${message}`,
    );
  });
});

test("a helper's words are shown without secrets: known ones, its environment's, and what looks like one", async () => {
  helper("x", 'echo "known-one $AWS_SECRET_ACCESS_KEY ghp_abcdefghijklmnop https://u:hidden@r.org fine" >&2; exit 1');
  const secrets = createKnownSecrets();
  secrets.add("known-one");
  const config = { credHelpers: { "ghcr.io": "x" } };
  await expect(lookUp("ghcr.io", config, { AWS_SECRET_ACCESS_KEY: "planted/key" }, secrets)).rejects.toThrow(
    "failed: *** *** [removed] https://[removed]r.org fine.",
  );
});

test("a helper that fails with a login in its hands does not show it", async () => {
  helper("x", `echo '{"ServerURL":"x","Username":"u","Secret":"a \\"planted\\" one"}'; exit 1`);
  const error: unknown = await lookUp("ghcr.io", { credHelpers: { "ghcr.io": "x" } }).catch((reason: unknown) => reason);
  expect(String(error)).toMatch(/failed: .*"Secret":"\*\*\*"/);
  expect(String(error)).not.toContain("planted");
});

describe("what cannot be understood", () => {
  test.each<[string, unknown]>([
    ["no JSON", '{"auths": {"ghcr.io": {"auth": "cGxhbnRlZA==" '],
    ["no object", "3"],
    ["auths of another kind", { auths: "planted" }],
    ["auth of another kind", { auths: { "ghcr.io": { auth: { planted: 1 } } } }],
    ["auth that is no user:password", { auths: { "ghcr.io": { auth: base64("planted") } } }],
  ])("%s", async (_, config) => {
    const error: unknown = await lookUp("ghcr.io", config).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Failure);
    if (!(error instanceof Failure)) return;
    expect(error.problems[0]?.code).toBe("registry-credentials");
    expect(error.message).toContain(path.join(folder, "config.json"));
    expect(`${error.stack} ${error.cause}`).not.toMatch(/planted|cGxhbnRlZA/);
  });
});

test("passwords are known as secrets, in each of their forms", async () => {
  const secrets = createKnownSecrets();
  await lookUp("ghcr.io", { auths: { "ghcr.io": { auth: base64("octo:planted") } } }, {}, secrets);
  expect(secrets.redact(`planted ${base64("octo:planted")}`)).toBe("*** ***");
});

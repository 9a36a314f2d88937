import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { forgetLogins } from "../../../src/adapters/docker/docker-config.ts";

const planted = "planted-password";
const auths = { "registry.example.org": { auth: Buffer.from(`octo:${planted}`).toString("base64") } };

let home = "";
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "tagstream-docker-config-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Writes files below the home folder: text as it is, anything else as JSON. */
function write(files: Record<string, unknown>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    writeFileSync(path.join(home, name), typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** What an untrusted run has after `forgetLogins`. */
function forget(given: NodeJS.ProcessEnv = {}): { environment: NodeJS.ProcessEnv; folder: string; config: unknown } {
  const environment: NodeJS.ProcessEnv = { HOME: home, ...given };
  forgetLogins(environment, path.join(home, "temporary"));
  const folder = environment["DOCKER_CONFIG"] ?? "";
  return { environment, folder, config: JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8")) };
}

/** Every file that a client finds in a folder, links followed, with its content. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: false }).map(String);
  const entries = names.flatMap((name) => {
    const place = path.join(folder, name);
    try {
      return [[name, readFileSync(place, "utf8")] as const];
    } catch {
      return Object.entries(filesIn(place)).map(([below, text]) => [path.join(name, below), text] as const);
    }
  });
  return Object.fromEntries(entries);
}

const builders = {
  "instances/builder": { Name: "builder", Driver: "docker-container" },
  current: { Key: "unix:///var/run/docker.sock", Name: "builder" },
  "defaults/0123456789": "builder",
};

function under(folder: string, files: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content]));
}

const scopedLogins = [
  "config/registry.example.org/config.json",
  "config/registry.example.org/team/app@pull,push/config.json",
  "config/registry-1.docker.io/config.json",
];

describe("an untrusted run", () => {
  test.each(scopedLogins)("has no scoped login of buildx: %s", (login) => {
    write(under(".docker/buildx", { ...builders, [login]: { auths } }));
    const { folder } = forget();
    expect(Object.keys(filesIn(folder)).sort()).toEqual([
      "buildx/current",
      "buildx/defaults/0123456789",
      "buildx/instances/builder",
      "config.json",
    ]);
  });

  test("has the builders of BUILDX_CONFIG, and no login that is there", () => {
    write(under("elsewhere", { ...builders, "config/registry.example.org/config.json": { auths } }));
    write(under(".docker/buildx", { "instances/other": {} }));
    const { environment, folder } = forget({ BUILDX_CONFIG: path.join(home, "elsewhere") });
    expect(environment["BUILDX_CONFIG"]).toBeUndefined();
    expect(JSON.stringify(filesIn(folder))).not.toContain("auth");
    expect(readdirSync(path.join(folder, "buildx/instances"))).toEqual(["builder"]);
  });

  test("has no scoped login where the folder of buildx is a link", () => {
    write(under("shared", { ...builders, "config/registry.example.org/config.json": { auths } }));
    write({ ".docker/config.json": {} });
    symlinkSync(path.join(home, "shared"), path.join(home, ".docker/buildx"));
    const { folder } = forget();
    expect(existsSync(path.join(folder, "buildx/config"))).toBe(false);
    expect(existsSync(path.join(folder, "buildx/instances/builder"))).toBe(true);
  });

  test.each<[what: string, config: object]>([
    ["logins", { auths }],
    ["a store of logins", { credsStore: planted }],
    ["helpers", { credHelpers: { "registry.example.org": planted } }],
    ["headers", { HttpHeaders: { Authorization: planted } }],
    ["a plug-in's own settings", { plugins: { scan: { token: planted } } }],
    ["a key of a newer Docker", { somethingNew: { password: planted } }],
    ["a proxy's password", { proxies: { default: { httpProxy: `http://octo:${planted}@proxy.example.org:3128` } } }],
    ["a proxy's password without a scheme", { proxies: { default: { httpsProxy: `octo:${planted}@proxy.example.org` } } }],
    ["a proxy's password with signs", { proxies: { "tcp://host": { allProxy: `http://o:${planted}/@x@proxy.example.org` } } }],
    ["what is no proxy", { proxies: { default: { httpProxy: { url: planted } }, other: [planted], third: planted } }],
  ])("does not have, of Docker's configuration, %s", (_, config) => {
    write({ ".docker/config.json": { ...config, currentContext: "remote" } });
    const kept = forget();
    expect(JSON.stringify(kept.config)).not.toContain(planted);
    expect(kept.config).toMatchObject({ currentContext: "remote" });
  });

  test("has what leads to the daemon, the plug-ins and through a proxy", () => {
    const proxies = { default: { httpProxy: "http://proxy.example.org:3128", noProxy: "localhost,.example.org" } };
    const kept = { currentContext: "remote", cliPluginsExtraDirs: ["/opt/plugins"], proxies };
    write({
      ".docker/config.json": { ...kept, auths },
      ".docker/contexts/meta/1/meta.json": { Name: "remote" },
      ".docker/cli-plugins/docker-buildx": "#!/bin/sh\n",
    });
    const { folder, config } = forget();
    expect(config).toEqual(kept);
    expect(Object.keys(filesIn(folder))).toEqual(
      expect.arrayContaining(["contexts/meta/1/meta.json", "cli-plugins/docker-buildx"]),
    );
  });

  test("uses its proxy without the login", () => {
    write({ ".docker/config.json": { proxies: { default: { httpProxy: `http://octo:${planted}@proxy.example.org:3128` } } } });
    expect(forget().config).toEqual({ proxies: { default: { httpProxy: "http://proxy.example.org:3128" } } });
  });

  test.each(["DOCKER_AUTH_CONFIG", "BUILDX_BAKE_GIT_AUTH_TOKEN", "buildx_bake_git_auth_header", "BUILDX_BAKE_GIT_SSH"])(
    "has no %s",
    (name) => {
      const { environment } = forget({ [name]: planted, OTHER: "kept" });
      expect(JSON.stringify(environment)).not.toContain(planted);
      expect(environment["OTHER"]).toBe("kept");
    },
  );

  test("has an empty configuration where Docker has none, or none that can be read", () => {
    expect(forget().config).toEqual({});
    write({ ".docker/config.json": "{" });
    expect(forget().config).toEqual({});
  });
});

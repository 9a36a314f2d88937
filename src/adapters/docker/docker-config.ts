import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isMap } from "../../core/lib/json-document.ts";
import { isProxy, withoutProxyLogin } from "../http/proxy-address.ts";

/**
 * The parts of Docker's folder that builds need: plug-ins (including buildx) and contexts, which
 * name daemons and builders.
 */
const kept = ["cli-plugins", "contexts"];
/**
 * The parts of buildx's folder that name builders. Beside them are scoped logins,
 * `config/HOST/config.json`, at any depth.
 */
const builders = ["instances", "current", "defaults"];
/**
 * The keys of Docker's configuration file that builds need. An allow-list: Docker and its plug-ins
 * keep logins under many keys.
 */
const keptKeys = ["currentContext", "cliPluginsExtraDirs"];
/**
 * Variables that hold logins. buildx passes `BUILDX_BAKE_GIT_…` to every build as secrets, and
 * ignores the case of their names.
 */
const loginVariables = /^(?:DOCKER_AUTH_CONFIG|BUILDX_BAKE_GIT_(?:AUTH_TOKEN|AUTH_HEADER|SSH)|(?:GITHUB|GH)_TOKEN)$/i;

/** Whether to hide a variable of this process from strangers. */
export function holdsLogin(variable: string): boolean {
  return loginVariables.test(variable) || isProxy(variable);
}

/**
 * Removes Docker's and buildx's logins from this process and its children, for untrusted changes:
 * an earlier step may have logged in. Keeps builders, contexts, plug-ins, and proxies without their
 * passwords, since builds get proxies as arguments.
 * @param temporary a folder for the replacement configuration
 */
export function forgetLogins(environment: NodeJS.ProcessEnv, temporary: string): void {
  const folder = environment["DOCKER_CONFIG"] || path.join(environment["HOME"] ?? os.homedir(), ".docker");
  mkdirSync(temporary, { recursive: true });
  const bare = mkdtempSync(path.join(temporary, "docker-"));
  link(kept, folder, bare);
  mkdirSync(path.join(bare, "buildx"));
  link(builders, environment["BUILDX_CONFIG"] || path.join(folder, "buildx"), path.join(bare, "buildx"));
  writeFileSync(path.join(bare, "config.json"), JSON.stringify(withoutLogins(path.join(folder, "config.json"))));
  environment["DOCKER_CONFIG"] = bare;
  delete environment["BUILDX_CONFIG"];
  for (const name of Object.keys(environment)) if (loginVariables.test(name)) delete environment[name];
}

function link(names: readonly string[], from: string, to: string): void {
  for (const name of names) {
    const place = path.resolve(from, name);
    if (existsSync(place)) symlinkSync(place, path.join(to, name));
  }
}

/** The allowed parts of the file; nothing if it is missing or not JSON. */
function withoutLogins(file: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (!isMap(content)) return {};
    const entries = Object.entries(content).flatMap(([key, value]): [string, unknown][] => {
      if (keptKeys.includes(key)) return [[key, value]];
      return key === "proxies" && isMap(value) ? [[key, withoutProxyLogins(value)]] : [];
    });
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

/** `{ default: { httpProxy: "http://…" } }`, by daemon. */
function withoutProxyLogins(proxies: object): object {
  const texts = (settings: object) =>
    Object.entries(settings).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, withoutProxyLogin(value)] as const] : [],
    );
  return Object.fromEntries(
    Object.entries(proxies).flatMap(([daemon, settings]) =>
      isMap(settings) ? [[daemon, Object.fromEntries(texts(settings))]] : [],
    ),
  );
}

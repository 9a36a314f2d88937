import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isMap } from "../../core/lib/json-document.ts";
import { isProxy, withoutProxyLogin } from "../http/proxy-address.ts";

/** What builds need of Docker's folder: plug-ins (buildx among them) and contexts, which lead to daemons and builders. */
const kept = ["cli-plugins", "contexts"];
/** What names builders in the folder of buildx. Beside them are its scoped logins, `config/HOST/config.json`, in any depth. */
const builders = ["instances", "current", "defaults"];
/** What builds need of Docker's configuration file. A list of what may stay: Docker and its plug-ins keep logins under many keys. */
const keptKeys = ["currentContext", "cliPluginsExtraDirs"];
/** Variables that hold logins; buildx makes a secret of every build of the second kind, and reads its name in any case. */
const loginVariables = /^(?:DOCKER_AUTH_CONFIG|BUILDX_BAKE_GIT_(?:AUTH_TOKEN|AUTH_HEADER|SSH)|(?:GITHUB|GH)_TOKEN)$/i;

/** Whether strangers must not read a variable of this process. */
export function holdsLogin(variable: string): boolean {
  return loginVariables.test(variable) || isProxy(variable);
}

/**
 * Leaves this process, and all that it starts, without the logins of Docker and buildx: for what strangers propose, though a step
 * before may have logged in. Builders, contexts and plug-ins stay, and proxies, without their passwords: builds get those as arguments.
 * @param temporary a folder for what is made here
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

/** What may stay of the file; nothing where it is missing, or is no JSON. */
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

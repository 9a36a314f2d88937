import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import { hostKey, hostNames } from "../../../core/registries/host.ts";
import { errorCode } from "../transport/error-code.ts";
import { askHelper } from "./credential-helper.ts";
import type { KnownSecrets } from "./secrets.ts";

/**
 * A login as Docker keeps it. The registry's token service exchanges an identity token for access
 * tokens.
 */
export type Credentials = { kind: "basic"; username: string; password: string } | { kind: "identity"; token: string };

/**
 * Gives the login for a registry, if there is one. Pass a refused look-up (the promise itself) to
 * look again; all callers refused with it share the new one.
 */
export type CredentialsFor = (registry: string, refused?: Promise<Credentials | undefined>) => Promise<Credentials | undefined>;

const text = v.nullish(v.string());

/** The part of Docker's `config.json` that holds logins. */
const configSchema = v.object({
  auths: v.nullish(v.record(v.string(), v.object({ auth: text, username: text, password: text, identitytoken: text }))),
  credHelpers: v.nullish(v.record(v.string(), v.string())),
  credsStore: text,
});
type DockerConfig = v.InferOutput<typeof configSchema>;

/**
 * Looks up logins as Docker does: the variable DOCKER_AUTH_CONFIG, the registry's own helper
 * (`credHelpers`), the common helper (`credsStore`), then `auths` in `config.json`. The file is in
 * DOCKER_CONFIG or `~/.docker`. Keeps each login until a registry refuses it; never keeps a
 * failure. Gives undefined without a login.
 * @throws Failure `registry-credentials` when the file or a helper's answer is invalid
 */
export function createCredentials(environment: NodeJS.ProcessEnv, secrets: KnownSecrets): CredentialsFor {
  const answers = new Map<string, Promise<Credentials | undefined>>();
  const look = async (registry: string): Promise<Credentials | undefined> => {
    const inline = environment["DOCKER_AUTH_CONFIG"];
    const fromVariable = inline && fromFile(parseConfig(inline, "DOCKER_AUTH_CONFIG"), registry, "DOCKER_AUTH_CONFIG");
    if (fromVariable) return fromVariable;
    const file = configFile(environment);
    const read = await readConfig(file);
    const [key, helper = read.credsStore] = own(read.credHelpers, registry) ?? [];
    // A helper knows a server by the name used at login, which `auths` keeps.
    const docker = hostNames(registry)?.login;
    const names = [docker ?? registry, key, own(read.auths, registry)?.[0], docker ?? hostKey(registry)];
    for (const server of helper ? new Set(names) : []) {
      const found = helper && server && (await loginOfHelper(helper, { registry, server }, environment, secrets));
      if (found) return found;
    }
    return fromFile(read, registry, file);
  };
  return (registry, refused) => {
    const known = answers.get(registry);
    if (known && known !== refused) return known;
    const found = look(registry).then((login) => remember(login, secrets));
    answers.set(registry, found);
    found.catch(() => {
      if (answers.get(registry) === found) answers.delete(registry);
    });
    return found;
  };
}

/** The `Authorization` header of a Basic login. */
export function basicAuthorization({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function remember(found: Credentials | undefined, secrets: KnownSecrets): Credentials | undefined {
  if (found?.kind === "identity") secrets.add(found.token);
  else if (found) secrets.add(found.password, basicAuthorization(found).slice("Basic ".length));
  return found;
}

function configFile(environment: NodeJS.ProcessEnv): string {
  return join(environment["DOCKER_CONFIG"] || join(environment["HOME"] || homedir(), ".docker"), "config.json");
}

async function readConfig(file: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return {};
    throw failure("registry-credentials", `Tagstream cannot read logins from ${file}. Let this user read the file.`, {
      cause: error,
    });
  }
  return parseConfig(text, file);
}

/** Hides the parser's message: it quotes the text, which holds passwords. */
function parse<T>(text: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function parseConfig(text: string, place: string): DockerConfig {
  const config = parse(text, configSchema);
  if (config) return config;
  throw failure(
    "registry-credentials",
    `${place} is not a Docker configuration (JSON with "auths", "credHelpers", "credsStore"). Log in again with \`docker login\`, or correct it.`,
  );
}

async function loginOfHelper(
  helper: string,
  asked: { registry: string; server: string },
  environment: NodeJS.ProcessEnv,
  secrets: KnownSecrets,
): Promise<Credentials | undefined> {
  const found = await askHelper(helper, asked, environment, secrets);
  return found && login(found.username, found.password);
}

/**
 * A registry's entry with its key. A registry may have several hosts, and old files use URLs as
 * keys.
 */
function own<T>(entries: Record<string, T> | null | undefined, registry: string): [key: string, value: T] | undefined {
  const known = hostNames(registry);
  const keys = known ? [known.login, known.shown, ...known.aliases] : [registry];
  const all = Object.entries(entries ?? {});
  for (const same of [(key: string, name: string) => key === name, (key: string, name: string) => hostOf(key) === hostOf(name)]) {
    for (const name of keys) {
      for (const [key, value] of all) if (same(key, name)) return [key, value];
    }
  }
  return undefined;
}

function hostOf(key: string): string {
  return hostKey(key.replace(/^https?:\/\//, "").replace(/\/.*$/, ""));
}

function fromFile(config: DockerConfig, registry: string, place: string): Credentials | undefined {
  const filled = Object.entries(config.auths ?? {}).filter(
    ([, { auth, username, identitytoken }]) => auth || username || identitytoken,
  );
  const [key, entry] = own(Object.fromEntries(filled), registry) ?? [];
  if (!entry) return undefined;
  if (entry.identitytoken) return { kind: "identity", token: entry.identitytoken };
  if (!entry.auth) return entry.username ? login(entry.username, entry.password ?? "") : undefined;
  const decoded = Buffer.from(entry.auth, "base64").toString("utf8").replace(/\0+$/, "");
  const colon = decoded.indexOf(":");
  if (colon < 1) {
    throw failure(
      "registry-credentials",
      `In ${place}, "auth" of "${key}" is not base64 of user:password. Log in again with \`docker login ${registry}\`.`,
    );
  }
  return login(decoded.slice(0, colon), decoded.slice(colon + 1));
}

/** By Docker's convention, the user `<token>` means that the password is an identity token. */
function login(username: string, password: string): Credentials {
  return username === "<token>" ? { kind: "identity", token: password } : { kind: "basic", username, password };
}

import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What of Docker's configuration is a login, or leads to one (docker/cli, "config.json"). */
const logins = ["auths", "credsStore", "credHelpers", "HttpHeaders"];
/** What builds need of its folder: plug-ins (buildx among them), contexts, builders. */
const kept = ["cli-plugins", "contexts", "buildx"];

/**
 * Leaves this process, and all that it starts, without Docker's logins: for what strangers propose, though a step before may have
 * logged in. Builders, contexts and plug-ins stay.
 * @param temporary a folder for what is made here
 */
export function forgetLogins(environment: NodeJS.ProcessEnv, temporary: string): void {
  const folder = environment["DOCKER_CONFIG"] || path.join(environment["HOME"] ?? os.homedir(), ".docker");
  mkdirSync(temporary, { recursive: true });
  const bare = mkdtempSync(path.join(temporary, "docker-"));
  for (const name of kept) {
    const place = path.join(folder, name);
    if (existsSync(place)) symlinkSync(place, path.join(bare, name));
  }
  writeFileSync(path.join(bare, "config.json"), JSON.stringify(withoutLogins(path.join(folder, "config.json"))));
  environment["DOCKER_CONFIG"] = bare;
  delete environment["DOCKER_AUTH_CONFIG"];
}

/** The rest of the file; nothing where it is missing, or is no JSON. */
function withoutLogins(file: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof content !== "object" || content === null) return {};
    return Object.fromEntries(Object.entries(content).filter(([key]) => !logins.includes(key)));
  } catch {
    return {};
  }
}

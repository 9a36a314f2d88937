import { hostKey, loginHost } from "../../registries/host.ts";
import { usesAction } from "./own-steps.ts";
import type { DoctorStep } from "./workflow.ts";

/** What logs in by a command, or writes what a login leaves. */
const command = /\blogin\b|\bconfigure-docker\b|\bget-login-password\b|DOCKER_CONFIG|DOCKER_AUTH|\.docker\b|auth\.json/;

/** Whether a step logs in to a host, as far as its text says: an expression or another action may. */
export function mayLogIn(step: DoctorStep, host: string): boolean {
  const { uses = "", run = "", with: inputs } = step;
  if (!usesAction(step, "docker/login-action")) {
    return command.test(run) || uses.startsWith("./") || /login|auth|credential|registry/i.test(uses);
  }
  const { registry = "", "registry-auth": several = "" } = inputs;
  const named = several === "" ? [registry] : [...several.matchAll(/\bregistry:\s*(\S+)/g)].map(([, name = ""]) => name);
  return named.some(
    (name) => name.includes("${{") || hostKey(loginHost(name.trim().replace(/^["']|["']$/g, ""))) === hostKey(host),
  );
}
